import { sql } from 'kysely'
import type { CampaignStore, StoredCampaign } from '#ports/store/campaigns.ts'
import { type Db, lastByKey, recordset, toInstant, toMinor } from './rows.ts'
import type { Row } from './tables.ts'

const toCampaign = (row: Row<'campaign'>): StoredCampaign => ({
  id: row.id,
  name: row.name,
  channel: row.channel,
  currency: row.currency,
  spendMinor: toMinor(row.spend_minor),
  startOn: row.start_on,
  endOn: row.end_on,
  ...(row.numeric_id === null ? {} : { numericId: row.numeric_id }),
})

export function campaignStore(db: Db): CampaignStore {
  return {
    async save(connection, campaigns, takenAt) {
      const given = lastByKey(campaigns, (campaign) => campaign.id).map((campaign) => ({
        connection_id: connection,
        id: campaign.id,
        name: campaign.name,
        currency: campaign.currency,
        spend_minor: campaign.spendMinor,
        start_on: campaign.startOn,
        end_on: campaign.endOn,
        numeric_id: campaign.numericId ?? null,
        channel: campaign.channel,
      }))
      const { rows } = await sql<{ id: string }>`
        with given as (
          select * from ${recordset('campaign', given, 'i')}
        ), newest as (
          select distinct on (campaign_id) campaign_id, spend_minor, currency from app.campaign_cost
          where connection_id = ${connection} order by campaign_id, taken_at desc
        ), snapshot as (
          insert into app.campaign_cost (connection_id, campaign_id, taken_at, spend_minor, currency)
          select g.connection_id, g.id, ${takenAt}, g.spend_minor, g.currency
          from given g left join newest n on n.campaign_id = g.id
          where (n.spend_minor, n.currency) is distinct from (g.spend_minor, g.currency)
          on conflict (connection_id, campaign_id, taken_at)
            do update set spend_minor = excluded.spend_minor, currency = excluded.currency
        ), differing as (
          select * from given except select * from app.campaign where connection_id = ${connection}
        ), saved as (
          insert into app.campaign select * from differing
          on conflict (connection_id, id) do update set
            name = excluded.name, currency = excluded.currency, spend_minor = excluded.spend_minor,
            start_on = excluded.start_on, end_on = excluded.end_on, numeric_id = excluded.numeric_id,
            channel = excluded.channel
        )
        select id from differing order by id`.execute(db)
      return rows.map((row) => row.id)
    },
    async list(connection) {
      const { rows } = await sql<Row<'campaign'>>`
        select * from app.campaign where connection_id = ${connection} order by name, id`.execute(db)
      return rows.map(toCampaign)
    },
    async firstSeen(connection) {
      const { rows } = await sql<{ campaign_id: string; taken_at: string }>`
        select campaign_id, min(taken_at) as taken_at from app.campaign_cost
        where connection_id = ${connection} group by campaign_id`.execute(db)
      return new Map(rows.map((row) => [row.campaign_id, toInstant(row.taken_at)]))
    },
  }
}
