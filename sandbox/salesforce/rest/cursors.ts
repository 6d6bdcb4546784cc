import { makeId } from '../ids.ts'
import type { Org } from '../org.ts'
import type { Cursors, Cursor } from './api.ts'

/** Locators live two days; https://help.salesforce.com/s/articleView?id=000384958 */
const LIFETIME_MS = 2 * 24 * 3600 * 1000
/** A bound on memory for clients that never read to the end. */
const MOST_CURSORS = 500

/** Queries whose rows were not all fetched yet. They are no data: a restored org does not know them. */
export function makeCursors(org: Org): Cursors {
  const cursors = new Map<string, Cursor>()
  // Not one of the org's id counters: a restored snapshot must not give a live locator a second time.
  let opened = 0
  return {
    keep(cursor) {
      opened += 1
      const locator = makeId('0r8', opened)
      cursors.set(locator, cursor)
      const [oldest] = cursors.keys()
      if (cursors.size > MOST_CURSORS && oldest !== undefined) cursors.delete(oldest)
      return locator
    },
    find(locator) {
      const cursor = cursors.get(locator)
      if (cursor && org.now() - cursor.openedAt > LIFETIME_MS) cursors.delete(locator)
      return cursors.get(locator)
    },
  }
}
