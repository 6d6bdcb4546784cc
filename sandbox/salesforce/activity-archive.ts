import type { Org } from './org.ts'
import type { Row } from './records/table.ts'

const DAY_MS = 24 * 3600 * 1000

const archivedOn = new WeakMap<Org, number>()

/**
 * The background process that archives old activities, once a day: events, closed tasks by their due date, and closed tasks
 * without one by the day they were made. Only queryAll finds them from then on; they can still be read and changed by id.
 * https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_guidelines_archive.htm
 */
export function archiveActivities(org: Org): void {
  const { archiveActivitiesAfterDays: days } = org.settings
  const today = Math.floor(org.now() / DAY_MS)
  if (days === null || archivedOn.get(org) === today) return
  archivedOn.set(org, today)
  const newest = new Date((today - days) * DAY_MS).toISOString().slice(0, 10)
  for (const object of ['Task', 'Event']) {
    for (const row of org.table(object).rows()) {
      if (row['IsArchived'] !== true && isDone(object, row) && dayOf(row) <= newest) archive(org, object, row)
    }
  }
}

function isDone(object: string, row: Row): boolean {
  return object === 'Event' || row['IsClosed'] === true
}

function dayOf(row: Row): string {
  return String(row['ActivityDate'] ?? row['CreatedDate']).slice(0, 10)
}

/** Housekeeping of the platform's own: no stamp moves, and nobody who listens to changes hears of it. */
function archive(org: Org, object: string, row: Row): void {
  org.table(object).put(String(row['Id']), { ...row, IsArchived: true })
}
