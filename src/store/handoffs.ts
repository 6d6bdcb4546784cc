import { type RawBuilder, sql } from 'kysely'
import type { Handoff, OwnerSpell, RoutingStep } from '#domain/handoff/types.ts'
import { type ConnectionId, linkId } from '#domain/ids.ts'
import { type HandoffChange, type HandoffStore, STAYING_SORTS } from '#ports/store/handoffs.ts'
import { type Columns, keysetOf, lastIfNull, type PlacedRow, toPosition } from './keyset.ts'
import {
  chunksOf,
  type Db,
  groupBy,
  inTransaction,
  jsonb,
  keyOf,
  lastByKey,
  recordset,
  textSet,
  toInstant,
  toInstantOrNull,
  toInteger,
} from './rows.ts'
import { type NewRow, type Row, TABLES } from './tables.ts'

const toHandoff = (row: Row<'handoff'>): Handoff => ({
  id: row.id,
  linkId: linkId(row.link_id),
  cycle: row.cycle,
  contract: row.contract,
  contractVersion: row.contract_version,
  configVersion: row.config_version,
  reason: row.reason,
  urgency: row.urgency,
  urgencyRule: row.urgency_rule,
  policy: row.policy,
  nextStep: row.next_step,
  ownerId: row.owner_id,
  ownerName: row.owner_name,
  ownerEmail: row.owner_email,
  ownerRule: row.owner_rule,
  routing: row.routing as readonly RoutingStep[],
  routingVersion: row.routing_version,
  queueId: row.queue_id,
  heldForPool: row.held_for_pool,
  reassignments: row.reassignments,
  qualifiedAt: toInstant(row.qualified_at),
  handedOverAt: toInstant(row.handed_over_at),
  campaign: row.campaign,
  companyDomain: row.company_domain,
  linkedExisting: row.linked_existing,
  taskId: row.task_id,
  ...(row.task_print === null ? {} : { taskPrint: row.task_print }),
  ...(row.left_out === null ? {} : { leftOut: row.left_out.split(',') as NonNullable<Handoff['leftOut']> }),
  state: row.state as Handoff['state'],
  acceptedAt: toInstantOrNull(row.accepted_at),
  salesQualifiedAt: toInstantOrNull(row.sales_qualified_at),
  rejectedAt: toInstantOrNull(row.rejected_at),
  rejectedBy: row.rejected_by,
  rejectReason: row.reject_reason,
  returnAt: toInstantOrNull(row.return_at),
  ...(row.return_why === null ? {} : { staysBecause: row.return_why }),
  ...(row.return_look_at === null ? {} : { returnLookAt: toInstant(row.return_look_at) }),
  ...(row.said_by === null ? {} : { saidBy: row.said_by }),
  pool: row.pool,
  ownerAgreed: row.owner_agreed,
  pending: row.pending as Handoff['pending'],
})

const fromHandoff = (connection: ConnectionId, handoff: Handoff): NewRow<'handoff'> => ({
  id: handoff.id,
  connection_id: connection,
  link_id: handoff.linkId,
  cycle: handoff.cycle,
  contract: handoff.contract,
  contract_version: handoff.contractVersion,
  config_version: handoff.configVersion,
  reason: handoff.reason,
  urgency: handoff.urgency,
  urgency_rule: handoff.urgencyRule,
  policy: handoff.policy,
  next_step: handoff.nextStep,
  owner_id: handoff.ownerId,
  owner_name: handoff.ownerName,
  owner_email: handoff.ownerEmail,
  owner_rule: handoff.ownerRule,
  routing: handoff.routing,
  routing_version: handoff.routingVersion,
  queue_id: handoff.queueId,
  held_for_pool: handoff.heldForPool,
  reassignments: handoff.reassignments,
  qualified_at: handoff.qualifiedAt,
  handed_over_at: handoff.handedOverAt,
  campaign: handoff.campaign,
  company_domain: handoff.companyDomain,
  linked_existing: handoff.linkedExisting,
  task_id: handoff.taskId,
  task_print: handoff.taskPrint ?? null,
  left_out: handoff.leftOut === undefined ? null : handoff.leftOut.join(','),
  state: handoff.state,
  accepted_at: handoff.acceptedAt,
  sales_qualified_at: handoff.salesQualifiedAt,
  rejected_at: handoff.rejectedAt,
  rejected_by: handoff.rejectedBy,
  reject_reason: handoff.rejectReason,
  return_at: handoff.returnAt,
  return_why: handoff.staysBecause ?? null,
  return_look_at: handoff.returnLookAt ?? null,
  answered_before: null,
  said_by: handoff.saidBy ?? null,
  pool: handoff.pool,
  owner_agreed: handoff.ownerAgreed,
  pending: handoff.pending,
})

const toSpell = (row: Row<'owner_spell'>): OwnerSpell => ({
  handoffId: row.handoff_id,
  ownerId: row.owner_id,
  from: toInstant(row.from_at),
  rule: row.rule,
  why: row.why,
})

/** Every key of a change and its column. */
const CHANGEABLE = {
  taskId: 'task_id',
  taskPrint: 'task_print',
  ownerId: 'owner_id',
  ownerName: 'owner_name',
  ownerEmail: 'owner_email',
  ownerRule: 'owner_rule',
  routing: 'routing',
  routingVersion: 'routing_version',
  queueId: 'queue_id',
  heldForPool: 'held_for_pool',
  reassignments: 'reassignments',
  policy: 'policy',
  urgency: 'urgency',
  urgencyRule: 'urgency_rule',
  state: 'state',
  acceptedAt: 'accepted_at',
  salesQualifiedAt: 'sales_qualified_at',
  rejectedAt: 'rejected_at',
  rejectedBy: 'rejected_by',
  rejectReason: 'reject_reason',
  returnAt: 'return_at',
  staysBecause: 'return_why',
  returnLookAt: 'return_look_at',
  saidBy: 'said_by',
  ownerAgreed: 'owner_agreed',
  pending: 'pending',
} as const satisfies Record<Exclude<keyof HandoffChange, 'id'>, keyof (typeof TABLES)['handoff']>

/** `column = …` for each column that may change: as given, null as well, where the change `c` has the key, else as it is in `h`. */
const CHANGED: RawBuilder<unknown> = sql.join(
  Object.entries(CHANGEABLE).map(([key, column]) => {
    const type = TABLES.handoff[column].replace('?', '')
    const given = type === 'jsonb' ? `c -> '${key}'` : `(c ->> '${key}')::${type}`
    return sql.raw(`${column} = case when jsonb_exists(c, '${key}') then ${given} else h.${column} end`)
  }),
)

const OPEN = sql`h.state in ('open', 'accepted')`
const LAST_CYCLE = sql`not exists (
  select from app.handoff later
  where later.connection_id = h.connection_id and later.link_id = h.link_id and later.cycle > h.cycle
)`

const STAYING: Columns<typeof STAYING_SORTS> = {
  returns: [lastIfNull(sql`h.return_at`), sql`h.id`],
  givenBack: [lastIfNull(sql`h.rejected_at`), sql`h.id`],
}

export function handoffStore(db: Db): HandoffStore {
  return { ...handoffWrites(db), ...handoffsOfPeople(db), ...desks(db) }
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

function desks(
  db: Db,
): Pick<
  HandoffStore,
  'latestByDomains' | 'openByOwner' | 'receivedByOwner' | 'open' | 'waiting' | 'returning' | 'staying' | 'countStaying'
> {
  return {
    async latestByDomains(connection, domains, since) {
      if (domains.length === 0) return new Map()
      // `+ 0`: a company has a few handoffs, a time has thousands; the index by time must not look tempting.
      const { rows } = await sql<Row<'handoff'>>`
        select newest.* from jsonb_array_elements_text(${jsonb([...new Set(domains)])}) as i(domain)
        cross join lateral (
          select * from app.handoff h
          where h.connection_id = ${connection} and h.company_domain = i.domain and h.handed_over_at + 0 >= ${since}
          order by h.handed_over_at + 0 desc, h.id desc limit 1
        ) newest`.execute(db)
      return new Map(rows.map((row) => [row.company_domain ?? '', toHandoff(row)]))
    },
    async openByOwner(connection) {
      const { rows } = await sql<{ owner_id: string; n: string }>`
        select owner_id, count(*) as n from app.handoff h where connection_id = ${connection} and ${OPEN}
          and answered_before is null
        group by owner_id order by owner_id`.execute(db)
      return new Map(rows.map((row) => [row.owner_id, toInteger(row.n)]))
    },
    async receivedByOwner(connection, since) {
      if (since.size === 0) return new Map()
      const owners = [...since].map(([ownerId, from]) => ({ owner_id: ownerId, from_at: from }))
      // By spells: what was taken from him later has been on his desk that day all the same.
      const { rows } = await sql<{ owner_id: string; n: string }>`
        select i.owner_id, got.n from ${recordset('owner_spell', owners, 'i')}
        cross join lateral (
          select count(distinct s.handoff_id) as n from app.owner_spell s
          where s.connection_id = ${connection} and s.owner_id = i.owner_id and s.from_at >= i.from_at
        ) got
        where got.n > 0 order by i.owner_id`.execute(db)
      return new Map(rows.map((row) => [row.owner_id, toInteger(row.n)]))
    },
    async open(connection, after, limit) {
      const { rows } = await sql<Row<'handoff'>>`
        select * from app.handoff h where connection_id = ${connection} and ${OPEN}
          ${after === null ? sql`` : sql`and id > ${after}`}
        order by id limit ${limit}`.execute(db)
      return rows.map(toHandoff)
    },
    async waiting(connection, after, limit) {
      const { rows } = await sql<Row<'handoff'>>`
        select * from app.handoff h where connection_id = ${connection} and ${OPEN}
          and (queue_id is not null or held_for_pool is not null)
          ${after === null ? sql`` : sql`and id > ${after}`}
        order by id limit ${limit}`.execute(db)
      return rows.map(toHandoff)
    },
    async returning(connection, now, limit) {
      const { rows } = await sql<Row<'handoff'>>`
        select * from app.handoff h
        where h.connection_id = ${connection} and h.state = 'rejected' and h.return_at <= ${now}
          and (h.return_look_at is null or h.return_look_at <= ${now})
          and ${LAST_CYCLE}
        order by h.return_at, h.id limit ${limit}`.execute(db)
      return rows.map(toHandoff)
    },
    async staying(connection, { limit, ...slice }) {
      const { place, isBeyond, by } = keysetOf(STAYING_SORTS, STAYING, slice)
      const { rows } = await sql<Row<'handoff'> & PlacedRow>`
        select h.*, ${place} from app.handoff h
        where h.connection_id = ${connection} and h.state = 'rejected' and h.return_why is not null and ${LAST_CYCLE}
          and ${isBeyond}
        order by ${by} limit ${limit}`.execute(db)
      return rows.map((row) => ({ ...toHandoff(row), position: toPosition(STAYING_SORTS, slice.order, row) }))
    },
    async countStaying(connection, most) {
      const { rows } = await sql<{ n: string }>`
        select count(*) as n from (
          select from app.handoff h
          where h.connection_id = ${connection} and h.state = 'rejected' and h.return_why is not null and ${LAST_CYCLE}
          limit ${most}
        ) counted`.execute(db)
      return toInteger(rows[0]?.n ?? '0')
    },
  }
}
