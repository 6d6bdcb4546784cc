import { type RawBuilder, sql } from 'kysely'
import { connectionId } from '#domain/ids.ts'
import { AUDIT_SORTS, type AuditEntry, type AuditFilter, type AuditStore } from '#ports/store/audit.ts'
import { keysetOf, type PlacedRow, toPosition } from './keyset.ts'
import { type Db, jsonb, toInstant, toInteger } from './rows.ts'
import type { Row } from './tables.ts'

/** Nobody scrolls through more names than that. */
const MOST_CHOICES = 500
/** Entries of some connections that are looked through for them. */
const LATEST = 20_000

export function auditStore(db: Db): AuditStore {
  return {
    add: async ({ at, actor, connection, action, subject, details, outcome }) => {
      await sql`
        insert into app.audit_entry (at, actor_kind, actor_id, actor_name, connection_id, action, subject, details, outcome)
        values (${at}, ${actor?.kind ?? null}, ${actor?.id ?? null}, ${actor?.name ?? null}, ${connection}, ${action},
          ${subject}, ${jsonb(details)}, ${outcome})`.execute(db)
    },
    page: async (filter, { limit, ...slice }) => {
      const { place, isBeyond, by } = keysetOf(AUDIT_SORTS, { at: [sql`seq`] }, slice)
      const { rows } = await sql<Row<'audit_entry'> & PlacedRow>`
        select *, ${place} from app.audit_entry where ${where(filter)} and ${isBeyond} order by ${by} limit ${limit}`.execute(
        db,
      )
      return rows.map((row) => ({ ...toEntry(row), position: toPosition(AUDIT_SORTS, slice.order, row) }))
    },
    count: async (filter, most) => {
      const { rows } = await sql<{ n: string }>`
        select count(*) as n from (select from app.audit_entry where ${where(filter)} limit ${most}) counted`.execute(
        db,
      )
      return toInteger(rows[0]?.n ?? 0)
    },
    choices: async (reach) => {
      if (reach !== 'all') return choicesWithin(db, reach)
      // Walks from one value of the index to the next one: the log is long and has few of them.
      const { rows } = await sql<{ kind: 'actor' | 'action'; id: string; name: string }>`
        with recursive actor(id) as (
          (select min(actor_id) from app.audit_entry)
          union all
          select (select min(actor_id) from app.audit_entry where actor_id > actor.id) from actor where actor.id is not null
        ), action(id) as (
          (select min(action) from app.audit_entry)
          union all
          select (select min(e.action) from app.audit_entry e where e.action > action.id) from action
          where action.id is not null
        )
        (select 'actor' as kind, id, (
          select actor_name from app.audit_entry e where e.actor_id = actor.id order by seq desc limit 1
        ) as name from actor where id is not null limit ${MOST_CHOICES})
        union all (select 'action', id, id from action where id is not null limit ${MOST_CHOICES})`.execute(db)
      return toChoices(rows)
    },
  }
}

async function choicesWithin(db: Db, reach: Exclude<AuditFilter['reach'], 'all'>) {
  const { rows } = await sql<{ kind: 'actor' | 'action'; id: string; name: string }>`
    with latest as (
      select seq, actor_id, actor_name, action from app.audit_entry where ${where({ reach })} order by seq desc limit ${LATEST}
    )
    (select distinct on (actor_id) 'actor' as kind, actor_id as id, actor_name as name from latest
      where actor_id is not null order by actor_id, seq desc limit ${MOST_CHOICES})
    union all (select distinct 'action', action, action from latest order by action limit ${MOST_CHOICES})`.execute(db)
  return toChoices(rows)
}

const toChoices = (
  rows: readonly { readonly kind: 'actor' | 'action'; readonly id: string; readonly name: string }[],
) => ({
  actors: rows.filter(({ kind }) => kind === 'actor').map(({ id, name }) => ({ id, name })),
  actions: rows.filter(({ kind }) => kind === 'action').map(({ id }) => id),
})

function where(filter: AuditFilter): RawBuilder<unknown> {
  const { reach, actorId, action, connection, outcome, from, until } = filter
  const parts = [
    ...(reach === 'all' ? [] : [sql`connection_id in (select jsonb_array_elements_text(${jsonb(reach)}))`]),
    ...(actorId === undefined ? [] : [sql`actor_id = ${actorId}`]),
    ...(action === undefined ? [] : [sql`action = ${action}`]),
    ...(connection === undefined ? [] : [sql`connection_id = ${connection}`]),
    ...(outcome === undefined ? [] : [sql`outcome = ${outcome}`]),
    ...(from === undefined ? [] : [sql`at >= ${from}`]),
    ...(until === undefined ? [] : [sql`at < ${until}`]),
  ]
  return parts.length === 0 ? sql`true` : sql.join(parts, sql` and `)
}

const toEntry = (row: Row<'audit_entry'>): AuditEntry & { readonly seq: number } => ({
  seq: toInteger(row.seq),
  at: toInstant(row.at),
  actor:
    row.actor_id === null
      ? null
      : { kind: row.actor_kind === 'token' ? 'token' : 'user', id: row.actor_id, name: row.actor_name ?? row.actor_id },
  connection: row.connection_id === null ? null : connectionId(row.connection_id),
  action: row.action,
  subject: row.subject,
  details: row.details as AuditEntry['details'],
  outcome: row.outcome === 'failed' ? 'failed' : 'done',
})
