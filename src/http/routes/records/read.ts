import { readRecord as lookUp } from '#app/look-up/read-record.ts'
import { linkId } from '#domain/ids.ts'
import { readRecordContract } from '../../contract/record.ts'
import { toKnownRecord } from '../../present/records.ts'
import { connectionRoute } from '../../route.ts'
import { notFound, pagesOf } from './known-record.ts'

export const readRecord = connectionRoute(readRecordContract, async ({ deps, scope, params, now }) => {
  const found = await lookUp(scope, linkId(params.link))
  if (found.kind === 'unknown') throw notFound()
  if (found.kind === 'erased') return { found: 'erased' as const, link: found.link }
  return toKnownRecord(found.record, pagesOf(deps, scope), scope.connection.orgTimeZone, now)
})
