import { type RawBuilder, sql } from 'kysely'
import { type ConnectionId, type LinkId, linkId, type Side } from '#domain/ids.ts'
import type { Base, Link, LinkKind } from '#domain/identity/link.ts'
import { searchWords, sortTitle } from '#domain/identity/search-text.ts'
import type { LinkStore } from '#ports/store/links.ts'
import { chunksOf, type Db, inTransaction, jsonb, keyOf, lastByKey, recordset, textSet, toInstant } from './rows.ts'
import type { NewRow, Row } from './tables.ts'

export const toLink = (row: Row<'link'>): Link => ({
  id: linkId(row.id),
  kind: row.kind as LinkKind,
  key: row.key,
  hubspotId: row.hubspot_id,
  salesforceObject: row.salesforce_object,
  salesforceId: row.salesforce_id,
  state: row.state as Link['state'],
  origin: row.origin as Link['origin'],
  adopted: row.adopted,
  base: row.base as Base,
  createdAt: toInstant(row.created_at),
})

const fromLink = (connection: ConnectionId, link: Link): NewRow<'link'> => ({
  id: link.id,
  connection_id: connection,
  kind: link.kind,
  key: link.key,
  hubspot_id: link.hubspotId,
  salesforce_object: link.salesforceObject,
  salesforce_id: link.salesforceId,
  state: link.state,
  origin: link.origin,
  adopted: link.adopted,
  base: link.base,
  created_at: link.createdAt,
})

/** By what it is found and where it stands in lists. Whoever was erased has nothing to be found by and stands nowhere. */
const toSearchRow = (connection: ConnectionId, link: Link): readonly NewRow<'link_search'>[] =>
  link.state === 'intended' || (link.state === 'unlinked' && Object.keys(link.base).length === 0)
    ? []
    : [
        {
          link_id: link.id,
          connection_id: connection,
          kind: link.kind,
          state: link.state,
          created_at: link.createdAt,
          words: searchWords(link.base),
          title: sortTitle(link.base),
        },
      ]

/** The record id of a link on one side. */
const ID_COLUMN: Readonly<Record<Side, RawBuilder<unknown>>> = {
  hubspot: sql`hubspot_id`,
  salesforce: sql`salesforce_id`,
}

async function byRecordIds(
  db: Db,
  connection: ConnectionId,
  kind: LinkKind,
  side: Side,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Link>> {
  if (ids.length === 0) return new Map()
  // Of several links of one id the active one answers; then the one an alias leads to (a merged record's survivor); then
  // an intent; last an unlinked one, which says that nothing is to be made again.
  const { rows } = await sql<Row<'link'> & { asked: string }>`
    with asked as (
      select jsonb_array_elements_text(${jsonb([...new Set(ids)])}) as id
    ), answer as (
      select a.id as asked, l.*, case l.state when 'active' then 0 when 'intended' then 2 else 3 end as rank
      from asked a join app.link l
        on l.connection_id = ${connection} and l.kind = ${kind} and l.${ID_COLUMN[side]} = a.id
      union all
      select a.id, l.*, 1
      from asked a
      join app.link_alias s
        on s.connection_id = ${connection} and s.kind = ${kind} and s.side = ${side} and s.record_id = a.id
      join app.link l on l.id = s.link_id
    )
    select distinct on (asked) * from answer order by asked, rank, created_at desc, id`.execute(db)
  return new Map(rows.map((row) => [row.asked, toLink(row)]))
}

const UNKNOWN_YET = { salesforceObject: null, salesforceId: null }

export function linkStore(db: Db): LinkStore {
  return {
    byHubspotIds: (connection, kind, ids) => byRecordIds(db, connection, kind, 'hubspot', ids),
    bySalesforceIds: (connection, kind, ids) => byRecordIds(db, connection, kind, 'salesforce', ids),

    async byIds(connection, ids) {
      if (ids.length === 0) return new Map()
      const { rows } = await sql<Row<'link'>>`
        select * from app.link where connection_id = ${connection} and id in ${textSet(ids)}`.execute(db)
      return new Map(rows.map((row) => [linkId(row.id), toLink(row)]))
    },

    async byMappedValue(connection, kind, map, value) {
      const wanted = value.trim().toLowerCase()
      const { rows } = await sql<Row<'link'>>`
        select * from app.link where connection_id = ${connection} and kind = ${kind}
          and (lower(base -> ${map} ->> 'hubspot') = ${wanted} or lower(base -> ${map} ->> 'salesforce') = ${wanted})
        order by created_at, id`.execute(db)
      return rows.map(toLink)
    },

    intend(connection, links) {
      return inTransaction(db, async (tx) => {
        const stored = new Map<string, Link>()
        for (const chunk of chunksOf(lastByKey(links, (link) => keyOf(link.kind, link.key)))) {
          const intents = chunk.map(({ id, kind, key, hubspotId, origin, adopted, createdAt }) => ({
            id,
            kind,
            key,
            hubspot_id: hubspotId,
            origin,
            adopted,
            created_at: createdAt,
          }))
          const made = await sql<{ id: string }>`
            insert into app.link (id, connection_id, kind, key, hubspot_id, state, origin, adopted, base, created_at)
            select id, ${connection}, kind, key, hubspot_id, 'intended', origin, adopted, '{}', created_at
            from ${recordset('link', intents, 'i')}
            on conflict (connection_id, kind, key) do nothing returning id`.execute(tx)
          const isMade = new Set(made.rows.map(({ id }) => id))
          for (const link of chunk)
            if (isMade.has(link.id)) stored.set(link.key, { ...link, ...UNKNOWN_YET, state: 'intended', base: {} })
          // Those that were there already, which only another statement sees if they were made a moment ago.
          const others = intents.filter(({ id }) => !isMade.has(id))
          if (others.length === 0) continue
          const { rows } = await sql<Row<'link'>>`
            select l.* from app.link l join ${recordset('link', others, 'i')}
              on (l.connection_id, l.kind, l.key) = (${connection}, i.kind, i.key)`.execute(tx)
          for (const row of rows) stored.set(row.key, toLink(row))
        }
        return stored
      })
    },

    save(connection, links) {
      return inTransaction(db, async (tx) => {
        for (const chunk of chunksOf(lastByKey(links, (link) => link.id)))
          await sql`
            with given as (
              select * from ${recordset(
                'link',
                chunk.map((link) => fromLink(connection, link)),
                'i',
              )}
            ), left_behind as (
              select l.connection_id, l.kind, s.side, s.before as record_id, l.id as link_id
              from given g
              join app.link l on l.id = g.id
              cross join lateral (values
                ('hubspot', l.hubspot_id, g.hubspot_id),
                ('salesforce', l.salesforce_id, g.salesforce_id)
              ) as s(side, before, after)
              where s.before is not null and s.before is distinct from s.after
            ), aliased as (
              insert into app.link_alias (connection_id, kind, side, record_id, link_id)
              select * from left_behind
              on conflict (connection_id, kind, side, record_id) do update set link_id = excluded.link_id
            ), findable as (
              insert into app.link_search as s (link_id, connection_id, kind, state, created_at, words, title)
              select link_id, connection_id, kind, state, created_at, words, title
              from ${recordset(
                'link_search',
                chunk.flatMap((link) => toSearchRow(connection, link)),
                'f',
              )}
              on conflict (link_id) do update set
                kind = excluded.kind, state = excluded.state, created_at = excluded.created_at, words = excluded.words,
                title = excluded.title
              where (s.kind, s.state, s.words, s.title)
                is distinct from (excluded.kind, excluded.state, excluded.words, excluded.title)
            )
            insert into app.link as l select * from given
            on conflict (id) do update set
              kind = excluded.kind, key = excluded.key, hubspot_id = excluded.hubspot_id,
              salesforce_object = excluded.salesforce_object, salesforce_id = excluded.salesforce_id,
              state = excluded.state, origin = excluded.origin, adopted = excluded.adopted, base = excluded.base`.execute(
            tx,
          )
      })
    },

    async saveBase(connection, bases) {
      const rows = lastByKey(bases, (row) => row.id)
      for (const chunk of chunksOf(rows))
        await sql`
          with changed as (
            select f.link_id, f.words, f.title
            from ${recordset(
              'link_search',
              chunk.map(({ id, base }) => ({ link_id: id, words: searchWords(base), title: sortTitle(base) })),
              'f',
            )}
            -- One look at the key for each: few of them have another name than before, and the table is not read for that.
            cross join lateral (select words, title from app.link_search o where o.link_id = f.link_id offset 0) as o
            where o.words <> f.words or o.title <> f.title
          ), findable as (
            update app.link_search s set words = f.words, title = f.title from changed f
            where s.connection_id = ${connection} and s.link_id = any (array(select link_id from changed))
              and s.link_id = f.link_id
          )
          update app.link l set base = i.base from ${recordset('link', chunk, 'i')}
          where l.connection_id = ${connection} and l.id = i.id`.execute(db)
    },

    async movedSince(connection, asRead) {
      const moved = new Set<LinkId>()
      for (const chunk of chunksOf(lastByKey(asRead, (row) => row.id))) {
        const rows = chunk.map(({ id, base }) => ({ id, base }))
        const found = await sql<{ id: string; moved: boolean }>`
          select l.id, l.base is distinct from i.base as moved
          from ${recordset('link', rows, 'i')} join app.link l on l.id = i.id
          where l.connection_id = ${connection}
          order by l.id for update of l`.execute(db)
        for (const row of found.rows) if (row.moved) moved.add(linkId(row.id))
      }
      return moved
    },

    addAliases(connection, aliases) {
      return inTransaction(db, async (tx) => {
        const rows = lastByKey(aliases, (alias) => keyOf(alias.kind, alias.side, alias.recordId)).map((alias) => ({
          connection_id: connection,
          kind: alias.kind,
          side: alias.side,
          record_id: alias.recordId,
          link_id: alias.linkId,
        }))
        for (const chunk of chunksOf(rows)) {
          await sql`
            insert into app.link_alias (connection_id, kind, side, record_id, link_id)
            select connection_id, kind, side, record_id, link_id from ${recordset('link_alias', chunk, 'i')}
            on conflict (connection_id, kind, side, record_id) do update set link_id = excluded.link_id`.execute(tx)
          // A record that absorbed others before and is now absorbed itself takes their aliases along.
          await sql`
            update app.link_alias a set link_id = i.link_id
            from ${recordset('link_alias', chunk, 'i')}
            join app.link l on l.connection_id = i.connection_id and l.kind = i.kind and l.id <> i.link_id
              and case i.side when 'hubspot' then l.hubspot_id else l.salesforce_id end = i.record_id
            where a.link_id = l.id`.execute(tx)
        }
      })
    },

    async page(connection, kind, after, limit) {
      const { rows } = await sql<Row<'link'>>`
        select * from app.link
        where connection_id = ${connection} and kind = ${kind} and state = 'active' and id > ${after ?? ''}
        order by id limit ${limit}`.execute(db)
      return rows.map(toLink)
    },
  }
}
