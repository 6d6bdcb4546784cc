import { sql } from 'kysely'
import { linkId } from '#domain/ids.ts'
import type { HandoffChange, HandoffStore } from '#ports/store/handoffs.ts'
import { handoffDesks } from './handoff-desks.ts'
import { handoffReturns } from './handoff-returns.ts'
import { CHANGED, fromHandoff, toHandoff, toSpell } from './handoff-rows.ts'
import { chunksOf, type Db, groupBy, inTransaction, jsonb, keyOf, lastByKey, recordset, textSet } from './rows.ts'
import type { Row } from './tables.ts'

export function handoffStore(db: Db): HandoffStore {
  return { ...handoffWrites(db), ...handoffsOfPeople(db), ...handoffDesks(db), ...handoffReturns(db) }
}

function handoffWrites(db: Db): Pick<HandoffStore, 'insert' | 'update' | 'addSpells' | 'hold' | 'move'> {
  return {
    async hold(connection, links) {
      if (links.length === 0) return
      await sql`
        select id from app.handoff where connection_id = ${connection} and link_id = any (array${textSet(links)})
        order by id for update`.execute(db)
    },
    insert(connection, handoffs) {
      return inTransaction(db, async (tx) => {
        const inserted = new Set<string>()
        for (const chunk of chunksOf(lastByKey(handoffs, (handoff) => keyOf(handoff.linkId, handoff.cycle)))) {
          const given = chunk.map((handoff) => fromHandoff(connection, handoff))
          const { rows } = await sql<{ id: string }>`
            insert into app.handoff select * from ${recordset('handoff', given, 'i')}
            on conflict do nothing returning id`.execute(tx)
          for (const row of rows) inserted.add(row.id)
        }
        return inserted
      })
    },
    move(connection, moves) {
      return inTransaction(db, async (tx) => {
        for (const { id, to, cycle } of moves) {
          await sql`
            update app.handoff set link_id = ${to}, cycle = ${cycle}::integer
            where connection_id = ${connection} and id = ${id}`.execute(tx)
          await sql`
            update app.action set link_id = ${to} where connection_id = ${connection} and clock_id in (
              select id from app.clock where connection_id = ${connection} and handoff_id = ${id}
            )`.execute(tx)
          await sql`
            update app.alert set link_id = ${to} where connection_id = ${connection} and handoff_id = ${id}`.execute(tx)
        }
      })
    },
    update(connection, changes) {
      const merged = new Map<string, HandoffChange>()
      for (const change of changes) merged.set(change.id, { ...merged.get(change.id), ...change })
      return inTransaction(db, async (tx) => {
        for (const chunk of chunksOf(lastByKey([...merged.values()], (change) => change.id)))
          await sql`
            update app.handoff h set ${CHANGED}
            from jsonb_array_elements(${jsonb(chunk)}) as c
            where h.connection_id = ${connection} and h.id = c ->> 'id'`.execute(tx)
      })
    },
    addSpells(connection, spells) {
      const rows = lastByKey(spells, (spell) => keyOf(spell.handoffId, spell.from)).map((spell) => ({
        handoff_id: spell.handoffId,
        owner_id: spell.ownerId,
        from_at: spell.from,
        rule: spell.rule,
        why: spell.why,
      }))
      return inTransaction(db, async (tx) => {
        // Only handoffs of this connection: a spell of another's is not kept.
        for (const chunk of chunksOf(rows))
          await sql`
            insert into app.owner_spell (connection_id, handoff_id, owner_id, from_at, rule, why)
            select h.connection_id, i.handoff_id, i.owner_id, i.from_at, i.rule, i.why
            from ${recordset('owner_spell', chunk, 'i')}
            join app.handoff h on h.id = i.handoff_id and h.connection_id = ${connection}
            on conflict do nothing`.execute(tx)
      })
    },
  }
}

function handoffsOfPeople(db: Db): Pick<HandoffStore, 'latestByLinks' | 'historyByLinks' | 'byIds' | 'spells'> {
  return {
    async latestByLinks(connection, links) {
      if (links.length === 0) return new Map()
      const { rows } = await sql<Row<'handoff'>>`
        select distinct on (link_id) * from app.handoff
        where connection_id = ${connection} and link_id in ${textSet(links)}
        order by link_id, cycle desc`.execute(db)
      return new Map(rows.map((row) => [linkId(row.link_id), toHandoff(row)]))
    },
    async historyByLinks(connection, links) {
      if (links.length === 0) return new Map()
      const { rows } = await sql<Row<'handoff'>>`
        select * from app.handoff where connection_id = ${connection} and link_id in ${textSet(links)}
        order by link_id, cycle`.execute(db)
      return groupBy(rows.map(toHandoff), (handoff) => handoff.linkId)
    },
    async byIds(connection, ids) {
      if (ids.length === 0) return new Map()
      // One by one through the primary key: without statistics the planner reads all handoffs of the connection for a few.
      const { rows } = await sql<Row<'handoff'>>`
        select h.* from jsonb_array_elements_text(${jsonb([...new Set(ids)])}) as i(id)
        cross join lateral (
          select * from app.handoff where connection_id = ${connection} and id = i.id offset 0
        ) h order by h.id`.execute(db)
      return new Map(rows.map((row) => [row.id, toHandoff(row)]))
    },
    async spells(connection, handoffs) {
      if (handoffs.length === 0) return new Map()
      const { rows } = await sql<Row<'owner_spell'>>`
        select * from app.owner_spell where connection_id = ${connection} and handoff_id in ${textSet(handoffs)}
        order by handoff_id, from_at`.execute(db)
      return groupBy(rows.map(toSpell), (spell) => spell.handoffId)
    },
  }
}
