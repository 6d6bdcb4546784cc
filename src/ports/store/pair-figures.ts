import type { FieldPairId } from '#domain/config.ts'
import type { ConnectionId } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'
import type { ObjectPair } from '#domain/objects/pair.ts'

/** How the records of one object pair stand. */
export interface PairFigures {
  readonly pair: FieldPairId
  /** Pairs of records that are linked. */
  readonly linked: number
  /** Of these, the ones of which a record is parked or a field waits for a decision. */
  readonly held: number
  /** Records that are parked, linked or not. */
  readonly parked: number
  /** Fields of which a person has to choose the value. */
  readonly undecided: number
  /** When Tandem last wrote one of them; null: not among its latest thousand writes. */
  readonly changedAt: Instant | null
}

export interface PairFigureStore {
  /**
   * @param pairs where two pairs share an object of HubSpot, what has no link there counts for the first of them.
   * @returns one for each, in their order.
   */
  of(
    connection: ConnectionId,
    pairs: readonly Pick<ObjectPair, 'id' | 'hubspot' | 'salesforce'>[],
  ): Promise<readonly PairFigures[]>
}
