import { sql } from 'kysely'
import type { ErasureStore } from '#ports/store.ts'
import { type Db, inTransaction, textSet } from './rows.ts'

export function erasureStore(db: Db): ErasureStore {
  return {
    erase(connection, { links, hubspotIds, salesforceIds }, at) {
      return inTransaction(db, async (tx) => {
        const records = textSet([...hubspotIds, ...salesforceIds])
        const people = textSet(links)
        await sql`update app.link set base = '{}'::jsonb, state = 'unlinked'
          where connection_id = ${connection} and id in ${people}`.execute(tx)
        // What was done stays told, and to which field; the values do not.
        await sql`update app.journal set changes = (
            select coalesce(jsonb_agg((c - 'lost') || '{"from":null,"to":null}'::jsonb order by n), '[]'::jsonb)
            from jsonb_array_elements(changes) with ordinality as e(c, n)
          ) where connection_id = ${connection} and link_id in ${people}`.execute(tx)
        await sql`update app.parked set message = 'erased', remedy = '', resolved_at = coalesce(resolved_at, ${at}::bigint)
          where connection_id = ${connection} and (link_id in ${people} or record_id in ${records})`.execute(tx)
        await sql`delete from app.touch where connection_id = ${connection} and link_id in ${people}`.execute(tx)
        await sql`delete from app.list_member
          where connection_id = ${connection} and record_id in ${textSet(hubspotIds)}`.execute(tx)
        await sql`delete from app.match_key where connection_id = ${connection} and record_id in ${records}`.execute(tx)
        await sql`delete from app.review where connection_id = ${connection}
          and (hubspot_id in ${records} or salesforce_id in ${records})`.execute(tx)
        await sql`update app.inbox set snapshot = null, last_error = null
          where connection_id = ${connection} and record_id in ${records}`.execute(tx)
        await sql`update app.captured set print = null
          where connection_id = ${connection} and record_id in ${records}`.execute(tx)
      })
    },
  }
}
