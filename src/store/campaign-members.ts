import { sql } from 'kysely'
import { type ConnectionId, linkId } from '#domain/ids.ts'
import type { CampaignMemberStore, StoredCampaignMember } from '#ports/store.ts'
import { chunksOf, type Db, keyOf, lastByKey, recordset, textSet, toInstant } from './rows.ts'
import type { NewRow, Row } from './tables.ts'

const toMember = (row: Row<'campaign_member'>): StoredCampaignMember => ({
  campaignId: row.campaign_id,
  linkId: linkId(row.link_id),
  listId: row.list_id,
  memberId: row.member_id,
  made: row.made,
  status: row.status,
  wanted: row.wanted,
  print: row.print,
  state: row.state as StoredCampaignMember['state'],
  notBefore: toInstant(row.not_before),
})

const fromMember = (connection: ConnectionId, member: StoredCampaignMember): NewRow<'campaign_member'> => ({
  connection_id: connection,
  campaign_id: member.campaignId,
  link_id: member.linkId,
  list_id: member.listId,
  member_id: member.memberId,
  made: member.made,
  status: member.status,
  wanted: member.wanted,
  print: member.print,
  state: member.state,
  not_before: member.notBefore,
})

export function campaignMemberStore(db: Db): CampaignMemberStore {
  return {
    async ofCampaign(connection, campaignId) {
      const { rows } = await sql<Row<'campaign_member'>>`
        select * from app.campaign_member
        where connection_id = ${connection} and campaign_id = ${campaignId}`.execute(db)
      return new Map(rows.map((row) => [linkId(row.link_id), toMember(row)]))
    },

    async save(connection, members) {
      const rows = lastByKey(members, (member) => keyOf(member.campaignId, member.linkId))
      for (const chunk of chunksOf(rows.map((member) => fromMember(connection, member))))
        await sql`
          insert into app.campaign_member select * from ${recordset('campaign_member', chunk, 'i')}
          on conflict (connection_id, campaign_id, link_id) do update set
            list_id = excluded.list_id, member_id = excluded.member_id, made = excluded.made, status = excluded.status,
            wanted = excluded.wanted, print = excluded.print, state = excluded.state,
            not_before = excluded.not_before`.execute(db)
    },

    async remove(connection, campaignId, links) {
      if (links.length === 0) return
      await sql`
        delete from app.campaign_member
        where connection_id = ${connection} and campaign_id = ${campaignId} and link_id in ${textSet(links)}`.execute(
        db,
      )
    },

    async prints(connection, contactIds) {
      if (contactIds.length === 0) return new Map()
      const { rows } = await sql<{ record_id: string; print: string }>`
        select record_id, print from app.captured
        where connection_id = ${connection} and side = 'hubspot' and object = 'contacts' and print is not null
          and record_id in ${textSet(contactIds)}`.execute(db)
      return new Map(rows.map((row) => [row.record_id, row.print]))
    },
  }
}
