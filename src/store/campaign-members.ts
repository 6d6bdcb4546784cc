import { sql } from 'kysely'
import { type ConnectionId, linkId } from '#domain/ids.ts'
import type { CampaignMemberStore, StoredCampaignMember } from '#ports/store/campaign-members.ts'
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
    async listed(connection, campaignId, listIds, after, limit) {
      if (listIds.length === 0) return []
      type Listed = Row<'campaign_member'> & {
        readonly person_id: string
        readonly contact_id: string
        readonly salesforce_object: string
        readonly salesforce_id: string
        readonly lists: readonly string[]
        readonly known_print: string | null
      }
      const { rows } = await sql<Listed>`
        with person as (
          select l.id, l.hubspot_id, l.salesforce_object, l.salesforce_id, jsonb_agg(m.list_id order by m.list_id) as lists
          from app.list_member m
          join app.link l on l.connection_id = m.connection_id and l.kind = 'person' and l.hubspot_id = m.record_id
          where m.connection_id = ${connection} and m.list_id in ${textSet(listIds)}
            and l.state = 'active' and l.salesforce_id is not null and l.salesforce_object is not null
            and l.id > ${after ?? ''}
          group by l.id order by l.id limit ${limit}
        )
        select c.*, p.id as person_id, p.hubspot_id as contact_id, p.salesforce_object, p.salesforce_id, p.lists,
          v.print as known_print
        from person p
        left join app.campaign_member c
          on c.connection_id = ${connection} and c.campaign_id = ${campaignId} and c.link_id = p.id
        left join app.captured v on v.connection_id = ${connection} and v.side = 'hubspot' and v.object = 'contacts'
          and v.record_id = p.hubspot_id
        order by p.id`.execute(db)
      return rows.map((row) => ({
        linkId: linkId(row.person_id),
        contactId: row.contact_id,
        object: row.salesforce_object,
        recordId: row.salesforce_id,
        lists: row.lists,
        // The columns of a person without a row are null, which the types of a row do not say.
        member: (row.link_id as string | null) === null ? null : toMember(row),
        print: row.known_print,
      }))
    },

    async leaving(connection, campaignId, listIds) {
      const { rows } = await sql<Row<'campaign_member'> & { readonly contact_id: string | null }>`
        select c.*, l.hubspot_id as contact_id
        from app.campaign_member c left join app.link l on l.id = c.link_id
        where c.connection_id = ${connection} and c.campaign_id = ${campaignId} and c.state <> 'left'
          and not exists (
            select 1 from app.list_member m
            where m.connection_id = ${connection} and m.record_id = l.hubspot_id and m.list_id in ${textSet(listIds)}
          )
        order by c.link_id`.execute(db)
      return rows.map((row) => ({ member: toMember(row), contactId: row.contact_id }))
    },

    async ofPeople(connection, links) {
      if (links.length === 0) return []
      const { rows } = await sql<Row<'campaign_member'>>`
        select * from app.campaign_member where connection_id = ${connection} and link_id in ${textSet(links)}
        order by campaign_id, link_id`.execute(db)
      return rows.map(toMember)
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
  }
}
