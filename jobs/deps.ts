import type { OpenDraft } from '#app/preview/run-preview.ts'
import type { Scope } from '#app/scope.ts'
import type { ConnectionId } from '#domain/ids.ts'
import type { Clock } from '#ports/clock.ts'
import type { Jobs } from '#ports/jobs.ts'
import type { Store } from '#ports/store.ts'

/** What every job may use. */
export interface JobDeps {
  readonly jobs: Jobs
  readonly store: Store
  readonly clock: Clock
  /** Connections this process works for and that are not paused. */
  readonly active: () => Promise<readonly ConnectionId[]>
  /** Connections this process works for, paused or not: people are told of a paused one too. */
  readonly connections: () => Promise<readonly ConnectionId[]>
  /** @throws UsageError for a connection this process has no credentials for. */
  readonly scopeOf: (id: ConnectionId) => Scope
  /** A draft of the configuration of a connection of this process, with a scratch database to rehearse it in; the caller closes it. */
  readonly openDraft: OpenDraft
  /** Name of this worker in leases. */
  readonly worker: string
  /** This process was told to end: long work stops at the next place where another can go on. */
  readonly ending: () => boolean
  /** Told after each capture, for those who wait until nothing changes any more. */
  readonly onCaptured: (added: number) => void
}
