import { sql } from 'kysely'
import type { ConnectionId } from '#domain/ids.ts'
import { sameDocument } from '#domain/same-document.ts'
import type {
  ConfigStore,
  ConfigVersion,
  ConfigVersionHead,
  NewConfigVersion,
  SavedConfig,
} from '#ports/store/configs.ts'
import { type Db, inTransaction, jsonb, toInstant } from './rows.ts'
import type { Row } from './tables.ts'

export function configStore(db: Db): ConfigStore {
  const versions = (connection: ConnectionId) =>
    db.withSchema('app').selectFrom('config_version').where('connection_id', '=', connection)
  const current = async (connection: ConnectionId): Promise<ConfigVersion | null> => {
    const row = await versions(connection).selectAll().orderBy('version', 'desc').limit(1).executeTakeFirst()
    return row === undefined ? null : toVersion(row)
  }
  return {
    current,
    async newest(connection) {
      const row = await versions(connection).select('version').orderBy('version', 'desc').limit(1).executeTakeFirst()
      return row?.version ?? null
    },
    async get(connection, version) {
      const row = await versions(connection).selectAll().where('version', '=', version).executeTakeFirst()
      return row === undefined ? null : toVersion(row)
    },
    async heads(connection, before, limit) {
      const rows = await versions(connection)
        .select(['version', 'author', 'comment', 'created_at'])
        .$if(before !== null, (query) => query.where('version', '<', before ?? 0))
        .orderBy('version', 'desc')
        .limit(limit)
        .execute()
      return rows.map(toHead)
    },
    async saying(connection, document) {
      // Versions of any time with the same members; which of them have the same order is looked at one by one.
      const rows = await versions(connection)
        .selectAll()
        .where(sql<boolean>`document = ${jsonb(document)}`)
        .orderBy('version', 'desc')
        .execute()
      return rows.find((row) => isSame(row, document))?.version ?? null
    },
    async since(connection, version) {
      const rows = await versions(connection).selectAll().where('version', '>=', version).orderBy('version').execute()
      return rows.map(toVersion)
    },
    async push(connection, input) {
      const saved = await inTransaction(db, (tx) => add(tx, connection, input, 'any'))
      if (saved.kind === 'overtaken') throw new RangeError('a pushed config expects no version')
      return saved.version
    },
    save: (connection, { expected, ...input }) => inTransaction(db, (tx) => add(tx, connection, input, expected)),
  }
}

async function add(
  tx: Db,
  connection: ConnectionId,
  { document, author, comment, at }: NewConfigVersion,
  expected: number | null | 'any',
): Promise<SavedConfig> {
  // Two people who save at the same time get two numbers, one after the other.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`config_version:${connection}`}, 0))`.execute(tx)
  const newest = await tx
    .withSchema('app')
    .selectFrom('config_version')
    .selectAll()
    .where('connection_id', '=', connection)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (newest !== undefined && isSame(newest, document)) return { kind: 'same', version: newest.version }
  const before = newest?.version ?? null
  if (expected !== 'any' && expected !== before)
    return { kind: 'overtaken', newest: newest === undefined ? null : toHead(newest) }
  const version = (before ?? 0) + 1
  await sql`
    insert into app.config_version (connection_id, version, document, author, comment, created_at, written)
    values (${connection}, ${version}, ${jsonb(document)}, ${author}, ${comment}, ${at}::bigint, ${JSON.stringify(document)})`.execute(
    tx,
  )
  return { kind: 'saved', version, before }
}

type Stored = Pick<Row<'config_version'>, 'document' | 'written'>

const documentOf = ({ document, written }: Stored): unknown => (written === null ? document : JSON.parse(written))

/** Of versions from before the order was kept only the members can be compared. */
const isSame = (row: Stored, document: unknown): boolean =>
  sameDocument(documentOf(row), row.written === null ? inOrderOf(row.document, document) : document)

/** `document` with its members in the order of `like` wherever both have the same ones. */
function inOrderOf(like: unknown, document: unknown): unknown {
  if (Array.isArray(document))
    return document.map((one, i) => inOrderOf(Array.isArray(like) ? like[i] : undefined, one))
  if (typeof document !== 'object' || document === null) return document
  const known = typeof like === 'object' && like !== null ? (like as Readonly<Record<string, unknown>>) : {}
  const place = new Map(Object.keys(known).map((key, i) => [key, i]))
  return Object.fromEntries(
    Object.entries(document)
      .toSorted(([a], [b]) => (place.get(a) ?? Infinity) - (place.get(b) ?? Infinity))
      .map(([key, value]) => [key, inOrderOf(known[key], value)]),
  )
}

const toHead = (row: Omit<Row<'config_version'>, 'document' | 'written' | 'connection_id'>): ConfigVersionHead => ({
  version: row.version,
  author: row.author,
  comment: row.comment,
  createdAt: toInstant(row.created_at),
})

const toVersion = (row: Row<'config_version'>): ConfigVersion => ({ ...toHead(row), document: documentOf(row) })
