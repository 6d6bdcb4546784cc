import type { Story, Waiting } from './story.ts'
import { LADDER_ENDS_MS, TARGET_MS } from './story.ts'

const MINUTE = 60_000
/** What those who receive it see of each step, and when it falls due after somebody qualified. */
const DUE: Readonly<Record<Seen, number>> = {
  'first mail': 0.9 * TARGET_MS,
  breach: TARGET_MS,
  escalation: TARGET_MS + MINUTE,
  task: TARGET_MS + 5 * MINUTE,
  'second mail': LADDER_ENDS_MS,
}
type Seen = 'first mail' | 'breach' | 'escalation' | 'task' | 'second mail'

/** What came in, each message id counted once as a receiver would. */
export interface Received {
  /** By name of the lead: what was seen of it, as often as it was seen. */
  readonly byLead: ReadonlyMap<string, readonly (Seen | 'mail')[]>
  /** Messages that came again with the id of one that was there. */
  readonly repeated: number
  readonly messages: number
}

export async function received({ sales, mails, hooks, leads }: Story): Promise<Received> {
  const seen: { readonly lead: string; readonly what: Seen | 'mail' }[] = []
  const ids = new Set<string>()
  const isNew = (id: string): boolean => ids.size < ids.add(id).size
  for (const { headers, body } of mails.mails) {
    const lead = /lead\d{3}/.exec(body)?.[0] ?? 'nobody'
    if (isNew(headers.get('message-id')?.[0] ?? '')) seen.push({ lead, what: 'mail' })
  }
  for (const { headers, body } of hooks.requests) {
    const { alerts } = JSON.parse(body) as { readonly alerts: readonly { kind: Seen; facts: { lead: string } }[] }
    if (!isNew(String(headers['idempotency-key']))) continue
    for (const { kind, facts } of alerts) seen.push({ lead: /lead\d{3}/.exec(facts.lead)?.[0] ?? 'nobody', what: kind })
  }
  const nameOf = new Map(leads.map(({ leadId, name }) => [leadId, name]))
  const tasks = await sales.query(`SELECT WhoId FROM Task WHERE Subject = 'Nobody answers'`)
  for (const task of tasks) seen.push({ lead: nameOf.get(String(task['WhoId'])) ?? 'nobody', what: 'task' })
  const byLead = Map.groupBy(seen, ({ lead }) => lead)
  const came = mails.mails.length + hooks.requests.length
  return {
    byLead: new Map([...byLead].map(([lead, of]) => [lead, of.map(({ what }) => what)])),
    repeated: came - ids.size,
    messages: ids.size,
  }
}

/** What came twice, did not come, or came though somebody had called before. */
export function wrongly({ leads }: Story, { byLead }: Received): readonly string[] {
  const strangers = [...byLead.keys()].filter((name) => !leads.some((lead) => lead.name === name))
  return [
    ...strangers.map((name) => `something came about ${name}`),
    ...leads.flatMap((lead) => wrongAbout(lead, byLead.get(lead.name) ?? [])),
  ]
}

function wrongAbout(lead: Waiting, seen: readonly (Seen | 'mail')[]): readonly string[] {
  const due = (what: Seen): number => lead.qualifiedAt + DUE[what]
  const range = (whats: readonly Seen[]): readonly [number, number] => {
    // Between the call and the moment when Tandem heard of it a step may have been taken, or not.
    const certain = lead.calledAt === null ? whats : []
    const possible = whats.filter((what) => lead.heardBy === null || due(what) <= lead.heardBy)
    return [certain.length, possible.length]
  }
  const kinds = {
    mail: ['first mail', 'second mail'],
    breach: ['breach'],
    escalation: ['escalation'],
    task: ['task'],
  } as const
  return Object.entries(kinds).flatMap(([kind, whats]) => {
    const [least, most] = range(whats)
    const times = seen.filter((what) => what === kind).length
    if (times >= least && times <= most) return []
    return [
      `${lead.name}: ${kind} came ${times} times instead of ${least} to ${most} (called ${String(lead.calledAt)}, heard ${String(lead.heardBy)})`,
    ]
  })
}
