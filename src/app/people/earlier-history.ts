import type { Stream } from '#ports/store/inbox.ts'
import { MEMBERS, objectOf, OPPORTUNITIES, STREAMS } from '../scope.ts'
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

const historyOf = ({ config }: Scope): readonly (readonly [string, readonly Stream[]])[] =>
  Object.entries(HISTORY).map(([object, streams]) => [
    object,
    config.attribution.touches.campaignMembers ? [...streams, MEMBERS] : streams,
  ])

/**
 * What sales did with a record before Tandem joined it was nobody's news when it was captured: a call that answers the lead, an
 * opportunity that was won, a response to a campaign. So it is looked at once more when the two meet.
 */
export async function earlierHistory(scope: Scope, results: readonly PersonResult[]): Promise<readonly WorthALook[]> {
  const met = results.filter(
    ({ person, link }) => person.firstMeeting && person.record !== null && link.state === 'active',
  )
  // An opportunity without contact roles belongs to whoever is known at its account.
  const accounts = results.flatMap(({ person: { firstMeeting, convertedFrom, record } }) =>
    firstMeeting || convertedFrom !== null ? (record?.values['AccountId'] ?? []) : [],
  )
  const found = await Promise.all([
    ...(accounts.length === 0 ? [] : [relatedIn(scope, 'Account', [...new Set(accounts)], OPPORTUNITIES)]),
    ...historyOf(scope).flatMap(([from, streams]) => {
      const ids = met.flatMap(({ link }) => (link.salesforceObject === from ? (link.salesforceId ?? []) : []))
      return ids.length === 0 ? [] : streams.map((stream) => relatedIn(scope, from, ids, stream))
    }),
  ])
  const own = new Set(results.flatMap(({ taskId }) => taskId ?? []))
  return found.map(({ stream, ids }) => ({ stream, ids: ids.filter((id) => !own.has(id)) }))
}

async function relatedIn(scope: Scope, from: string, ids: readonly string[], stream: Stream): Promise<WorthALook> {
  const related = await scope.salesforce.related({ from, ids, to: objectOf(stream) })
  return { stream, ids: related.flatMap((record) => record.related) }
}
