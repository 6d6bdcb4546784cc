import type { RequestListener } from 'node:http'
import type { CompanyData } from '../company/types.ts'
import type { Pages } from './pages.ts'

/** One clock for both CRMs. Starts as real time; can be shifted, or frozen and moved by hand. */
export interface SandboxClock {
  now(): number
  /** From now on `now()` gives `at` and stands still until moved. */
  freeze(at: number): void
  advance(ms: number): void
  /** Back to real time. */
  release(): void
  /** Called whenever the clock is moved by hand, not as it runs. Gives what ends that. */
  onMove(listener: () => void): () => void
}

/** Plain JSON; restoring it gives exactly the same state, ids included. */
export type Snapshot = Readonly<Record<string, unknown>>

/**
 * One simulated CRM: a request listener without control routes (`sandbox/core` adds counters, faults, recording and
 * `/__sandbox` in front of it), state in memory.
 */
export interface CrmSandbox {
  readonly name: 'hubspot' | 'salesforce'
  readonly listener: RequestListener
  /** Endpoint name of a request for the counters, e.g. "POST /crm/v3/objects/{type}/batch/read". */
  endpointOf(method: string, path: string): string
  snapshot(): Snapshot
  restore(snapshot: Snapshot): void
  /** Adds a company's rows with their historical instants, as an import by an administrator would. */
  seed(company: CompanyData): void
  /** What a client needs to connect: printed by `tandem sandbox`. */
  credentials(): Readonly<Record<string, string>>
  /** CRM-specific controls, reached as `GET|POST /__sandbox/<name>`: limits, webhooks and the like. Absent = none. */
  readonly controls?: Readonly<Record<string, SandboxControl>>
  /** The body the platform sends with a status: for faults that name a status alone. */
  refusal(status: number): unknown
  /** What a person opens in a browser, at the addresses the real CRM uses. */
  readonly pages?: Pages
  /** Sends queued webhooks and stops timers. */
  close(): Promise<void>
}

/** `read` answers GET; `write` takes the JSON body of a POST and gives what the caller sees. Throw a `TypeError` for a bad body (400). */
export interface SandboxControl {
  /** One line for the list of controls: what a POST takes. */
  readonly takes: string
  read(): unknown
  write(body: unknown): unknown
}
