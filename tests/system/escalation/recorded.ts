import type { Story } from './story.ts'
import { LADDER } from './story.ts'

interface Row {
  readonly lead: string
  readonly step: string
  readonly due_at: string
  readonly recorded: 'done' | 'skipped'
  readonly reason: string
  readonly action: 'waiting' | 'done' | 'skipped' | 'parked' | null
  readonly note: string | null
  readonly finished_at: string | null
}

/** What Tandem wrote down of every step, in the order in which they fell due. */
export async function recorded({ stage }: Story): Promise<readonly Row[]> {
  const { rows } = await stage.db.query<Row>(
    `select l.salesforce_id as lead, s.step, s.due_at, s.state as recorded, s.reason, a.state as action, a.note, a.finished_at
     from app.clock_step s join app.clock c on c.id = s.clock_id join app.link l on l.id = c.link_id
     left join app.action a on a.clock_id = s.clock_id and a.step = s.step
     order by s.due_at, s.step`,
  )
  return rows
}

/** A breached clock has every step once; an action is there for each that was due, done or skipped with its reason. */
export function wronglyRecorded({ leads }: Story, rows: readonly Row[]): readonly string[] {
  const byLead = Map.groupBy(rows, ({ lead }) => lead)
  return leads.flatMap(({ name, leadId, calledAt }) => {
    const own = byLead.get(leadId) ?? []
    const twice = own.filter(({ step }, i) => own.findIndex((other) => other.step === step) !== i)
    const ladder = own.filter(({ step }) => step.startsWith('ladder:'))
    const missing = calledAt === null ? LADDER.filter((id) => !ladder.some(({ step }) => step === `ladder:${id}`)) : []
    const undone = ladder.filter(({ recorded: state, reason, action, note }) =>
      state === 'skipped'
        ? reason === '' || action !== null
        : action !== 'done' && (action !== 'skipped' || note === null || calledAt === null),
    )
    return [
      ...twice.map(({ step }) => `${name}: ${step} is recorded twice`),
      ...missing.map((id) => `${name}: ladder:${id} is not recorded`),
      ...undone.map((row) => `${name}: ${JSON.stringify(row)}`),
    ]
  })
}
