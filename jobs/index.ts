import type { Rhythm } from '#ports/jobs.ts'
import { backfillJob } from './backfill.ts'
import { captureHubspotChanges, captureSalesforceChanges } from './capture-changes.ts'
import { checkDriftJob } from './check-drift.ts'
import { checkClocksJob } from './check-clocks.ts'
import { compareSidesJob } from './compare-sides.ts'
import { computeCreditsJob } from './compute-credits.ts'
import type { JobDefinition } from './define.ts'
import { deliverAlertsJob, sweepAlerts } from './deliver-alerts.ts'
import type { JobDeps } from './deps.ts'
import { keepAttributionSumsJob } from './keep-attribution-sums.ts'
import { foreseeBackfillJob } from './foresee-backfill.ts'
import { forgetPreviewJob } from './forget-preview.ts'
import { performActionsJob } from './perform-actions.ts'
import { pollConnections } from './poll-connections.ts'
import { rehearseDraftJob } from './rehearse-draft.ts'
import { returnPeopleJob } from './return-people.ts'
import { retryParkedJob } from './retry-parked.ts'
import { readTouchHistoriesJob } from './read-touch-histories.ts'
import { reviseClocksJob } from './revise-clocks.ts'
import { refreshCostsJob } from './refresh-costs.ts'
import { relayOutboxJob } from './relay-outbox.ts'
import { sweepClocks } from './sweep-clocks.ts'
import { sweepCreditsJob } from './sweep-credits.ts'
import { sweepLeadsJob } from './sweep-leads.ts'
import { sweepWriteIntentsJob } from './sweep-write-intents.ts'
import { syncCampaignsJob } from './sync-campaigns.ts'
import { syncListsJob } from './sync-lists.ts'
import { workInboxJob } from './work-inbox.ts'
import { writeCampaignFiguresJob } from './write-campaign-figures.ts'

export type { Rhythm }

/** How soon a server takes up what was left to it. */
const BACKFILL_MS = 15_000
/** How often it is looked for what nobody needs any more: sessions of the database leave a mark per table, and may end by the hundred. */
const SWEEP_MS = 3_600_000
/** How soon a lead that is held comes to the member whose hours open. */
const LEADS_MS = 300_000
/** How soon other settings show in the figures. */
const CREDITS_MS = 60_000
/** How old the figures of a large connection's pages may get, as far as the database has time for newer ones. */
const SUMS_MS = 300_000
/** How often it is looked whether it is night. */
const DRIFT_MS = 3_600_000

/** How old the figures of campaigns in HubSpot may get. */
const FIGURES_MS = 900_000

/** How often it is looked, for safety, whether somebody's history is due. */
const HISTORIES_MS = 3_600_000

/** How often it is looked who comes back to sales by a date. */
const RETURN_MS = 3_600_000

/** Every job of Tandem. A new job: one file here, one line below. */
export const allJobs = (rhythm: Rhythm): readonly JobDefinition<JobDeps>[] => [
  pollConnections(rhythm.pollMs),
  captureHubspotChanges,
  captureSalesforceChanges,
  workInboxJob,
  retryParkedJob,
  computeCreditsJob,
  sweepCreditsJob(rhythm.outboxMs === null ? null : CREDITS_MS),
  keepAttributionSumsJob(rhythm.outboxMs === null ? null : SUMS_MS),
  checkClocksJob,
  sweepClocks(rhythm.clocksMs),
  sweepLeadsJob(rhythm.clocksMs === null ? null : LEADS_MS),
  reviseClocksJob(rhythm.clocksMs === null ? null : LEADS_MS),
  performActionsJob,
  deliverAlertsJob,
  sweepAlerts(rhythm.clocksMs),
  returnPeopleJob(rhythm.outboxMs === null ? null : RETURN_MS),
  refreshCostsJob(rhythm.costsMs),
  readTouchHistoriesJob(rhythm.outboxMs === null ? null : HISTORIES_MS),
  syncListsJob(rhythm.listsMs),
  syncCampaignsJob(rhythm.campaignsMs),
  writeCampaignFiguresJob(rhythm.outboxMs === null ? null : FIGURES_MS),
  backfillJob(rhythm.outboxMs === null ? null : BACKFILL_MS),
  foreseeBackfillJob,
  rehearseDraftJob,
  forgetPreviewJob,
  compareSidesJob,
  checkDriftJob(rhythm.outboxMs === null ? null : DRIFT_MS),
  sweepWriteIntentsJob(rhythm.outboxMs === null ? null : SWEEP_MS),
  relayOutboxJob(rhythm.outboxMs),
]
