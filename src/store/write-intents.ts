import { type RawBuilder, sql } from 'kysely'
import { linkId, type Side } from '#domain/ids.ts'
import type { IntendedChange, IntentKey, WriteIntent, WriteIntentStore } from '#ports/store/write-intents.ts'
import {
  chunksOf,
  type Db,
  inTransaction,
  jsonb,
  keyOf,
  lastByKey,
  recordset,
  textSet,
  toInstant,
  toJson,
} from './rows.ts'
import type { Row } from './tables.ts'

/** A change as it is stored, without the names of its parts: a first load stores a million of them. */
type Packed = readonly [
  field: string,
  from: string | null,
  to: string | null,
  rule: string,
  because: string,
  winner: IntendedChange['winner'],
  map: string | null,
  source: string | null,
  lost?: string | null,
]

const pack = ({ field, from, to, rule, because, winner, map, source, lost }: IntendedChange): Packed =>
  lost === undefined
    ? [field, from, to, rule, because, winner, map, source]
    : [field, from, to, rule, because, winner, map, source, lost]

const unpack = ([field, from, to, rule, because, winner, map, source, lost]: Packed): IntendedChange => ({
  field,
  from,
  to,
  rule,
  because,
  winner,
  map,
  source,
  ...(lost === undefined ? {} : { lost }),
})

const toIntent = (row: Row<'write_intent'>): WriteIntent => ({
  ...toKey(row),
  linkId: row.link_id === null ? null : linkId(row.link_id),
  recordId: row.record_id,
  changes: (row.changes as readonly Packed[]).map(unpack),
  at: toInstant(row.at),
  configVersion: row.config_version,
  told: row.told,
})

type KeyRow = Pick<Row<'write_intent'>, 'subject' | 'batch' | 'side' | 'object'>

const toKey = ({ subject, batch, side, object }: KeyRow): IntentKey => ({ subject, batch, side: side as Side, object })

/** In one order, so that two workers wait for each other instead of locking each other out. */
const sorted = <K extends IntentKey>(keys: readonly K[]): readonly K[] =>
  lastByKey(keys, ({ subject, batch, side, object }) => keyOf(subject, batch, side, object))

type Stored = Omit<WriteIntent, 'changes'> & { readonly changes: readonly Packed[] }

const fromBatch = (text: string): readonly WriteIntent[] =>
  (JSON.parse(text) as readonly Stored[]).map((stored) => ({ ...stored, changes: stored.changes.map(unpack) }))

/** A row for each record. */
async function insertRows(db: Db, connection: string, intents: readonly WriteIntent[]): Promise<void> {
  for (const chunk of chunksOf(sorted(intents))) {
    const given = chunk.map((intent) => ({
      connection_id: connection,
      ...toKey(intent),
      link_id: intent.linkId,
      record_id: intent.recordId,
      changes: intent.changes.map(pack),
      at: intent.at,
      config_version: intent.configVersion,
      told: intent.told,
    }))
    await sql`
      insert into app.write_intent select * from ${recordset('write_intent', given, 'i')}
      on conflict (connection_id, subject, batch, side, object) do update set
        record_id = excluded.record_id, changes = excluded.changes, at = excluded.at, told = excluded.told`.execute(db)
  }
}

/**
 * Takes batches apart: what is not to go gets a row for each record.
 * @returns everything that was in them.
 */
export async function unpackBatches(
  db: Db,
  connection: string,
  which: RawBuilder<unknown>,
  goes: (name: string) => boolean = () => false,
): Promise<readonly WriteIntent[]> {
  const { rows } = await sql<{ intents: string }>`
    delete from app.write_batch where connection_id = ${connection} and ${which} returning intents`.execute(db)
  const all = sorted(rows.flatMap(({ intents }) => fromBatch(intents)))
  const stay = all.filter((intent) => !goes(nameOf(intent)))
  if (stay.length > 0) await insertRows(db, connection, stay)
  return all
}

const nameOf = ({ subject, batch, side, object }: IntentKey): string => keyOf(subject, batch, side, object)

export function writeIntentStore(db: Db): WriteIntentStore {
  const change = (
    connection: string,
    keys: readonly IntentKey[],
    how: 'remove' | 'tell',
  ): Promise<readonly IntentKey[]> =>
    inTransaction(db, async (tx) => {
      if (keys.length === 0) return []
      const asked = new Set(keys.map(nameOf))
      const batches = textSet([...new Set(keys.map(({ batch }) => batch))])
      const isRemoved = (name: string): boolean => how === 'remove' && asked.has(name)
      const unpacked = await unpackBatches(tx, connection, sql`batch in ${batches}`, isRemoved)
      const gone = unpacked.filter((intent) => isRemoved(nameOf(intent)))
      const names = new Set(gone.map(nameOf))
      const found: IntentKey[] = gone.map(({ subject, batch, side, object }) => ({ subject, batch, side, object }))
      for (const chunk of chunksOf(sorted(keys.filter((key) => !names.has(nameOf(key)))))) {
        const given = recordset(
          'write_intent',
          chunk.map(({ subject, batch, side, object }) => ({
            connection_id: connection,
            subject,
            batch,
            side,
            object,
          })),
          'i',
        )
        const same = sql`(w.connection_id, w.subject, w.batch, w.side, w.object)
          = (i.connection_id, i.subject, i.batch, i.side, i.object)
          returning w.subject, w.batch, w.side, w.object`
        const { rows } = await (
          how === 'remove'
            ? sql<KeyRow>`delete from app.write_intent w using ${given} where ${same}`
            : sql<KeyRow>`update app.write_intent w set told = true from ${given} where ${same}`
        ).execute(tx)
        found.push(...rows.map(toKey))
      }
      return found
    })
  return {
    async add(connection, intents) {
      for (const [batch, of] of Map.groupBy(intents, (intent) => intent.batch)) {
        const subjects = [...new Set(of.flatMap(({ subject, linkId: link }) => [subject, link ?? subject]))]
        const stored = of.map((intent): Stored => ({ ...intent, changes: intent.changes.map(pack) }))
        const at = Math.max(...of.map((intent) => intent.at))
        await sql`
          insert into app.write_batch (connection_id, batch, at, subjects, intents)
          values (${connection}, ${batch}, ${at}, ${jsonb(subjects)}, ${toJson(stored)})`.execute(db)
      }
    },

    async ofSubjects(connection, subjects) {
      if (subjects.length === 0) return []
      // First those of batches: one that is taken apart meanwhile is met again among the rows.
      const packed = await sql<{ intents: string }>`
        select intents from app.write_batch
        where connection_id = ${connection} and subjects ?| array${textSet(subjects)}
        order by at`.execute(db)
      const { rows } = await sql<Row<'write_intent'>>`
        select * from app.write_intent
        where connection_id = ${connection} and subject in ${textSet(subjects)}`.execute(db)
      const asked = new Set(subjects)
      const mine = packed.rows.flatMap(({ intents }) => fromBatch(intents)).filter(({ subject }) => asked.has(subject))
      return sorted([...mine, ...rows.map(toIntent)]).toSorted((a, b) => a.at - b.at)
    },

    async forget(connection, batch) {
      const { rows } = await sql`
        delete from app.write_batch where connection_id = ${connection} and batch = ${batch} returning batch`.execute(
        db,
      )
      return rows.length
    },

    remove: (connection, keys) => change(connection, keys, 'remove'),
    markTold: (connection, keys) => change(connection, keys, 'tell'),

    sweep(connection, before) {
      return inTransaction(db, async (tx) => {
        await unpackBatches(tx, connection, sql`at < ${before}::bigint`)
        const { rows } = await sql`
          delete from app.write_intent where connection_id = ${connection} and at < ${before} returning subject`.execute(
          tx,
        )
        return rows.length
      })
    },
  }
}
