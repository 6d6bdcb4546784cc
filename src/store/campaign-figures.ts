import { sql } from 'kysely'
import type { CampaignFigureStore, FigureTarget, WrittenFigures } from '#ports/store/campaign-figures.ts'
import { type Db, lastByKey, recordset, textSet, toInstant } from './rows.ts'
import type { Row } from './tables.ts'

export function campaignFigureStore(db: Db): CampaignFigureStore {
  return {
    async target(connection) {
      const { rows } = await sql<Row<'figure_target'>>`
        select * from app.figure_target where connection_id = ${connection}`.execute(db)
      const [row] = rows
      if (row === undefined) return null
      const kind = row.kind as FigureTarget['kind']
      return { kind, objectType: row.object_type, why: row.why, probedAt: toInstant(row.probed_at) }
    },
    async saveTarget(connection, { kind, objectType, why, probedAt }) {
      await sql`
        insert into app.figure_target (connection_id, kind, object_type, why, probed_at)
        values (${connection}, ${kind}, ${objectType}, ${why}, ${probedAt})
        on conflict (connection_id) do update set
          kind = excluded.kind, object_type = excluded.object_type, why = excluded.why, probed_at = excluded.probed_at`.execute(
        db,
      )
    },
    async written(connection) {
      const { rows } = await sql<Row<'campaign_figure'>>`
        select * from app.campaign_figure where connection_id = ${connection}`.execute(db)
      return new Map(
        rows.map((row): [string, WrittenFigures] => [
          row.campaign_id,
          {
            campaignId: row.campaign_id,
            values: row.values as WrittenFigures['values'],
            recordId: row.record_id,
            writtenAt: toInstant(row.written_at),
          },
        ]),
      )
    },
    async save(connection, figures) {
      const given = lastByKey(figures, (one) => one.campaignId).map((one) => ({
        connection_id: connection,
        campaign_id: one.campaignId,
        values: one.values,
        record_id: one.recordId,
        written_at: one.writtenAt,
      }))
      await sql`
        insert into app.campaign_figure select * from ${recordset('campaign_figure', given, 'i')}
        on conflict (connection_id, campaign_id) do update set
          values = excluded.values, record_id = excluded.record_id, written_at = excluded.written_at`.execute(db)
    },
    async remove(connection, campaignIds) {
      if (campaignIds.length === 0) return
      await sql`
        delete from app.campaign_figure
        where connection_id = ${connection} and campaign_id in ${textSet(campaignIds)}`.execute(db)
    },
  }
}
