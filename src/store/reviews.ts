import { sql } from 'kysely'
import { REVIEW_SORTS, type Review, type ReviewStore } from '#ports/store/reviews.ts'
import { type Columns, keysetOf, type PlacedRow, toPosition } from './keyset.ts'
import {
  chunksOf,
  type Db,
  groupBy,
  keyOf,
  lastByKey,
  recordset,
  textSet,
  toInstant,
  toInstantOrNull,
  toInteger,
} from './rows.ts'
import type { Row } from './tables.ts'

const toReview = (row: Row<'review'>): Review => ({
  id: row.id,
  kind: row.kind as Review['kind'],
  hubspotId: row.hubspot_id,
  salesforceObject: row.salesforce_object,
  salesforceId: row.salesforce_id,
  reason: row.reason,
  points: row.points,
  evidence: row.evidence as Review['evidence'],
  state: row.state as Review['state'],
  foundAt: toInstant(row.found_at),
  decidedAt: toInstantOrNull(row.decided_at),
  decidedBy: row.decided_by,
  appliedAt: toInstantOrNull(row.applied_at),
})

const COLUMNS: Columns<typeof REVIEW_SORTS> = {
  points: [sql`points`, sql`id`],
  found: [sql`found_at`, sql`id`],
}

export function reviewStore(db: Db): ReviewStore {
  return {
    async add(connection, found, at) {
      const rows = lastByKey(found, (pair) => keyOf(pair.hubspotId, pair.salesforceId)).map((pair) => ({
        id: pair.id,
        connection_id: connection,
        kind: pair.kind,
        hubspot_id: pair.hubspotId,
        salesforce_object: pair.salesforceObject,
        salesforce_id: pair.salesforceId,
        reason: pair.reason,
        points: pair.points,
        evidence: pair.evidence,
        state: 'open',
        found_at: at,
      }))
      for (const chunk of chunksOf(rows))
        await sql`
          insert into app.review select * from ${recordset('review', chunk, 'i')}
          on conflict (connection_id, hubspot_id, salesforce_id) do update
            set kind = excluded.kind, reason = excluded.reason, points = excluded.points, evidence = excluded.evidence
            where review.state = 'open'`.execute(db)
    },
    async list(connection, state, limit) {
      const { rows } = await sql<Row<'review'>>`
        select * from app.review where connection_id = ${connection} and state = ${state}
        order by points desc, id desc limit ${limit}`.execute(db)
      return rows.map(toReview)
    },
    async page(connection, state, { limit, ...slice }) {
      const { place, isBeyond, by } = keysetOf(REVIEW_SORTS, COLUMNS, slice)
      const { rows } = await sql<Row<'review'> & PlacedRow>`
        select *, ${place} from app.review where connection_id = ${connection} and state = ${state} and ${isBeyond}
        order by ${by} limit ${limit}`.execute(db)
      return rows.map((row) => ({ ...toReview(row), position: toPosition(REVIEW_SORTS, slice.order, row) }))
    },
    async counts(connection) {
      const { rows } = await sql<{ state: string; n: string }>`
        select state, count(*) as n from app.review where connection_id = ${connection} group by state`.execute(db)
      return Object.fromEntries(rows.map((row) => [row.state, toInteger(row.n)]))
    },
    async byId(connection, id) {
      const { rows } = await sql<Row<'review'>>`
        select * from app.review where connection_id = ${connection} and id = ${id}`.execute(db)
      return rows[0] === undefined ? null : toReview(rows[0])
    },
    async ofContacts(connection, hubspotIds) {
      if (hubspotIds.length === 0) return new Map()
      const { rows } = await sql<Row<'review'>>`
        select * from app.review where connection_id = ${connection} and hubspot_id in ${textSet(hubspotIds)}
        order by hubspot_id, points desc, id`.execute(db)
      return groupBy(rows.map(toReview), (review) => review.hubspotId)
    },
    async hold(connection, hubspotIds) {
      if (hubspotIds.length === 0) return new Map()
      // Always in the same order, so that two who hold several contacts do not wait for each other.
      const { rows } = await sql<Row<'review'>>`
        select * from app.review where connection_id = ${connection} and hubspot_id in ${textSet(hubspotIds)}
        order by id for update`.execute(db)
      return groupBy(rows.map(toReview), (review) => review.hubspotId)
    },
    async decide(connection, ids, { state, by, at }) {
      const decidedAt = state === 'open' ? null : at
      await sql`
        update app.review set state = ${state}, decided_by = ${state === 'open' ? null : by}, decided_at = ${decidedAt}
        where connection_id = ${connection} and id in ${textSet(ids)} and applied_at is null`.execute(db)
    },
    async applied(connection, ids, at) {
      if (ids.length === 0) return
      await sql`
        update app.review set applied_at = ${at}
        where connection_id = ${connection} and id in ${textSet(ids)} and state = 'accepted'`.execute(db)
    },
  }
}
