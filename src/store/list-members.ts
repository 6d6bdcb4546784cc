import { sql } from 'kysely'
import type { ListMemberStore } from '#ports/store/list-members.ts'
import { chunksOf, type Db, inTransaction, jsonb, textSet, toInstant } from './rows.ts'
import type { Row } from './tables.ts'

/** Ids travel as bare text: a list may hold hundreds of thousands. */
const IDS_PER_STATEMENT = 20_000

export function listMemberStore(db: Db): ListMemberStore {
  return {
    async marks(connection, listIds) {
      const { rows } = await sql<Row<'list_read'>>`
        select * from app.list_read where connection_id = ${connection} and list_id in ${textSet(listIds)}`.execute(db)
      return new Map(rows.map((row) => [row.list_id, { mark: row.mark, readAt: toInstant(row.read_at) }]))
    },

    replace(connection, listId, recordIds, read) {
      return inTransaction(db, async (tx) => {
        const { rows } = await sql<{ record_id: string }>`
          select record_id from app.list_member
          where connection_id = ${connection} and list_id = ${listId}`.execute(tx)
        const before = new Set(rows.map((row) => row.record_id))
        const now = new Set(recordIds)
        const joined = [...now].filter((id) => !before.has(id)).sort()
        const left = [...before].filter((id) => !now.has(id)).sort()
        for (const ids of chunksOf(joined, IDS_PER_STATEMENT))
          await sql`
            insert into app.list_member (connection_id, list_id, record_id, since)
            select ${connection}, ${listId}, id, ${read.at}::bigint from jsonb_array_elements_text(${jsonb(ids)}) as i(id)
            on conflict (connection_id, list_id, record_id) do nothing`.execute(tx)
        for (const ids of chunksOf(left, IDS_PER_STATEMENT))
          await sql`
            delete from app.list_member
            where connection_id = ${connection} and list_id = ${listId} and record_id in ${textSet(ids)}`.execute(tx)
        await sql`
          insert into app.list_read (connection_id, list_id, mark, read_at)
          values (${connection}, ${listId}, ${read.mark}, ${read.at})
          on conflict (connection_id, list_id) do update set mark = excluded.mark, read_at = excluded.read_at`.execute(
          tx,
        )
        return { joined, left }
      })
    },

    async ofRecords(connection, recordIds) {
      const found = new Map<string, Set<string>>()
      if (recordIds.length === 0) return found
      const { rows } = await sql<Pick<Row<'list_member'>, 'list_id' | 'record_id'>>`
        select list_id, record_id from app.list_member
        where connection_id = ${connection} and record_id in ${textSet(recordIds)}`.execute(db)
      for (const row of rows) {
        const lists = found.get(row.record_id) ?? new Set()
        found.set(row.record_id, lists.add(row.list_id))
      }
      return found
    },

    async page(connection, listId, after, limit) {
      const { rows } = await sql<{ record_id: string }>`
        select record_id from app.list_member
        where connection_id = ${connection} and list_id = ${listId} and record_id > ${after}
        order by record_id limit ${limit}`.execute(db)
      return rows.map((row) => row.record_id)
    },
  }
}
