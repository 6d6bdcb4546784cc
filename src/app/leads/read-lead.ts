import type { Instant } from '#domain/instant.ts'
import { isFinished } from '#domain/sla/clock.ts'
import { momentsOfClock } from '#domain/sla/steps.ts'
import type { StoredClock } from '#ports/store/clocks.ts'
import { recordOf } from '../handoff/clock-looks.ts'
import type { Scope } from '../scope.ts'
import { explainLinks } from '../sla/explain-lead.ts'
import type { ExplainedLead } from '../sla/explain-lead.ts'
import { clockNow } from './list-leads.ts'
import type { LeadNow } from './list-leads.ts'

/** A step of a clock that comes if nobody answers; `at` null: not as things stand (the clock stands still). */
export interface StepAhead {
  readonly clock: StoredClock
  readonly step: string
  readonly at: Instant | null
}

export interface LeadRead {
  readonly lead: LeadNow
  readonly explained: ExplainedLead
  readonly ahead: readonly StepAhead[]
}

/** Everything that is known of a lead and of what comes next. @returns null: there is none. */
export async function readLead(
  { store, connection }: Pick<Scope, 'store' | 'connection'>,
  id: string,
  now: Instant,
): Promise<LeadRead | null> {
  const handoff = (await store.handoffs.byIds(connection.id, [id])).get(id)
  if (handoff === undefined) return null
  const link = (await store.links.byIds(connection.id, [handoff.linkId])).get(handoff.linkId)
  if (link === undefined) return null
  const [explained] = await explainLinks(store, connection.id, [link], now)
  if (explained === undefined) return null
  const own = explained.clocks.map(({ clock }) => clock).filter((clock) => clock.handoffId === id)
  const first = dueNext(own.filter(({ repId }) => repId === null))
  return {
    lead: { handoff, link, clock: first === null ? null : clockNow(first, now) },
    explained,
    ahead: own
      .filter(({ state }) => !isFinished(state))
      .flatMap((clock) => aheadOf(clock, now))
      .toSorted((a, b) => (a.at ?? Infinity) - (b.at ?? Infinity)),
  }
}

/** As the board chooses: the open one that is due first, else one that was answered. */
function dueNext(clocks: readonly StoredClock[]): StoredClock | null {
  const order = ({ state }: StoredClock): number => (isFinished(state) ? (state === 'cancelled' ? 2 : 1) : 0)
  const due = (clock: StoredClock): number => (isFinished(clock.state) ? 0 : (clock.dueAt ?? Number.MAX_SAFE_INTEGER))
  const [first] = clocks.toSorted(
    (a, b) => order(a) - order(b) || due(a) - due(b) || a.targetSeconds - b.targetSeconds || (a.name < b.name ? -1 : 1),
  )
  return first ?? null
}

const aheadOf = (clock: StoredClock, now: Instant): readonly StepAhead[] =>
  momentsOfClock(recordOf(clock), [], now, clock.breachedAt)
    .filter(({ at }) => at === null || at > now)
    .map(({ step, at }) => ({ clock, step, at }))
