import type { Rhythm } from '#ports/jobs.ts'
import { backfillJob } from './backfill.ts'
import { captureHubspotChanges, captureSalesforceChanges } from './capture-changes.ts'
import { checkDriftJob } from './check-drift.ts'
import { checkClocksJob } from './check-clocks.ts'
import { computeCreditsJob } from './compute-credits.ts'
import type { JobDefinition } from './define.ts'
import type { JobDeps } from './deps.ts'
import { pollConnections } from './poll-connections.ts'
import { refreshCostsJob } from './refresh-costs.ts'
import { relayOutboxJob } from './relay-outbox.ts'
import { sweepClocks } from './sweep-clocks.ts'
import { syncCampaignsJob } from './sync-campaigns.ts'
import { syncListsJob } from './sync-lists.ts'
import { workInboxJob } from './work-inbox.ts'

export type { Rhythm }

/** How soon a server takes up what was left to it. */
const BACKFILL_MS = 15_000
/** How often it is looked whether it is night. */
const DRIFT_MS = 3_600_000

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
  syncListsJob(rhythm.listsMs),
  syncCampaignsJob(rhythm.campaignsMs),
  backfillJob(rhythm.outboxMs === null ? null : BACKFILL_MS),
  checkDriftJob(rhythm.outboxMs === null ? null : DRIFT_MS),
  relayOutboxJob(rhythm.outboxMs),
]
