import { describe } from 'vitest'
import { createStore } from '#store/store.ts'
import { databaseKinds, useDatabase } from '#support/database.ts'
import { describeActions } from './store/actions.ts'
import { describeAlerts } from './store/alerts.ts'
import { describeAttribution } from './store/attribution.ts'
import { describeAttributionReports } from './store/attribution-reports.ts'
import { describeAttributionSums } from './store/attribution-sums.ts'
import { describeBudget } from './store/budget.ts'
import { describeChangeMarks } from './store/change-marks.ts'
import { describeCosts } from './store/costs.ts'
import { describeDesks } from './store/desks.ts'
import { describeErasedHandoffs } from './store/erased-handoffs.ts'
import { describeHandoffs } from './store/handoffs.ts'
import { describeCampaignFigures } from './store/campaign-figures.ts'
import { describeConnections } from './store/connections.ts'
import { describeInbox } from './store/inbox.ts'
import { describeJournal } from './store/journal.ts'
import { describeLeadBoard } from './store/lead-board.ts'
import { describeLinks } from './store/links.ts'
import { describeLists } from './store/lists.ts'
import { describeOrders } from './store/orders.ts'
import { describeRecords } from './store/records.ts'
import { describeReports } from './store/reports.ts'
import { describeReviews } from './store/reviews.ts'
import { describeRouting } from './store/routing.ts'
import { describeSales } from './store/sales.ts'
import { describeSlaReports } from './store/sla-reports.ts'
import { describeTouchSources } from './store/touch-sources.ts'
import { describeTransactions } from './store/transactions.ts'
import { describeWriteIntents } from './store/write-intents.ts'

// What the Store port promises, on every database that can be had here.
for (const kind of databaseKinds()) {
  describe(`the store on ${kind}`, () => {
    const database = useDatabase(kind)
    const store = () => createStore(database().kysely)
    describeTransactions(store)
    describeConnections(store)
    describeChangeMarks(store, kind)
    describeInbox(store)
    describeJournal(store)
    describeLeadBoard(store, kind)
    describeLinks(store)
    describeBudget(store)
    describeSales(store)
    describeHandoffs(store)
    describeDesks(store)
    describeRouting(store, kind)
    describeActions(store)
    describeAlerts(store)
    describeErasedHandoffs(store)
    describeAttribution(store)
    describeCosts(store)
    describeAttributionReports(store)
    describeAttributionSums(store)
    describeTouchSources(store)
    describeCampaignFigures(store)
    describeLists(store)
    describeOrders(store)
    describeRecords(store)
    describeReports(store)
    describeReviews(store)
    describeSlaReports(store)
    describeWriteIntents(store)
  })
}
