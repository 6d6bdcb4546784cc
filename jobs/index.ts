import { captureHubspotChanges, captureSalesforceChanges } from './capture-changes.ts'
import { checkClocksJob } from './check-clocks.ts'
import { computeCreditsJob } from './compute-credits.ts'
import type { JobDefinition } from './define.ts'
import type { JobDeps } from './deps.ts'
import { pollConnections } from './poll-connections.ts'
import { refreshCostsJob } from './refresh-costs.ts'
import { relayOutboxJob } from './relay-outbox.ts'
import { sweepClocks } from './sweep-clocks.ts'
import { workInboxJob } from './work-inbox.ts'

/** How often the schedules run; null: never by themselves (a run to quiescence asks for each round itself). */
export interface Rhythm {
  readonly pollMs: number | null
  readonly clocksMs: number | null
  readonly outboxMs: number | null
  readonly costsMs: number | null
}

export const NO_SCHEDULES: Rhythm = { pollMs: null, clocksMs: null, outboxMs: null, costsMs: null }

/** Every job of Tandem. A new job: one file here, one line below. */
export const allJobs = (rhythm: Rhythm): readonly JobDefinition<JobDeps>[] => [
  pollConnections(rhythm.pollMs),
  captureHubspotChanges,
  captureSalesforceChanges,
  workInboxJob,
  computeCreditsJob,
  checkClocksJob,
  sweepClocks(rhythm.clocksMs),
  refreshCostsJob(rhythm.costsMs),
  relayOutboxJob(rhythm.outboxMs),
]
