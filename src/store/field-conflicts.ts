import { type RawBuilder, sql } from 'kysely'
import { linkId, type ConnectionId } from '#domain/ids.ts'
import { AFTER_ALL_TEXT } from '#domain/order.ts'
import type { Choice } from '#domain/reconcile/decided.ts'
import { CONFLICT_SORTS } from '#ports/store/field-conflicts.ts'
import type {
  ConflictFilter,
  FieldConflictStore,
  HeldField,
  StoredConflict,
  StoredDecision,
} from '#ports/store/field-conflicts.ts'
import { type Columns, keysetOf, type PlacedRow, toPosition } from './keyset.ts'
import { chunksOf, type Db, groupBy, keyOf, lastByKey, recordset, textSet, toInstant, toInteger } from './rows.ts'
import type { Row } from './tables.ts'

type Listed = Row<'field_conflict'> & { readonly decision: Row<'field_decision'> | null }

const choiceOf = (choice: string, value: string | null): Choice =>
  choice === 'thaw'
    ? { kind: 'thaw' }
    : choice === 'value'
      ? { kind: 'value', value }
      : { kind: 'side', side: choice === 'hubspot' ? 'hubspot' : 'salesforce' }

const nameOf = (choice: Choice): string => (choice.kind === 'side' ? choice.side : choice.kind)

const toDecision = (row: Row<'field_decision'>): StoredDecision => ({
  id: row.id,
  groupId: row.group_id,
  linkId: linkId(row.link_id),
  pair: row.pair as StoredDecision['pair'],
  map: row.map,
  choice: choiceOf(row.choice, row.value),
  saw: { hubspot: row.saw_hubspot, salesforce: row.saw_salesforce },
  by: row.decided_by,
  at: toInstant(row.decided_at),
  state: row.state as StoredDecision['state'],
  finishedAt: row.finished_at === null ? null : toInstant(row.finished_at),
  note: row.note,
})

const toConflict = (row: Listed): StoredConflict => ({
  linkId: linkId(row.link_id),
  pair: row.pair as HeldField['pair'],
  map: row.map,
  kind: row.kind as HeldField['kind'],
  values: { hubspot: row.hubspot, salesforce: row.salesforce },
  hubspotId: row.hubspot_id,
  salesforceObject: row.salesforce_object,
  salesforceId: row.salesforce_id,
  modifiedAt: { hubspot: toInstant(row.hubspot_at), salesforce: toInstant(row.salesforce_at) },
  firstAt: toInstant(row.first_at),
  seenAt: toInstant(row.seen_at),
  decision: row.decision === null ? null : toDecision(row.decision),
})

const asked = (connection: ConnectionId, filter: ConflictFilter): RawBuilder<unknown> => {
  const { pairs, pair, map, kind, values, text } = filter
  const parts = [
    sql`c.connection_id = ${connection}`,
    ...(pairs === undefined ? [] : [sql`c.pair in ${textSet(pairs)}`]),
    ...(pair === undefined ? [] : [sql`c.pair = ${pair}`]),
    ...(map === undefined ? [] : [sql`c.map = ${map}`]),
    ...(kind === undefined ? [] : [sql`c.kind = ${kind}`]),
    ...(values === undefined
      ? []
      : [
          sql`c.hubspot is not distinct from ${values.hubspot}`,
          sql`c.salesforce is not distinct from ${values.salesforce}`,
        ]),
    ...(text === undefined
      ? []
      : [
          sql`(c.hubspot_id = ${text} or c.salesforce_id = ${text}
            or strpos(lower(c.hubspot), lower(${text})) > 0 or strpos(lower(c.salesforce), lower(${text})) > 0)`,
        ]),
  ]
  return sql.join(parts, sql` and `)
}

/** The newest word about each field. */
const DECISION = sql`(
  select to_jsonb(d) from app.field_decision d
  where d.connection_id = c.connection_id and d.link_id = c.link_id and d.map = c.map
  order by d.decided_at desc, d.id desc limit 1
) as decision`

const COLUMNS: Columns<typeof CONFLICT_SORTS> = {
  since: [sql`c.first_at`, sql`c.link_id`, sql`c.map`],
  name: [sql`c.title`, sql`c.link_id`, sql`c.map`],
}
/** With what the record is called, where rows are sorted by it. */
const NAMED = sql`(
  select f.*, coalesce(s.title, ${sql.lit(AFTER_ALL_TEXT)}) as title
  from app.field_conflict f left join app.link_search s on s.link_id = f.link_id
)`

/** Those of these links that are taken apart, or are just being: until the end of the transaction the others stay as they are. */
async function takenApart(db: Db, connection: ConnectionId, links: readonly string[]): Promise<ReadonlySet<string>> {
  if (links.length === 0) return new Set()
  const { rows } = await sql<{ id: string; state: string }>`
    select id, state from app.link where connection_id = ${connection} and id in ${textSet(links)}
    order by id for share`.execute(db)
  return new Set(rows.flatMap(({ id, state }) => (state === 'unlinked' ? [id] : [])))
}

const refused = (why: string, at: number): RawBuilder<unknown> =>
  sql`set state = 'refused', note = ${why}, finished_at = ${at}::bigint`

/** What is held of fields, and what people said about them. */
export function fieldConflictStore(db: Db): FieldConflictStore {
  return {
    async renew(connection, links, held, at) {
      if (links.length === 0) return
      const apart = await takenApart(
        db,
        connection,
        held.map((one) => one.linkId),
      )
      const standing = held.filter((one) => !apart.has(one.linkId))
      const rows = lastByKey(standing, ({ linkId: link, map }) => keyOf(link, map)).map((one) => ({
        connection_id: connection,
        link_id: one.linkId,
        map: one.map,
        pair: one.pair,
        kind: one.kind,
        hubspot: one.values.hubspot,
        salesforce: one.values.salesforce,
        hubspot_id: one.hubspotId,
        salesforce_object: one.salesforceObject,
        salesforce_id: one.salesforceId,
        hubspot_at: one.modifiedAt.hubspot,
        salesforce_at: one.modifiedAt.salesforce,
        first_at: at,
        seen_at: at,
      }))
      await sql`
        delete from app.field_conflict c where c.connection_id = ${connection} and c.link_id in ${textSet(links)}
          and not exists (
            select 1 from ${recordset('field_conflict', rows, 'i')} where i.link_id = c.link_id and i.map = c.map
          )`.execute(db)
      for (const chunk of chunksOf(rows))
        await sql`
          insert into app.field_conflict select * from ${recordset('field_conflict', chunk, 'i')}
          on conflict (connection_id, link_id, map) do update set pair = excluded.pair, kind = excluded.kind,
            hubspot = excluded.hubspot, salesforce = excluded.salesforce, hubspot_id = excluded.hubspot_id,
            salesforce_object = excluded.salesforce_object, salesforce_id = excluded.salesforce_id,
            hubspot_at = excluded.hubspot_at, salesforce_at = excluded.salesforce_at, seen_at = excluded.seen_at`.execute(
          db,
        )
    },
    async page(connection, filter, { limit, ...slice }) {
      const { place, isBeyond, by } = keysetOf(CONFLICT_SORTS, COLUMNS, slice)
      const from = slice.order?.sort === 'name' ? NAMED : sql`app.field_conflict`
      const { rows } = await sql<Listed & PlacedRow>`
        select c.*, ${DECISION} from (
          select c.*, ${place} from ${from} c where ${asked(connection, filter)} and ${isBeyond}
          order by ${by} limit ${limit}
        ) c order by ${by}`.execute(db)
      return rows.map((row) => ({ ...toConflict(row), position: toPosition(CONFLICT_SORTS, slice.order, row) }))
    },
    async count(connection, filter, upTo) {
      const { rows } = await sql<{ n: string }>`
        select count(*) as n from (
          select 1 from app.field_conflict c where ${asked(connection, filter)} limit ${upTo}
        ) counted`.execute(db)
      return toInteger(rows[0]?.n ?? 0)
    },
    async byField(connection, link, map) {
      const { rows } = await sql<Listed>`
        select c.*, ${DECISION} from app.field_conflict c
        where c.connection_id = ${connection} and c.link_id = ${link} and c.map = ${map}`.execute(db)
      return rows[0] === undefined ? null : toConflict(rows[0])
    },
    async groups(connection, pairs) {
      const { rows } = await sql<{ pair: string; map: string; kind: string; n: string }>`
        select pair, map, kind, count(*) as n from app.field_conflict
        where connection_id = ${connection} and pair in ${textSet(pairs)}
        group by pair, map, kind order by n desc, pair, map`.execute(db)
      return rows.map((row) => ({
        pair: row.pair as HeldField['pair'],
        map: row.map,
        kind: row.kind as HeldField['kind'],
        count: toInteger(row.n),
      }))
    },
    async decide(connection, decisions) {
      const apart = await takenApart(
        db,
        connection,
        decisions.map((one) => one.linkId),
      )
      const standing = decisions.filter((one) => !apart.has(one.linkId))
      const rows = lastByKey(standing, ({ linkId: link, map }) => keyOf(link, map)).map((one) => ({
        connection_id: connection,
        id: one.id,
        group_id: one.groupId,
        link_id: one.linkId,
        map: one.map,
        pair: one.pair,
        choice: nameOf(one.choice),
        value: one.choice.kind === 'value' ? one.choice.value : null,
        saw_hubspot: one.saw.hubspot,
        saw_salesforce: one.saw.salesforce,
        decided_by: one.by,
        decided_at: one.at,
        state: 'open',
        finished_at: null,
        note: null,
      }))
      for (const chunk of chunksOf(rows))
        await sql`
          insert into app.field_decision select * from ${recordset('field_decision', chunk, 'i')}
          on conflict (connection_id, link_id, map) where state = 'open' do update set id = excluded.id,
            group_id = excluded.group_id, choice = excluded.choice, value = excluded.value,
            saw_hubspot = excluded.saw_hubspot, saw_salesforce = excluded.saw_salesforce,
            decided_by = excluded.decided_by, decided_at = excluded.decided_at`.execute(db)
      return rows.length
    },
    async letGo(connection, links, why, at) {
      if (links.length === 0) return
      await sql`
        delete from app.field_conflict where connection_id = ${connection} and link_id in ${textSet(links)}`.execute(db)
      await sql`
        update app.field_decision ${refused(why, at)}
        where connection_id = ${connection} and state = 'open' and link_id in ${textSet(links)}`.execute(db)
    },
    async refuse(connection, pairs, why, at) {
      if (pairs.length === 0) return
      await sql`
        update app.field_decision ${refused(why, at)}
        where connection_id = ${connection} and state = 'open' and pair in ${textSet(pairs)}`.execute(db)
    },
    async openOf(connection, links) {
      if (links.length === 0) return new Map()
      const { rows } = await sql<Row<'field_decision'>>`
        select * from app.field_decision
        where connection_id = ${connection} and state = 'open' and link_id in ${textSet(links)}`.execute(db)
      return groupBy(rows.map(toDecision), (decision) => decision.linkId)
    },
    async decidedSince(connection, links, since) {
      if (links.length === 0) return new Map()
      const { rows } = await sql<{ link_id: string; map: string; at: string }>`
        select link_id, map, max(decided_at) as at from app.field_decision
        where connection_id = ${connection} and link_id in ${textSet(links)} and decided_at >= ${since}
        group by link_id, map`.execute(db)
      return new Map(
        [...groupBy(rows, (row) => linkId(row.link_id))].map(
          ([link, of]) => [link, new Map(of.map((row) => [row.map, toInstant(row.at)]))] as const,
        ),
      )
    },
    async finish(connection, ended, at) {
      if (ended.length === 0) return
      const rows = ended.map(({ id, state, note }) => ({ id, state, note }))
      await sql`
        update app.field_decision d set state = i.state, note = i.note, finished_at = ${at}::bigint
        from ${recordset('field_decision', rows, 'i')}
        where d.connection_id = ${connection} and d.id = i.id and d.state = 'open'`.execute(db)
    },
    async progress(connection, groupId) {
      const { rows } = await sql<{ state: string; n: string }>`
        select state, count(*) as n from app.field_decision
        where connection_id = ${connection} and group_id = ${groupId} group by state`.execute(db)
      const of = (state: string): number => toInteger(rows.find((row) => row.state === state)?.n ?? 0)
      return { open: of('open'), applied: of('applied'), refused: of('refused') }
    },
  }
}
