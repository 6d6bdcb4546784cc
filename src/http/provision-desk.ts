import type { SideLooked } from '#app/provision-accounts.ts'
import type { ConnectionId, Side } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'
import type { ProvisionStep } from '#ports/connector/provision.ts'

/** Making what is missing, as far as it is. */
export interface ProvisionRun {
  readonly id: string
  readonly state: 'running' | 'done' | 'failed'
  readonly startedAt: Instant
  readonly startedBy: string
  readonly sides: readonly Side[]
  readonly steps: readonly (ProvisionStep & { readonly side: Side })[]
  readonly problem: { readonly code: string; readonly message: string; readonly remedy: string } | null
}

/** Of an administrator, used once. */
export interface AdminCredentials {
  readonly hubspot?: { readonly token: string } | undefined
  readonly salesforce?:
    | { readonly clientId: string; readonly clientSecret: string }
    | {
        readonly clientId: string
        readonly username: string
        readonly privateKey: string
        readonly audience?: string | undefined
      }
    | undefined
}

export type ProvisionStart =
  | { readonly kind: 'started'; readonly run: ProvisionRun }
  | { readonly kind: 'busy' }
  | { readonly kind: 'other-account'; readonly side: Side; readonly account: string }
  /** The account does not take the credential; `says`: its own words. */
  | { readonly kind: 'refused'; readonly side: Side; readonly says: string }

/** What the operations on what Tandem needs in both accounts use. */
export interface ProvisionDesk {
  /** Looks with Tandem's own credentials. */
  readonly look: (connection: ConnectionId) => Promise<{
    readonly lookedAt: Instant
    readonly hubspot: SideLooked
    readonly salesforce: SideLooked
  }>
  /** @throws RemoteError when an account cannot be asked now. */
  readonly start: (
    connection: ConnectionId,
    input: { readonly credentials: AdminCredentials; readonly assignTo: readonly string[]; readonly by: string },
  ) => Promise<ProvisionStart>
  /** The last one that this process was asked for; null: none. */
  readonly of: (connection: ConnectionId) => ProvisionRun | null
}
