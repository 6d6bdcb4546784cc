import type { ConnectionId } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'

/** What happened with leads between two instants. */
export interface DayFigures {
  /** Leads by when they qualified, as the overview counts them. */
  readonly handedOver: number
  /** First responses, in time or late. */
  readonly answered: number
  /** Deadlines of first responses that passed unanswered. */
  readonly breached: number
}

export interface DayFigureStore {
  /** @param spans each from inclusive, until exclusive. @returns one for each, in order. */
  between(
    connection: ConnectionId,
    spans: readonly { readonly from: Instant; readonly until: Instant }[],
  ): Promise<readonly DayFigures[]>
}
