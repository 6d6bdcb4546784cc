import { sql } from 'kysely'
import type { PairFigures, PairFigureStore } from '#ports/store/pair-figures.ts'
import { type Db, jsonb, toInstantOrNull, toInteger } from './rows.ts'

/** Each is looked up in the links; what was written last is found far sooner on a connection at work. */
const WRITES_LOOKED_AT = 1000

interface FigureRow {
  readonly id: string
  readonly linked: string
  readonly held: string
  readonly parked: string
  readonly undecided: string
  readonly changed_at: string | null
}

const toFigures = (row: FigureRow): PairFigures => ({
  pair: row.id as PairFigures['pair'],
  linked: toInteger(row.linked),
  held: toInteger(row.held),
  parked: toInteger(row.parked),
  undecided: toInteger(row.undecided),
  changedAt: toInstantOrNull(row.changed_at),
})

/** Both records are there. */
const IS_WHOLE = sql`l.state = 'active' and l.hubspot_id is not null and l.salesforce_id is not null`

/** A row of `r` is of the pair `p`: an object of Salesforce names its pair, one of HubSpot does with its link. */
const IS_OF = sql`(r.side = 'salesforce' and r.object = p.salesforce
  or r.side = 'hubspot' and r.object = p.hubspot and coalesce(r.paired = p.salesforce, p.usual))`

export function pairFigureStore(db: Db): PairFigureStore {
  return {
    async of(connection, pairs) {
      const asked = pairs.map(({ id, hubspot, salesforce }, n) => ({
        n,
        id,
        hubspot,
        salesforce,
        usual: pairs.findIndex((other) => other.hubspot === hubspot) === n,
      }))
      // What several pairs look at is read once.
      const { rows } = await sql<FigureRow>`
        with pair as (
          select * from jsonb_to_recordset(${jsonb(asked)})
            as p(n integer, id text, hubspot text, salesforce text, usual boolean)
        ), linked as (
          select l.salesforce_object as object, count(*) as n from app.link l
          where l.connection_id = ${connection} and ${IS_WHOLE} group by l.salesforce_object
        ), parked as materialized (
          select p.side, p.object, p.record_id, l.salesforce_object as paired, case when ${IS_WHOLE} then l.id end as link_id
          from app.parked p left join app.link l on l.id = p.link_id
          where p.connection_id = ${connection} and p.resolved_at is null
        ), waiting as materialized (
          select side, object, paired, count(*) as n
          from (select distinct side, object, paired, record_id from parked) r group by side, object, paired
        ), undecided as materialized (
          select p.salesforce as object, c.link_id from app.field_conflict c join pair p on p.id = c.pair
          where c.connection_id = ${connection}
        ), held as (
          select object, count(*) as n from (
            select paired as object, link_id from parked where link_id is not null
            union select object, link_id from undecided
          ) h group by object
        ), written as materialized (
          select j.side, j.object, l.salesforce_object as paired, max(j.at) as at
          from (
            select side, object, link_id, at from app.journal where connection_id = ${connection}
            order by at desc, seq desc limit ${WRITES_LOOKED_AT}
          ) j left join app.link l on l.id = j.link_id group by j.side, j.object, l.salesforce_object
        )
        select p.id, coalesce(linked.n, 0) as linked, coalesce(held.n, 0) as held,
          (select coalesce(sum(r.n), 0) from waiting r where ${IS_OF}) as parked,
          (select count(*) from undecided u where u.object = p.salesforce) as undecided,
          (select max(r.at) from written r where ${IS_OF}) as changed_at
        from pair p
        left join linked on linked.object = p.salesforce left join held on held.object = p.salesforce
        order by p.n`.execute(db)
      return rows.map(toFigures)
    },
  }
}
