import type { Handoff } from '#domain/handoff/types.ts'
import type { Link } from '#domain/identity/link.ts'
import type { Instant } from '#domain/instant.ts'
import { isFinished } from '#domain/sla/clock.ts'
import type { BusinessCalendar } from '#domain/sla/business-calendar.ts'
import { replayClock } from '#domain/sla/timeline.ts'
import type { StoredClock } from '#ports/store/clocks.ts'
import type { Position } from '#domain/order.ts'
import type { BoardFilter, BoardOrder, BoardView } from '#ports/store/lead-board.ts'
import type { Scope } from '../scope.ts'

/** A clock as it stands at an instant. */
export interface ClockNow {
  readonly clock: StoredClock
  readonly state: StoredClock['state']
  readonly dueAt: Instant | null
  /** Business seconds that are left, 0 when it is past or over. */
  readonly remainingSeconds: number
}

/** A lead as the board shows it. */
export interface LeadNow {
  readonly handoff: Handoff
  readonly link: Link
  /** The clock that is due next; null: it has none. */
  readonly clock: ClockNow | null
}

export interface LeadsPage {
  readonly leads: readonly LeadNow[]
  /** null: this is the last page. */
  readonly next: Position | null
  readonly total: number
}

/** One page of the board, of facts that are stored: no platform is asked. @param upTo counting stops there. */
export async function listLeads(
  { store, connection }: Pick<Scope, 'store' | 'connection'>,
  view: BoardView,
  filter: BoardFilter,
  page: {
    readonly now: Instant
    readonly order: BoardOrder
    readonly after: Position | null
    readonly limit: number
    readonly upTo: number
  },
): Promise<LeadsPage> {
  const { id } = connection
  const { now, limit, upTo } = page
  const [found, total] = await Promise.all([
    store.leadBoard.list(id, view, filter, { ...page, limit: limit + 1 }),
    store.leadBoard.count(id, view, filter, { now, upTo }),
  ])
  const rows = found.slice(0, limit)
  const [handoffs, links, clocks] = await Promise.all([
    store.handoffs.byIds(
      id,
      rows.map(({ handoffId }) => handoffId),
    ),
    store.links.byIds(
      id,
      rows.map(({ linkId }) => linkId),
    ),
    store.clocks.byIds(
      id,
      rows.flatMap(({ clockId }) => clockId ?? []),
    ),
  ])
  const clockOf = new Map(clocks.map((clock) => [clock.id, clock]))
  return {
    leads: rows.flatMap(({ handoffId, linkId, clockId }): readonly LeadNow[] => {
      const handoff = handoffs.get(handoffId)
      const link = links.get(linkId)
      const clock = clockId === null ? undefined : clockOf.get(clockId)
      if (handoff === undefined || link === undefined) return []
      return [{ handoff, link, clock: clock === undefined ? null : clockNow(clock, now) }]
    }),
    next: found.length > limit ? (rows.at(-1)?.position ?? null) : null,
    total,
  }
}

/** By its own calendar and everything that happened to it; one that is over stays as it was recorded. */
export function clockNow(clock: StoredClock, now: Instant): ClockNow {
  if (isFinished(clock.state)) return { clock, state: clock.state, dueAt: clock.dueAt, remainingSeconds: 0 }
  const { state, dueAt, remainingSeconds } = replayClock({
    calendar: clock.calendar as BusinessCalendar,
    targetSeconds: clock.targetSeconds,
    warnAt: [],
    events: [{ at: clock.startedAt, type: 'start' }, ...clock.events],
    asOf: now,
  })
  // A breach that was recorded stands, whatever the target became.
  return {
    clock,
    state: clock.state === 'breached' ? 'breached' : state,
    dueAt: dueAt ?? clock.dueAt,
    remainingSeconds,
  }
}
