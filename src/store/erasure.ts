import { sql } from 'kysely'
import type { ConnectionId, LinkId } from '#domain/ids.ts'
import type { ErasureStore } from '#ports/store/erasure.ts'
import { type Db, inTransaction, jsonb, textSet } from './rows.ts'
import { unpackBatches } from './write-intents.ts'

export function erasureStore(db: Db): ErasureStore {
  return {
    erase(connection, { links, hubspotIds, salesforceIds }, at) {
      return inTransaction(db, async (tx) => {
        const records = textSet([...hubspotIds, ...salesforceIds])
        const people = textSet(links)
        await sql`update app.link set base = '{}'::jsonb, state = 'unlinked'
          where connection_id = ${connection} and id in ${people}`.execute(tx)
        await sql`delete from app.link_search where connection_id = ${connection} and link_id in ${people}`.execute(tx)
        // What was done stays told, and to which field; the values do not.
        await sql`update app.journal set changes = (
            select coalesce(jsonb_agg((c - 'lost') || '{"from":null,"to":null}'::jsonb order by n), '[]'::jsonb)
            from jsonb_array_elements(changes) with ordinality as e(c, n)
          ) where connection_id = ${connection} and link_id in ${people}`.execute(tx)
        await sql`update app.parked set message = 'erased', remedy = '', resolved_at = coalesce(resolved_at, ${at}::bigint)
          where connection_id = ${connection} and (link_id in ${people} or record_id in ${records})`.execute(tx)
        // The words of a search may be theirs; nobody can tell.
        await sql`update app.parked_retry set what = jsonb_set(what, '{text}', '"erased"')
          where connection_id = ${connection} and what ? 'text'`.execute(tx)
        await eraseHandoffs(tx, connection, links)
        await unpackBatches(tx, connection, sql`subjects ?| array(select jsonb_array_elements_text(${jsonb(links)}))`)
        await sql`delete from app.write_intent where connection_id = ${connection} and link_id in ${people}`.execute(tx)
        await sql`delete from app.imported_touch where connection_id = ${connection} and id in (
            select id from app.touch where connection_id = ${connection} and link_id in ${people} and origin = 'import'
          )`.execute(tx)
        // What they did earned credit, of which nothing is to stay.
        await sql`update app.opportunity set revision = revision + 1
          where connection_id = ${connection} and id = any (array(
            select opportunity_id from app.opportunity_person
            where connection_id = ${connection} and link_id in ${people}
          ))`.execute(tx)
        // It shows people of all kinds, and is easily made again. One that runs may have read them: without its row it ends.
        await sql`delete from app.preview where connection_id = ${connection}`.execute(tx)
        for (const table of ['field_conflict', 'field_decision'])
          await sql`delete from ${sql.table(`app.${table}`)}
            where connection_id = ${connection} and link_id in ${people}`.execute(tx)
        for (const table of ['touch', 'touch_person', 'touch_reading'])
          await sql`delete from ${sql.table(`app.${table}`)}
            where connection_id = ${connection} and link_id in ${people}`.execute(tx)
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

/** That somebody was handed over, to whom and when, stays told; why does not. Nobody is told of them or does anything for them any more. */
async function eraseHandoffs(tx: Db, connection: ConnectionId, links: readonly LinkId[]): Promise<void> {
  const people = textSet(links)
  const theirs = sql`select id from app.handoff where connection_id = ${connection} and link_id in ${people}`
  await sql`update app.handoff set reason = '', urgency_rule = '', company_domain = null, held_for_pool = null,
      reject_reason = null, return_at = null, pending = '{}'::jsonb,
      state = case when state in ('open', 'accepted') then 'withdrawn' else state end,
      routing = (
        select coalesce(jsonb_agg(s || '{"why":""}'::jsonb order by n), '[]'::jsonb)
        from jsonb_array_elements(routing) with ordinality as e(s, n)
      )
    where connection_id = ${connection} and link_id in ${people}`.execute(tx)
  await sql`update app.owner_spell set why = '' where handoff_id in (${theirs})`.execute(tx)
  await sql`delete from app.action where connection_id = ${connection} and link_id in ${people}`.execute(tx)
  await sql`delete from app.alert
    where connection_id = ${connection} and (link_id in ${people} or handoff_id in (${theirs}))`.execute(tx)
}
