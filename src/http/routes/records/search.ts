import { findRecords, isTooShort } from '#app/look-up/find-records.ts'
import { searchRecordsContract } from '../../contract/records.ts'
import { toFindings } from '../../present/records.ts'
import { connectionRoute } from '../../route.ts'
import { pagesOf } from './known-record.ts'

export const searchRecords = connectionRoute(searchRecordsContract, async ({ deps, scope, query }) => {
  const found = await findRecords(scope, query.q, { kind: query.kind ?? null, limit: query.limit })
  return toFindings(found, pagesOf(deps, scope), isTooShort(query.q))
})
