import { type RawBuilder, sql } from 'kysely'
import { linkId, type LinkId } from '#domain/ids.ts'
import type { OpportunityStore, StoredOpportunity } from '#ports/store/opportunities.ts'
import {
  chunksOf,
  type Db,
  groupBy,
  inTransaction,
  jsonb,
  lastByKey,
  recordset,
  textSet,
  toInstant,
  toInstantOrNull,
  toMinorOrNull,
} from './rows.ts'
import type { Row } from './tables.ts'

type OpportunityRow = Row<'opportunity'> & { readonly people: readonly string[] }

const toOpportunity = (row: OpportunityRow): StoredOpportunity => ({
  id: row.id,
  linkId: row.link_id === null ? null : linkId(row.link_id),
  name: row.name,
  stage: row.stage,
  isClosed: row.is_closed,
  isWon: row.is_won,
  amountMinor: toMinorOrNull(row.amount_minor),
  currency: row.currency,
  originalAmountMinor: toMinorOrNull(row.original_amount_minor),
  originalCurrency: row.original_currency,
  rate: row.rate,
  accountId: row.account_id,
  refundOf: row.refund_of,
  refundedMinor: toMinorOrNull(row.refunded_minor),
  refundedAt: toInstantOrNull(row.refunded_at),
  monthlyRevenueMinor: toMinorOrNull(row.monthly_revenue_minor),
  createdAt: toInstant(row.created_at),
  closedAt: toInstantOrNull(row.closed_at),
  lostReason: row.lost_reason,
  ownerId: row.owner_id,
  contactSource: row.contact_source as StoredOpportunity['contactSource'],
  people: row.people.map(linkId),
})

const PEOPLE = sql`coalesce((
  select jsonb_agg(p.link_id order by p.position) from app.opportunity_person p
  where (p.connection_id, p.opportunity_id) = (o.connection_id, o.id)
), '[]')`

const columns = (names: readonly (keyof Row<'opportunity'>)[], alias: string): RawBuilder<unknown> =>
  sql.raw(names.map((name) => `${alias}.${name}`).join(', '))

/** With the people, what the credit of an opportunity follows from. */
const creditedFacts = (alias: string): RawBuilder<unknown> =>
  columns(
    [
      'name',
      'stage',
      'is_closed',
      'is_won',
      'amount_minor',
      'currency',
      'created_at',
      'closed_at',
      'contact_source',
      'refund_of',
      'refunded_minor',
      'refunded_at',
    ],
    alias,
  )
const otherFacts = (alias: string): RawBuilder<unknown> =>
  columns(
    [
      'link_id',
      'lost_reason',
      'owner_id',
      'account_id',
      'original_amount_minor',
      'original_currency',
      'rate',
      'monthly_revenue_minor',
    ],
    alias,
  )

export function opportunityStore(db: Db): OpportunityStore {
  return {
    save(connection, opportunities) {
      return inTransaction(db, async (tx) => {
        const changed = new Set<string>()
        for (const chunk of chunksOf(lastByKey(opportunities, (row) => row.id))) {
          const given = chunk.map((row) => ({
            connection_id: connection,
            id: row.id,
            link_id: row.linkId,
            name: row.name,
            stage: row.stage,
            is_closed: row.isClosed,
            is_won: row.isWon,
            amount_minor: row.amountMinor,
            currency: row.currency,
            created_at: row.createdAt,
            closed_at: row.closedAt,
            lost_reason: row.lostReason,
            owner_id: row.ownerId,
            contact_source: row.contactSource,
            account_id: row.accountId,
            original_amount_minor: row.originalAmountMinor,
            original_currency: row.originalCurrency,
            rate: row.rate,
            refund_of: row.refundOf,
            refunded_minor: row.refundedMinor,
            refunded_at: row.refundedAt,
            monthly_revenue_minor: row.monthlyRevenueMinor,
          }))
          const people = Object.fromEntries(chunk.map((row) => [row.id, [...new Set(row.people)]]))
          const { rows } = await sql<{ id: string }>`
            with given as (
              select i.*, p.value as people
              from ${recordset('opportunity', given, 'i')}
              join jsonb_each(${jsonb(people)}) p on p.key = i.id
            ), compared as (
              select g.*,
                o.id is null or (${creditedFacts('g')}, g.people) is distinct from (${creditedFacts('o')}, ${PEOPLE})
                  as credit_differs,
                (${otherFacts('g')}) is distinct from (${otherFacts('o')}) as other_differs
              from given g
              left join app.opportunity o on (o.connection_id, o.id) = (g.connection_id, g.id)
            ), differing as (
              select * from compared where credit_differs or other_differs
            ), saved as (
              insert into app.opportunity as o
                (connection_id, id, link_id, name, stage, is_closed, is_won, amount_minor, currency, created_at,
                 closed_at, lost_reason, owner_id, contact_source, account_id, original_amount_minor, original_currency,
                 rate, refund_of, refunded_minor, refunded_at, monthly_revenue_minor, revision)
              select connection_id, id, link_id, name, stage, is_closed, is_won, amount_minor, currency, created_at,
                closed_at, lost_reason, owner_id, contact_source, account_id, original_amount_minor, original_currency,
                rate, refund_of, refunded_minor, refunded_at, monthly_revenue_minor, credit_differs::integer
              from differing
              on conflict (connection_id, id) do update set
                link_id = excluded.link_id, name = excluded.name, stage = excluded.stage,
                is_closed = excluded.is_closed, is_won = excluded.is_won, amount_minor = excluded.amount_minor,
                currency = excluded.currency, created_at = excluded.created_at, closed_at = excluded.closed_at,
                lost_reason = excluded.lost_reason, owner_id = excluded.owner_id,
                contact_source = excluded.contact_source, account_id = excluded.account_id,
                original_amount_minor = excluded.original_amount_minor,
                original_currency = excluded.original_currency, rate = excluded.rate,
                refund_of = excluded.refund_of, refunded_minor = excluded.refunded_minor,
                refunded_at = excluded.refunded_at, monthly_revenue_minor = excluded.monthly_revenue_minor,
                revision = o.revision + excluded.revision
            ), gone as (
              delete from app.opportunity_person p using differing d
              where p.connection_id = d.connection_id and p.opportunity_id = d.id
                and not jsonb_exists(d.people, p.link_id)
            ), named as (
              insert into app.opportunity_person (connection_id, opportunity_id, link_id, position)
              select d.connection_id, d.id, e.link_id, e.position
              from differing d, jsonb_array_elements_text(d.people) with ordinality as e(link_id, position)
              on conflict (connection_id, opportunity_id, link_id) do update set position = excluded.position
            )
            select id from differing`.execute(tx)
          for (const row of rows) changed.add(row.id)
        }
        return changed
      })
    },
    async remove(connection, ids) {
      if (ids.length === 0) return
      // Without its original a refund goes by the weights of its own touches.
      await sql`
        with gone as (
          delete from app.opportunity where connection_id = ${connection} and id in ${textSet(ids)}
        )
        update app.opportunity set revision = revision + 1
        where connection_id = ${connection} and refund_of in ${textSet(ids)} and id not in ${textSet(ids)}`.execute(db)
    },
    async byIds(connection, ids) {
      if (ids.length === 0) return new Map()
      const { rows } = await sql<OpportunityRow>`
        select o.*, ${PEOPLE} as people from app.opportunity o
        where o.connection_id = ${connection} and o.id in ${textSet(ids)}`.execute(db)
      return new Map(rows.map((row) => [row.id, toOpportunity(row)]))
    },
    async foreign(connection, after, limit) {
      const { rows } = await sql<OpportunityRow>`
        select o.*, ${PEOPLE} as people from app.opportunity o
        where o.connection_id = ${connection} and o.original_currency <> o.currency
          and (${after}::text is null or o.id > ${after})
        order by o.id limit ${limit}`.execute(db)
      return rows.map(toOpportunity)
    },
    async named(connection, name, limit) {
      const { rows } = await sql<OpportunityRow>`
        select o.*, ${PEOPLE} as people from app.opportunity o
        where o.connection_id = ${connection} and lower(o.name) = lower(${name})
        order by o.created_at, o.id limit ${limit}`.execute(db)
      return rows.map(toOpportunity)
    },
    async refundsOf(connection, ids) {
      if (ids.length === 0) return []
      const { rows } = await sql<OpportunityRow>`
        select o.*, ${PEOPLE} as people from app.opportunity o
        where o.connection_id = ${connection} and o.refund_of in ${textSet(ids)}
        order by o.created_at, o.id`.execute(db)
      return rows.map(toOpportunity)
    },
    async byPeople(connection, people) {
      if (people.length === 0) return new Map()
      const { rows } = await sql<OpportunityRow & { person: string }>`
        select w.link_id as person, o.*, ${PEOPLE} as people
        from app.opportunity_person w
        join app.opportunity o on (o.connection_id, o.id) = (w.connection_id, w.opportunity_id)
        where w.connection_id = ${connection} and w.link_id in ${textSet(people)}
        order by o.created_at, o.id`.execute(db)
      const groups = groupBy(rows, (row): LinkId => linkId(row.person))
      return new Map([...groups].map(([person, group]) => [person, group.map(toOpportunity)]))
    },
    async needingCredit(connection, limit) {
      const { rows } = await sql<OpportunityRow>`
        select o.*, ${PEOPLE} as people from app.opportunity o
        where o.connection_id = ${connection} and o.credited_revision is distinct from o.revision
        order by o.id limit ${limit}`.execute(db)
      return rows.map((row) => ({ ...toOpportunity(row), revision: row.revision }))
    },
  }
}
