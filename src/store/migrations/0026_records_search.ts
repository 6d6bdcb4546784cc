import { type Kysely, sql } from 'kysely'
import type { Base } from '#domain/identity/link.ts'
import { searchWords, sortTitle } from '#domain/identity/search-text.ts'
import { CHUNK, jsonb } from '../rows.ts'

const TABLES = [
  // By what a record is found, and in which order records are listed: small rows beside the large ones of app.link, written anew only
  // when a name, an address or the state changes.
  sql`create table app.link_search (
    link_id text primary key,
    connection_id text not null,
    kind text not null,
    state text not null,
    created_at bigint not null,
    words text not null,
    title text collate "C" not null
  )`,
  // Of all rows before this one: counted once, and only those that came since are counted again.
  sql`create table app.journal_count (
    connection_id text primary key,
    counted_to bigint not null,
    n bigint not null
  )`,
]

const INDEXES = [
  // Prefixes of words, in the core of PostgreSQL: no extension is needed.
  sql`create index link_search_words on app.link_search using gin (array_to_tsvector(string_to_array(words, ' ')))`,
  sql`create index link_search_newest on app.link_search (connection_id, kind, created_at desc, link_id desc)`,
  sql`create index link_search_title on app.link_search (connection_id, kind, title, link_id)`,
  sql`create index link_search_apart on app.link_search (connection_id, state, kind, created_at desc, link_id desc)
    where state <> 'active'`,
  sql`create index link_intended on app.link (connection_id, kind, created_at desc, id desc) where state = 'intended'`,
  sql`create index opportunity_without_deal on app.opportunity (connection_id, lower(name) text_pattern_ops)
    where link_id is null`,
  sql`create index parked_open_link on app.parked (link_id) where resolved_at is null`,
  // The order in which changes are looked through. It costs what the one it replaces did.
  sql`create index journal_newest on app.journal (connection_id, at, seq)`,
  sql`drop index app.journal_connection`,
]

interface Stored {
  readonly id: string
  readonly connection_id: string
  readonly kind: string
  readonly state: string
  readonly created_at: string
  readonly base: unknown
}

/** Records are found by their names and addresses, and changes are listed by their time. */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of TABLES) await statement.execute(db)
  await fill(db)
  await sql`insert into app.journal_count (connection_id, counted_to, n)
    select connection_id, max(seq), count(*) from app.journal group by connection_id`.execute(db)
  for (const statement of INDEXES) await statement.execute(db)
}

/** Whoever was erased has nothing left to be found by, and has no row. */
async function fill(db: Kysely<never>): Promise<void> {
  let after = ''
  for (;;) {
    const { rows } = await sql<Stored>`
      select id, connection_id, kind, state, created_at, base from app.link
      where id > ${after} order by id limit ${CHUNK}`.execute(db)
    const last = rows.at(-1)
    if (last === undefined) return
    after = last.id
    const found = rows.flatMap(({ id, connection_id, kind, state, created_at, base }) =>
      state === 'intended' || (state === 'unlinked' && Object.keys(base as Base).length === 0)
        ? []
        : [
            {
              link_id: id,
              connection_id,
              kind,
              state,
              created_at,
              words: searchWords(base as Base),
              title: sortTitle(base as Base),
            },
          ],
    )
    await sql`
      insert into app.link_search (link_id, connection_id, kind, state, created_at, words, title)
      select link_id, connection_id, kind, state, created_at, words, title
      from jsonb_to_recordset(${jsonb(found)})
        as i(link_id text, connection_id text, kind text, state text, created_at bigint, words text, title text)`.execute(
      db,
    )
  }
}
