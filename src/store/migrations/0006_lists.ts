import { type Kysely, sql } from 'kysely'

// `list_read` is how a list was when its members were read; `campaign_member` is what Tandem decided about one person in one
// Salesforce campaign: `status` the value it left there last (null: none of its own), `wanted` the one it decided last,
// `print` the version of the contact that was looked at.
const STATEMENTS = [
  sql`create table app.list_read (
    connection_id text not null,
    list_id text not null,
    mark text not null,
    read_at bigint not null,
    primary key (connection_id, list_id)
  )`,
  sql`create table app.list_member (
    connection_id text not null,
    list_id text not null,
    record_id text not null,
    since bigint not null,
    primary key (connection_id, list_id, record_id)
  )`,
  sql`create index list_member_record on app.list_member (connection_id, record_id)`,
  sql`create table app.campaign_member (
    connection_id text not null,
    campaign_id text not null,
    link_id text not null,
    list_id text not null,
    member_id text,
    made boolean not null,
    status text,
    wanted text not null,
    print text,
    state text not null check (state in ('intended', 'member', 'left')),
    not_before bigint not null,
    primary key (connection_id, campaign_id, link_id)
  )`,
]

/** Members of HubSpot lists, and the campaign members that follow from them. */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await statement.execute(db)
}
