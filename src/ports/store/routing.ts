import type { ConnectionId } from '#domain/ids.ts'
import type { RoutingState } from '#domain/routing/types.ts'

export interface RoutingStore {
  /**
   * Reads the state of all pools and holds it: one decision at a time per connection, so that neither a slot of a pool nor a place
   * on somebody's desk is given away twice. Call inside the transaction that stores the handoffs; never across a remote call.
   */
  hold(connection: ConnectionId): Promise<RoutingState>
  /** Stores what `hold` gave and the decisions made of it. In the same transaction. */
  save(connection: ConnectionId, state: RoutingState): Promise<void>
  /** The state as it is, for looking ahead. */
  peek(connection: ConnectionId): Promise<RoutingState>
}
