import { describe } from 'vitest'
import { createStore } from '#store/store.ts'
import { databaseKinds, useDatabase } from '#support/database.ts'
import { describeAttribution } from './store/attribution.ts'
import { describeBudget } from './store/budget.ts'
import { describeLinks } from './store/links.ts'
import { describeLists } from './store/lists.ts'
import { describeReports } from './store/reports.ts'
import { describeReviews } from './store/reviews.ts'
import { describeSales } from './store/sales.ts'
import { describeSync } from './store/sync.ts'
import { describeTransactions } from './store/transactions.ts'

// What the Store port promises, on every database that can be had here.
for (const kind of databaseKinds()) {
  describe(`the store on ${kind}`, () => {
    const database = useDatabase(kind)
    const store = () => createStore(database().kysely)
    describeTransactions(store)
    describeSync(store)
    describeLinks(store)
    describeBudget(store)
    describeSales(store)
    describeAttribution(store)
    describeLists(store)
    describeReports(store)
    describeReviews(store)
  })
}
