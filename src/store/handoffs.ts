import { sql } from 'kysely'
import type { Handoff, RoutingStep } from '#domain/handoff/types.ts'
import { type ConnectionId, linkId } from '#domain/ids.ts'
import type { HandoffStore } from '#ports/store.ts'
import { chunksOf, type Db, inTransaction, jsonb, keyOf, lastByKey, recordset, textSet, toInstant } from './rows.ts'
import type { NewRow, Row } from './tables.ts'

const toHandoff = (row: Row<'handoff'>): Handoff => ({
  id: row.id,
  linkId: linkId(row.link_id),
  cycle: row.cycle,
  contract: row.contract,
  configVersion: row.config_version,
  reason: row.reason,
  urgency: row.urgency,
  ownerId: row.owner_id,
  ownerName: row.owner_name,
  ownerEmail: row.owner_email,
  ownerRule: row.owner_rule,
  routing: row.routing as readonly RoutingStep[],
  qualifiedAt: toInstant(row.qualified_at),
  handedOverAt: toInstant(row.handed_over_at),
  campaign: row.campaign,
  linkedExisting: row.linked_existing,
  taskId: row.task_id,
  ...(row.left_out === null ? {} : { leftOut: row.left_out.split(',') as NonNullable<Handoff['leftOut']> }),
})

const fromHandoff = (connection: ConnectionId, handoff: Handoff): NewRow<'handoff'> => ({
  id: handoff.id,
  connection_id: connection,
  link_id: handoff.linkId,
  cycle: handoff.cycle,
  contract: handoff.contract,
  config_version: handoff.configVersion,
  reason: handoff.reason,
  urgency: handoff.urgency,
  owner_id: handoff.ownerId,
  owner_name: handoff.ownerName,
  owner_email: handoff.ownerEmail,
  owner_rule: handoff.ownerRule,
  routing: handoff.routing,
  qualified_at: handoff.qualifiedAt,
  handed_over_at: handoff.handedOverAt,
  campaign: handoff.campaign,
  linked_existing: handoff.linkedExisting,
  task_id: handoff.taskId,
  left_out: handoff.leftOut === undefined ? null : handoff.leftOut.join(','),
})

export function handoffStore(db: Db): HandoffStore {
  return {
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
    async latestByLinks(connection, links) {
      if (links.length === 0) return new Map()
      const { rows } = await sql<Row<'handoff'>>`
        select distinct on (link_id) * from app.handoff
        where connection_id = ${connection} and link_id in ${textSet(links)}
        order by link_id, cycle desc`.execute(db)
      return new Map(rows.map((row) => [linkId(row.link_id), toHandoff(row)]))
    },
    async update(connection, changes) {
      // A member that is absent leaves its column alone; an e-mail of null clears it.
      const merged = new Map<string, Record<string, unknown>>()
      for (const change of changes) merged.set(change.id, { ...merged.get(change.id), ...change })
      for (const chunk of chunksOf([...merged.values()]))
        await sql`
          update app.handoff h set
            task_id = coalesce(c ->> 'taskId', h.task_id),
            owner_id = coalesce(c ->> 'ownerId', h.owner_id),
            owner_name = coalesce(c ->> 'ownerName', h.owner_name),
            owner_email = case when jsonb_exists(c, 'ownerEmail') then c ->> 'ownerEmail' else h.owner_email end
          from jsonb_array_elements(${jsonb(chunk)}) as c
          where h.connection_id = ${connection} and h.id = c ->> 'id'`.execute(db)
    },
  }
}
