import type { ConnectionId } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'

/** The right to look for the record that has a name, and to make it where nobody has it. */
export interface Claim {
  readonly name: string
  /** Whoever asks again under the same name of its own has the claim still: the key of a link, so that a crash changes nothing. */
  readonly holder: string
}

export interface ClaimStore {
  /**
   * Takes claims that nobody else holds at `now`, and renews those of the same holder.
   * @param claims each name once. @returns names that somebody else holds.
   */
  take(
    connection: ConnectionId,
    claims: readonly Claim[],
    options: { readonly now: Instant; readonly until: Instant },
  ): Promise<ReadonlySet<string>>
  /** Everything that these hold is free. */
  release(connection: ConnectionId, holders: readonly string[]): Promise<void>
}
