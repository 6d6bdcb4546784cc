import type { LiveReads } from '#app/look-up/live-reads.ts'
import type { Scope } from '#app/scope.ts'
import type { SyncConfig } from '#domain/config.ts'
import type { ConnectionId } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'
import type { Access } from '#ports/access.ts'
import type { JobsView } from '#ports/jobs.ts'
import type { Limits } from '#ports/limits.ts'
import type { Store } from '#ports/store.ts'
import type { AuditEntry } from '#ports/store/audit.ts'
import type { ConfigDesk } from './config-desk.ts'
import type { Overview } from './contract/overview.ts'
import type { CrmAddresses } from './present/crm-links.ts'
import type { ProvisionDesk } from './provision-desk.ts'

/** What the operations of the API may use. Whatever a new one needs is added here, and made in src/compose/http.ts. */
export interface ApiDeps {
  readonly store: Store
  /**
   * Has the jobs that changes left in the outbox begun at once; told after every change. An operation has no other way to a job than
   * the outbox: what it stored and what follows from it must not part when the queue is away.
   */
  readonly handOn: () => void
  /** What runs by itself, in whatever process. */
  readonly work: JobsView
  /** How news comes in by itself. */
  readonly listening: {
    readonly webhooks: { readonly state: 'on' | 'off'; readonly address: string | null }
    readonly salesforceEvents: 'on' | 'off'
    /** Where HubSpot would reach this Tandem; null: nobody has said. */
    readonly publicUrl: string | null
  }
  readonly now: () => Instant
  /** Records as both CRMs have them. */
  readonly liveReads: LiveReads
  /** Connections that this process has credentials for. */
  readonly connections: () => readonly ConnectionId[]
  /** With the config that is in force now; null: this process has no credentials for it. */
  readonly scopeOf: (connection: ConnectionId) => Scope | null
  /** A document of a sync config, with everything that is wrong in its form. */
  readonly readDocument: (
    document: unknown,
  ) =>
    | { readonly ok: true; readonly config: SyncConfig }
    | { readonly ok: false; readonly problems: readonly DocumentProblem[] }
  /** What the operations on the configuration need. */
  readonly config: ConfigDesk
  /** What Tandem needs in both accounts, and making it. */
  readonly provision: ProvisionDesk
  readonly access: AccessDeps
  readonly overview: (scope: Scope) => Promise<Overview>
  /** Where people open records of this connection. */
  readonly crmAddresses: (connection: ConnectionId) => CrmAddresses
}

interface DocumentProblem {
  readonly path: string
  readonly message: string
  readonly remedy: string
}

/** What people, their sign-in and their invitations need. */
export interface AccessDeps {
  readonly signIn: Access
  readonly limits: Limits
  /** Where people reach this Tandem; links begin with it. */
  readonly baseUrl: string
  /** Mails a link; null: there is no mail server. */
  readonly mail:
    | ((mail: { readonly to: string; readonly subject: string; readonly text: string }) => Promise<'sent' | 'failed'>)
    | null
  /** The demo prints a link that signs in at once. */
  readonly isDemo: boolean
  readonly newId: () => string
}

export type { AuditEntry }
