import type { Stream } from '#ports/store.ts'
import { OPPORTUNITIES, STREAMS } from '../scope.ts'
import type { Scope } from '../scope.ts'
import type { PersonResult } from './unit.ts'

/** Records that became news by a person's link. */
export interface WorthALook {
  readonly stream: Stream
  readonly ids: readonly string[]
}

const [TASKS, EVENTS] = STREAMS.activities
const HISTORY: Readonly<Record<string, readonly Stream[]>> = {
  Lead: [TASKS, EVENTS],
  Contact: [TASKS, EVENTS, OPPORTUNITIES],
}

/**
 * What sales did with a record before Tandem joined it was nobody's news when it was captured: a call that answers the lead, an
 * opportunity that was won. So it is looked at once more when the two meet.
 */
export async function earlierHistory(scope: Scope, results: readonly PersonResult[]): Promise<readonly WorthALook[]> {
  const met = results.filter(
    ({ person, link }) => person.firstMeeting && person.record !== null && link.state === 'active',
  )
  const found: WorthALook[] = []
  for (const [from, streams] of Object.entries(HISTORY)) {
    const ids = met.flatMap(({ link }) => (link.salesforceObject === from ? (link.salesforceId ?? []) : []))
    if (ids.length === 0) continue
    for (const stream of streams) {
      const related = await scope.salesforce.related({ from, ids, to: stream.object })
      found.push({ stream, ids: related.flatMap((record) => record.related) })
    }
  }
  const own = new Set(results.flatMap(({ taskId }) => taskId ?? []))
  return found.map(({ stream, ids }) => ({ stream, ids: ids.filter((id) => !own.has(id)) }))
}
