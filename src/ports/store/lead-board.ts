import type { ConnectionId, LinkId } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'
import type { Order, Placed, Position, SortOf, Sorts } from '#domain/order.ts'
import type { StoredClockState } from './clocks.ts'

/**
 * What a lead is about now. `todo`: sales still owes an answer. `due-soon`: of these, due within the coming hour. `breached`: of these,
 * past the deadline. `running`: of these, not past it. `returning`: of those given back, who comes back by a date.
 */
export const BOARD_VIEWS = [
  'todo',
  'due-soon',
  'breached',
  'running',
  'answered',
  'qualified',
  'rejected',
  'returning',
] as const
export type BoardView = (typeof BOARD_VIEWS)[number]

/**
 * `urgency`, then deadline; `deadline` alone; `handedOver`: when sales got it; `owner`: by name, of each as by urgency; `moved`: when
 * it was answered, qualified or given back, of the others when sales got it; `returns`: when who was given back may return.
 */
export const BOARD_SORTS = {
  urgency: { direction: 'asc', keys: ['small', 'integer', 'text'] },
  deadline: { direction: 'asc', keys: ['integer', 'text'] },
  handedOver: { direction: 'desc', keys: ['integer', 'text'] },
  owner: { direction: 'asc', keys: ['text', 'small', 'integer', 'text'] },
  moved: { direction: 'desc', keys: ['integer', 'text'] },
  returns: { direction: 'asc', keys: ['integer', 'text'] },
} as const satisfies Sorts
export type BoardSort = SortOf<typeof BOARD_SORTS>
export type BoardOrder = Order<typeof BOARD_SORTS>

/** How each view is without being asked: what is to be done by urgency, what is over by when it was. */
export const VIEW_SORT: Readonly<Record<BoardView, BoardSort>> = {
  todo: 'urgency',
  'due-soon': 'urgency',
  breached: 'urgency',
  running: 'urgency',
  answered: 'moved',
  qualified: 'moved',
  rejected: 'moved',
  returning: 'returns',
}

/** "Soon" on the board, and in what is counted for it. */
export const SOON_MS = 60 * 60_000

/** Absent: any. */
export interface BoardFilter {
  /** Salesforce id of who has it now. */
  readonly owner?: string
  /** Leads that wait in a queue, or for a member of a pool. */
  readonly inQueue?: true
  readonly pool?: string
  readonly urgency?: string
  readonly policy?: string
  readonly contract?: string
  readonly campaign?: string
  /** Each term by one of its spellings ({@link searchTerms}); everybody who has all of them. */
  readonly words?: readonly (readonly string[])[]
}

export interface BoardRow {
  readonly handoffId: string
  readonly linkId: LinkId
  /** The lead's clock that counts now; null: it has none. */
  readonly clockId: string | null
  readonly clockState: StoredClockState | null
  /** null: no deadline. */
  readonly dueAt: Instant | null
}

export type BoardCounts = Readonly<Record<BoardView | 'queue', number>>

/** What somebody has on his desk. */
export interface Desk {
  readonly ownerId: string
  readonly todo: number
  readonly dueSoon: number
  readonly breached: number
}

/** Leads that were handed over, the newest cycle of each person. */
export interface LeadBoardStore {
  /**
   * Leads of a view in an order. A deadline that never comes and a return without a date stand last in either direction.
   * @param page.order absent: by {@link VIEW_SORT}. @param page.after null: from the first on.
   */
  list(
    connection: ConnectionId,
    view: BoardView,
    filter: BoardFilter,
    page: {
      readonly now: Instant
      readonly order?: BoardOrder
      readonly after: Position | null
      readonly limit: number
    },
  ): Promise<readonly Placed<BoardRow>[]>
  /** How many `list` would give, counted up to `upTo`. */
  count(
    connection: ConnectionId,
    view: BoardView,
    filter: BoardFilter,
    at: { readonly now: Instant; readonly upTo: number },
  ): Promise<number>
  /** How many are in each view, each counted up to `upTo`. */
  counts(
    connection: ConnectionId,
    filter: BoardFilter,
    at: { readonly now: Instant; readonly upTo: number },
  ): Promise<BoardCounts>
  /** Everybody who owes an answer to somebody, most first. */
  desks(connection: ConnectionId, now: Instant): Promise<readonly Desk[]>
  /** Names of campaigns that handed over leads have, in order. */
  campaigns(connection: ConnectionId, limit: number): Promise<readonly string[]>
}
