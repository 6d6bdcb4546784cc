import { sql } from 'kysely'
import { linkId } from '#domain/ids.ts'
import type { CreditStore, StoredCredit } from '#ports/store/credits.ts'
import { CHUNK, type Db, groupBy, inTransaction, keyOf, recordset, textSet, toInstantOrNull, toMinor } from './rows.ts'
import type { NewRow, Row } from './tables.ts'

type Given = NewRow<'credit'>

const toCredit = (row: Row<'credit'>): StoredCredit => ({
  opportunityId: row.opportunity_id,
  model: row.model,
  entry: row.entry,
  datedAt: toInstantOrNull(row.dated_at),
  touchId: row.touch_id,
  linkId: row.link_id === null ? null : linkId(row.link_id),
  campaign: row.campaign,
  channel: row.channel,
  amountMinor: toMinor(row.amount_minor),
  currency: row.currency,
  weightNumerator: toMinor(row.weight_numerator),
  weightDenominator: toMinor(row.weight_denominator),
  shareMillionths: row.share_millionths,
})

export function creditStore(db: Db): CreditStore {
  return {
    hold(connection, opportunityIds) {
      return inTransaction(db, async (tx) => {
        await lock(tx, connection, opportunityIds)
        const { rows } = await sql<{ link_id: string }>`
          select distinct link_id from app.credit
          where connection_id = ${connection} and opportunity_id in ${textSet(opportunityIds)} and link_id is not null
          order by link_id`.execute(tx)
        return rows.map((row) => linkId(row.link_id))
      })
    },
    replace(connection, computed, credits, at) {
      const of = groupBy(credits, (credit) => credit.opportunityId)
      return inTransaction(db, async (tx) => {
        const changed = new Set<string>()
        const older = await olderThan(tx, connection, computed)
        for (const ids of inRows([...older.keys()], (id) => of.get(id)?.length ?? 0)) {
          const given = ids.flatMap((id) => numbered(connection, of.get(id) ?? []))
          const { rows } = await sql<{ opportunity_id: string }>`
            with given as materialized (
              select i.* from ${recordset('credit', given, 'i')}
            ), stored as materialized (
              select * from app.credit where connection_id = ${connection} and opportunity_id in ${textSet(ids)}
            ), differing as materialized (
              select * from given except select * from stored
            ), gone as (
              delete from app.credit c using (
                select opportunity_id, model, entry, position from stored
                except select opportunity_id, model, entry, position from given
              ) g
              where c.connection_id = ${connection}
                and (c.opportunity_id, c.model, c.entry, c.position) = (g.opportunity_id, g.model, g.entry, g.position)
              returning c.opportunity_id
            ), written as (
              insert into app.credit select * from differing
              on conflict (connection_id, opportunity_id, model, entry, position) do update set
                touch_id = excluded.touch_id, link_id = excluded.link_id, campaign = excluded.campaign,
                channel = excluded.channel, amount_minor = excluded.amount_minor, currency = excluded.currency,
                weight_numerator = excluded.weight_numerator, weight_denominator = excluded.weight_denominator,
                dated_at = excluded.dated_at, share_millionths = excluded.share_millionths
              returning opportunity_id
            )
            select opportunity_id from gone union select opportunity_id from written`.execute(tx)
          for (const row of rows) changed.add(row.opportunity_id)
        }
        const marks = [...older].map(([id, revision]) => ({ id, credited_revision: revision }))
        await sql`
          update app.opportunity o set credited_revision = m.credited_revision, credited_at = ${at}
          from ${recordset('opportunity', marks, 'm')}
          where o.connection_id = ${connection} and o.id = m.id`.execute(tx)
        await refundsDueAgain(tx, connection, changed, [...older.keys()])
        return changed
      })
    },
    async byPeople(connection, model, people) {
      if (people.length === 0) return new Map()
      const { rows } = await sql<{ link_id: string; amount_minor: string }>`
        select c.link_id, sum(c.amount_minor) as amount_minor from app.credit c
        join app.opportunity o on (o.connection_id, o.id) = (c.connection_id, c.opportunity_id)
        where c.connection_id = ${connection} and c.model = ${model} and c.entry = 0 and c.link_id in ${textSet(people)}
          and o.is_won
        group by c.link_id`.execute(db)
      return new Map(rows.map((row) => [linkId(row.link_id), toMinor(row.amount_minor)]))
    },
    async byOpportunities(connection, model, opportunityIds) {
      if (opportunityIds.length === 0) return new Map()
      const { rows } = await sql<{ id: string; amount_minor: string }>`
        select o.id, sum(c.amount_minor) as amount_minor from app.credit c
        join app.opportunity o on (o.connection_id, o.id) = (c.connection_id, c.opportunity_id)
        where c.connection_id = ${connection} and c.model = ${model} and c.entry = 0 and c.touch_id is not null
          and o.is_won and o.id in ${textSet(opportunityIds)}
        group by o.id`.execute(db)
      return new Map(rows.map((row) => [row.id, toMinor(row.amount_minor)]))
    },
    async ofOpportunity(connection, opportunityId) {
      const { rows } = await sql<Row<'credit'>>`
        select * from app.credit where connection_id = ${connection} and opportunity_id = ${opportunityId}
        order by model, entry, position`.execute(db)
      return rows.map(toCredit)
    },
    basis(connection, print, at) {
      return inTransaction(db, async (tx) => {
        const { rows: known } = await sql`
          select from app.credit_basis where connection_id = ${connection} and print = ${print}`.execute(tx)
        if (known.length > 0) return 'same'
        const { rows } = await sql`
          insert into app.credit_basis as b (connection_id, print, since) values (${connection}, ${print}, ${at})
          on conflict (connection_id) do update set print = excluded.print, since = excluded.since
            where b.print <> excluded.print
          returning print`.execute(tx)
        if (rows.length === 0) return 'same'
        await sql`update app.opportunity set revision = revision + 1 where connection_id = ${connection}`.execute(tx)
        return 'new'
      })
    },
  }
}

/** In the order of their ids, with the refunds that may become due again. @returns of which revision each has credits. */
async function lock(
  tx: Db,
  connection: string,
  ids: readonly string[],
): Promise<readonly Pick<Row<'opportunity'>, 'id' | 'credited_revision'>[]> {
  const { rows } = await sql<Pick<Row<'opportunity'>, 'id' | 'credited_revision'>>`
    select id, credited_revision from app.opportunity
    where connection_id = ${connection}
      and (id = any (array${textSet(ids)}) or refund_of = any (array${textSet(ids)}))
    order by id for update`.execute(tx)
  return rows
}

/**
 * Who computes slowly has old facts, and writes nothing over what another wrote of newer ones. Of one revision the first stays: a
 * refund depends on its sale too, and was credited together with the newer facts of that.
 * @returns those that still exist and have older credits, with the revision that was seen.
 */
async function olderThan(
  tx: Db,
  connection: string,
  computed: readonly { readonly id: string; readonly revision: number }[],
): Promise<ReadonlyMap<string, number>> {
  const seen = new Map(computed.map(({ id, revision }) => [id, revision]))
  const stored = await lock(tx, connection, [...seen.keys()])
  return new Map(
    stored.flatMap(({ id, credited_revision: credited }): [string, number][] => {
      const revision = seen.get(id)
      return revision === undefined || (credited !== null && credited >= revision) ? [] : [[id, revision]]
    }),
  )
}

/** An opportunity's credits of one entry under one model are numbered as they were given. */
function numbered(connection: string, credits: readonly StoredCredit[]): readonly Given[] {
  const next = new Map<string, number>()
  return credits.map((credit) => {
    const key = keyOf(credit.model, credit.entry)
    const position = next.get(key) ?? 0
    next.set(key, position + 1)
    return {
      connection_id: connection,
      opportunity_id: credit.opportunityId,
      model: credit.model,
      position,
      touch_id: credit.touchId,
      link_id: credit.linkId,
      campaign: credit.campaign,
      channel: credit.channel,
      amount_minor: credit.amountMinor,
      currency: credit.currency,
      weight_numerator: credit.weightNumerator,
      weight_denominator: credit.weightDenominator,
      entry: credit.entry,
      dated_at: credit.datedAt,
      share_millionths: credit.shareMillionths,
    }
  })
}

/** Opportunities whose rows go into one statement. */
function inRows(ids: readonly string[], rowsOf: (id: string) => number): readonly (readonly string[])[] {
  const chunks: string[][] = []
  let room = 0
  for (const id of ids) {
    const rows = rowsOf(id)
    const last = chunks.at(-1)
    if (last === undefined || rows > room) {
      chunks.push([id])
      room = CHUNK - rows
    } else {
      last.push(id)
      room -= rows
    }
  }
  return chunks
}

/** A refund is credited by the weights of what it refunds; those of the same batch were computed from the same facts. */
async function refundsDueAgain(
  tx: Db,
  connection: string,
  changed: ReadonlySet<string>,
  batch: readonly string[],
): Promise<void> {
  if (changed.size === 0) return
  await sql`
    update app.opportunity set revision = revision + 1
    where connection_id = ${connection} and refund_of in ${textSet([...changed])}
      and id not in ${textSet(batch)}`.execute(tx)
}
