import type { Store } from '#ports/store.ts'
import { accessLinkStore } from './access-links.ts'
import { actionStore } from './actions.ts'
import { activityStore } from './activities.ts'
import { alertStore } from './alerts.ts'
import { apiTokenStore } from './api-tokens.ts'
import { auditStore } from './audit.ts'
import { authRecordStore } from './auth-records.ts'
import { backfillStore } from './backfills.ts'
import { campaignFigureStore } from './campaign-figures.ts'
import { campaignMemberStore } from './campaign-members.ts'
import { budgetStore } from './budget.ts'
import { campaignStore } from './campaigns.ts'
import { claimStore } from './claims.ts'
import { changeMarkStore } from './change-marks.ts'
import { clockStore } from './clocks.ts'
import { configStore } from './configs.ts'
import { connectionStore } from './connections.ts'
import { costStore } from './costs.ts'
import { counterStore } from './counters.ts'
import { dayFigureStore } from './day-figures.ts'
import { creditStore } from './credits.ts'
import { driftStore } from './drifts.ts'
import { erasureStore } from './erasure.ts'
import { fieldConflictStore } from './field-conflicts.ts'
import { foresightStore } from './foresights.ts'
import { handoffStore } from './handoffs.ts'
import { idempotencyStore } from './idempotency.ts'
import { inboxStore } from './inbox.ts'
import { jobRunStore } from './job-runs.ts'
import { journalStore } from './journal.ts'
import { leadBoardStore } from './lead-board.ts'
import { linkStore } from './links.ts'
import { listMemberStore } from './list-members.ts'
import { opportunityStore } from './opportunities.ts'
import { matchKeyStore } from './match-keys.ts'
import { outboxStore } from './outbox.ts'
import { pairFigureStore } from './pair-figures.ts'
import { importStore, touchSourceStore } from './touch-sources.ts'
import { outcomeStore } from './outcomes.ts'
import { parkedStore } from './parked.ts'
import { previewStore } from './previews.ts'
import { recordStore } from './records.ts'
import { reportStore } from './reports.ts'
import { attributionDrillStore } from './attribution-drill.ts'
import { attributionReportStore } from './attribution-reports.ts'
import { attributionSumStore } from './attribution-sums.ts'
import { slaReportStore } from './sla-reports.ts'
import { reviewStore } from './reviews.ts'
import { routingStore } from './routing.ts'
import { type Db, inTransaction } from './rows.ts'
import { toStoreError, withStoreErrors } from './store-error.ts'
import { touchStore } from './touches.ts'
import { userStore } from './users.ts'
import { watchedStore } from './watched.ts'
import { writeIntentStore } from './write-intents.ts'

/**
 * The Store over a database or a transaction of it. `transaction` inside of a transaction joins it. Rejects with StoreError
 * where the database failed; what `work` throws itself comes out as it is, after the rollback.
 */
export function createStore(db: Db): Store {
  return {
    transaction: async (work) => {
      try {
        return await inTransaction(db, (tx) => work(createStore(tx)))
      } catch (error) {
        throw toStoreError(error)
      }
    },
    connections: withStoreErrors(connectionStore(db)),
    configs: withStoreErrors(configStore(db)),
    inbox: withStoreErrors(inboxStore(db)),
    counters: withStoreErrors(counterStore(db)),
    budget: withStoreErrors(budgetStore(db)),
    links: withStoreErrors(linkStore(db)),
    writeIntents: withStoreErrors(writeIntentStore(db)),
    erasure: withStoreErrors(erasureStore(db)),
    watched: withStoreErrors(watchedStore(db)),
    backfills: withStoreErrors(backfillStore(db)),
    journal: withStoreErrors(journalStore(db)),
    parked: withStoreErrors(parkedStore(db)),
    handoffs: withStoreErrors(handoffStore(db)),
    clocks: withStoreErrors(clockStore(db)),
    actions: withStoreErrors(actionStore(db)),
    alerts: withStoreErrors(alertStore(db)),
    activities: withStoreErrors(activityStore(db)),
    opportunities: withStoreErrors(opportunityStore(db)),
    outcomes: withStoreErrors(outcomeStore(db)),
    touches: withStoreErrors(touchStore(db)),
    touchSources: withStoreErrors(touchSourceStore(db)),
    imports: withStoreErrors(importStore(db)),
    costs: withStoreErrors(costStore(db)),
    campaignFigures: withStoreErrors(campaignFigureStore(db)),
    campaigns: withStoreErrors(campaignStore(db)),
    listMembers: withStoreErrors(listMemberStore(db)),
    campaignMembers: withStoreErrors(campaignMemberStore(db)),
    credits: withStoreErrors(creditStore(db)),
    routing: withStoreErrors(routingStore(db)),
    reviews: withStoreErrors(reviewStore(db)),
    claims: withStoreErrors(claimStore(db)),
    matchKeys: withStoreErrors(matchKeyStore(db)),
    outbox: withStoreErrors(outboxStore(db)),
    records: withStoreErrors(recordStore(db)),
    reports: withStoreErrors(reportStore(db)),
    slaReports: withStoreErrors(slaReportStore(db)),
    leadBoard: withStoreErrors(leadBoardStore(db)),
    attributionReports: withStoreErrors(attributionReportStore(db)),
    attributionDrill: withStoreErrors(attributionDrillStore(db)),
    attributionSums: withStoreErrors(attributionSumStore(db)),
    drifts: withStoreErrors(driftStore(db)),
    users: withStoreErrors(userStore(db)),
    authRecords: withStoreErrors(authRecordStore(db)),
    accessLinks: withStoreErrors(accessLinkStore(db)),
    apiTokens: withStoreErrors(apiTokenStore(db)),
    audit: withStoreErrors(auditStore(db)),
    idempotency: withStoreErrors(idempotencyStore(db)),
    fieldConflicts: withStoreErrors(fieldConflictStore(db)),
    foresights: withStoreErrors(foresightStore(db)),
    previews: withStoreErrors(previewStore(db)),
    jobRuns: withStoreErrors(jobRunStore(db)),
    changeMarks: withStoreErrors(changeMarkStore(db)),
    dayFigures: withStoreErrors(dayFigureStore(db)),
    pairFigures: withStoreErrors(pairFigureStore(db)),
  }
}
