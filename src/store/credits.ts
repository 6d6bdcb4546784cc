import { sql } from 'kysely'
import { linkId } from '#domain/ids.ts'
import type { CreditStore } from '#ports/store/credits.ts'
import { chunksOf, type Db, groupBy, inTransaction, recordset, textSet, toMinor } from './rows.ts'

export function creditStore(db: Db): CreditStore {
  return {
    replace(connection, opportunityIds, credits, at) {
      const models = [...new Set(credits.map((credit) => credit.model))]
      const wanted = new Set(opportunityIds)
      // An opportunity's credits under one model are numbered as they were given.
      const given = [...groupBy(credits, (credit) => credit.opportunityId)]
        .filter(([opportunityId]) => wanted.has(opportunityId))
        .flatMap(([, group]) => group.map((credit, position) => ({ credit, position })))
        .map(({ credit, position }) => ({
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
        }))
      return inTransaction(db, async (tx) => {
        const ofModels = models.length === 0 ? sql`true` : sql`model in ${textSet(models)}`
        await sql`
          delete from app.credit where connection_id = ${connection}
            and opportunity_id in ${textSet(opportunityIds)} and ${ofModels}`.execute(tx)
        for (const chunk of chunksOf(given))
          // An opportunity that was deleted while its credit was computed keeps none.
          await sql`
            insert into app.credit
            select i.* from ${recordset('credit', chunk, 'i')}
            join app.opportunity o on (o.connection_id, o.id) = (i.connection_id, i.opportunity_id)`.execute(tx)
        await sql`
          update app.opportunity set credited_revision = coalesce(read_revision, revision), read_revision = null,
            credited_at = ${at}
          where connection_id = ${connection} and id in ${textSet(opportunityIds)}`.execute(tx)
      })
    },
    async byPeople(connection, model, people) {
      if (people.length === 0) return new Map()
      const { rows } = await sql<{ link_id: string; amount_minor: string }>`
        select link_id, sum(amount_minor) as amount_minor from app.credit
        where connection_id = ${connection} and model = ${model} and entry = 0 and link_id in ${textSet(people)}
        group by link_id`.execute(db)
      return new Map(rows.map((row) => [linkId(row.link_id), toMinor(row.amount_minor)]))
    },
  }
}
