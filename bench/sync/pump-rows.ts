import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { openDatabase } from '../../src/store/db.ts'

type Lead = Readonly<Record<string, string | null | undefined>>

/** What durable bookkeeping costs at the least: Tandem's tables, one row each, and nothing that is decided by them. */
export interface BareRows {
  /** One link, one journal row and one known version for each record, in one transaction. */
  remember(leads: readonly Lead[], ids: readonly string[]): Promise<void>
  close(): Promise<void>
}

/** @param databaseUrl null: the embedded database, in this process. */
export async function openBareRows(databaseUrl: string | null): Promise<BareRows> {
  const database = await openDatabase(databaseUrl === null ? 'memory' : { url: databaseUrl })
  return {
    close: () => database.close(),
    remember: (leads, ids) =>
      database.kysely.transaction().execute(async (tx) => {
        const at = Date.now()
        const rows = JSON.stringify(leads.map((lead, index) => rowOf(lead, ids[index] ?? '')))
        await sql`
          insert into app.link (id, connection_id, kind, key, hubspot_id, salesforce_object, salesforce_id, state, origin,
            adopted, base, created_at)
          select id, 'pump', 'person', key, hubspot_id, 'Lead', salesforce_id, 'active', 'created', false, base, ${at}::bigint
          from jsonb_to_recordset(${rows}::jsonb)
            as i(id text, key text, hubspot_id text, salesforce_id text, base jsonb)`.execute(tx)
        await sql`
          insert into app.journal (connection_id, at, link_id, side, object, record_id, action, changes, config_version, cause)
          select 'pump', ${at}::bigint, id, 'salesforce', 'Lead', salesforce_id, 'create', changes, 1, 'pump'
          from jsonb_to_recordset(${rows}::jsonb) as i(id text, salesforce_id text, changes jsonb)`.execute(tx)
        await sql`
          insert into app.captured (connection_id, side, object, record_id, modified_at, kind, print)
          select 'pump', 'salesforce', 'Lead', salesforce_id, ${at}::bigint, 'upserted', print
          from jsonb_to_recordset(${rows}::jsonb) as i(salesforce_id text, print text)`.execute(tx)
      }),
  }
}

function rowOf(lead: Lead, salesforceId: string) {
  const fields = Object.entries(lead)
  const key = lead['Tandem_Key__c'] ?? ''
  return {
    id: randomUUID(),
    key,
    hubspot_id: key.slice('pump:'.length),
    salesforce_id: salesforceId,
    base: Object.fromEntries(fields.map(([field, value]) => [field, { hubspot: value, salesforce: value }])),
    changes: fields.map(([field, to]) => ({ field, to, rule: 'create' })),
    print: salesforceId.slice(-14),
  }
}
