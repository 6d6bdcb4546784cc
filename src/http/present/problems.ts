import type { LinkId } from '#domain/ids.ts'
import { problemClassOf } from '#domain/problems/classes.ts'
import type { ParkedClass, ParkedQuery, ParkedRetry, ParkedRow, RetryProgress } from '#ports/store/parked.ts'
import type { ParkedRecordView, ProblemClassView, RetryView } from '../contract/problems.ts'
import { toInstantText, toInstantTextOrNull } from './instants.ts'

export function toProblemClass(found: ParkedClass): ProblemClassView {
  const { title, explanation, retriedBy, decidedIn } = problemClassOf(found.code)
  return {
    code: found.code,
    title,
    explanation,
    retriedBy,
    decidedIn: decidedIn ?? null,
    count: found.count,
    since: toInstantText(found.since),
    newestAt: toInstantText(found.newestAt),
    message: found.message,
    remedy: found.remedy,
    objects: found.objects.map(({ side, object, count }) => ({ side, object, count })),
  }
}

export const toParkedRecord = (row: ParkedRow, names: ReadonlyMap<LinkId, string>): ParkedRecordView => ({
  id: row.id,
  side: row.side,
  object: row.object,
  recordId: row.recordId,
  name: row.linkId === null ? null : (names.get(row.linkId) ?? null),
  link: row.linkId,
  code: row.code,
  title: problemClassOf(row.code).title,
  message: row.message,
  remedy: row.remedy,
  firstAt: toInstantText(row.firstAt),
  at: toInstantText(row.at),
  retriedAt: toInstantTextOrNull(row.retriedAt),
  isWaiting: row.isWaiting,
})

export const toRetry = (retry: ParkedRetry & RetryProgress): RetryView => ({
  id: retry.id,
  at: toInstantText(retry.at),
  by: retry.by,
  what: whatOf(retry.what),
  records: retry.records,
  through: retry.through,
  again: retry.again,
  waiting: retry.waiting,
})

/** "Both sides changed, in HubSpot contacts" */
function whatOf({ code, side, object, recordId, text, ids }: ParkedQuery): string {
  const parts = [
    ...(ids === undefined ? [] : [ids.length === 1 ? 'one record' : `${ids.length} chosen records`]),
    ...(code === undefined ? [] : [problemClassOf(code).title]),
    ...(side === undefined ? [] : [`in ${side === 'hubspot' ? 'HubSpot' : 'Salesforce'}`]),
    ...(object === undefined ? [] : [object]),
    ...(recordId === undefined ? [] : [`record ${recordId}`]),
    ...(text === undefined ? [] : [`with “${text}”`]),
  ]
  return parts.length === 0 ? 'everything' : parts.join(', ')
}
