import type { Limit } from '#ports/limits.ts'
import { readRecordNowContract } from '../../contract/record-history.ts'
import { toLiveRecord } from '../../present/records.ts'
import { HttpError } from '../../problem.ts'
import { connectionRoute } from '../../route.ts'
import { spend } from '../../spend.ts'
import { knownLink } from './known-record.ts'

/** A page asks when somebody clicks. Each costs a call of both CRMs, of which a day has only so many. */
const LIVE_READS: Limit = { name: 'live-reads', points: 20, perMs: 60_000 }
/** Live calls wait while few of the day are left, longer than a page does. */
const WAITS_MS = 20_000

export const readRecordNow = connectionRoute(readRecordNowContract, async ({ scope, params, actor, deps }) => {
  const link = await knownLink(scope, params.link)
  const spending = (): Promise<void> =>
    spend(deps.access.limits, LIVE_READS, actor, {
      code: 'TOO_MANY_LIVE_READS',
      message: `You read more than ${LIVE_READS.points} records of both CRMs within a minute.`,
      instead: 'What Tandem last compared is shown without asking the CRMs.',
    })
  return toLiveRecord(await within(WAITS_MS, deps.liveReads(scope, link, spending)))
})

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(slow()), ms)
  try {
    return await Promise.race([work, promise])
  } finally {
    clearTimeout(timer)
  }
}

const slow = (): HttpError =>
  new HttpError({
    status: 503,
    code: 'CRM_WAITS',
    message: 'The CRMs could not be asked in time: they are slow, or few of the API calls of the day are left.',
    remedy: 'Try again later; Jobs shows how many calls are left. What Tandem last compared is shown all the same.',
  })
