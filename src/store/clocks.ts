import { sql } from 'kysely'
import { type ConnectionId, linkId } from '#domain/ids.ts'
import type { ClockStep, ClockStore, StoredClock } from '#ports/store/clocks.ts'
import {
  chunksOf,
  type Db,
  groupBy,
  inTransaction,
  keyOf,
  lastByKey,
  recordset,
  textSet,
  toInstant,
  toInstantOrNull,
} from './rows.ts'
import type { NewRow, Row } from './tables.ts'

const toClock = (row: Row<'clock'>): StoredClock => ({
  id: row.id,
  linkId: linkId(row.link_id),
  handoffId: row.handoff_id,
  cycle: row.cycle,
  policy: row.policy,
  name: row.name,
  configVersion: row.config_version,
  calendar: row.calendar,
  targetSeconds: row.target_seconds,
  warnAt: row.warn_at as readonly number[],
  startedAt: toInstant(row.started_at),
  dueAt: toInstantOrNull(row.due_at),
  state: row.state as StoredClock['state'],
  breachedAt: toInstantOrNull(row.breached_at),
  detectedAt: toInstantOrNull(row.detected_at),
  stoppedAt: toInstantOrNull(row.stopped_at),
  stoppedBy: row.stopped_by as StoredClock['stoppedBy'],
  breachVoided: row.breach_voided,
  elapsedSeconds: row.elapsed_seconds,
  nextCheckAt: toInstantOrNull(row.next_check_at),
  policyVersion: row.policy_version,
  kind: row.kind as StoredClock['kind'],
  repId: row.rep_id,
  pausedIn: row.paused_in as StoredClock['pausedIn'],
  ladder: row.ladder as StoredClock['ladder'],
  startCause: row.start_cause,
  events: row.events as StoredClock['events'],
})

const fromClock = (connection: ConnectionId, clock: StoredClock): NewRow<'clock'> => ({
  id: clock.id,
  connection_id: connection,
  link_id: clock.linkId,
  handoff_id: clock.handoffId,
  cycle: clock.cycle,
  policy: clock.policy,
  name: clock.name,
  config_version: clock.configVersion,
  calendar: clock.calendar ?? null,
  target_seconds: clock.targetSeconds,
  warn_at: clock.warnAt,
  started_at: clock.startedAt,
  due_at: clock.dueAt,
  state: clock.state,
  breached_at: clock.breachedAt,
  detected_at: clock.detectedAt,
  stopped_at: clock.stoppedAt,
  stopped_by: clock.stoppedBy,
  breach_voided: clock.breachVoided,
  elapsed_seconds: clock.elapsedSeconds,
  next_check_at: clock.nextCheckAt,
  policy_version: clock.policyVersion,
  kind: clock.kind,
  rep_id: clock.repId,
  paused_in: clock.pausedIn,
  ladder: clock.ladder,
  start_cause: clock.startCause,
  events: clock.events,
})

/** A rep's own clock is another than the lead's. */
const onceOf = ({ linkId: link, policy, name, cycle, repId }: StoredClock): string =>
  keyOf(link, policy, name, cycle, ...(repId === null ? [] : [repId]))

const toStep = (row: Row<'clock_step'>): ClockStep => ({
  clockId: row.clock_id,
  step: row.step,
  dueAt: toInstant(row.due_at),
  at: toInstant(row.at),
  state: row.state as ClockStep['state'],
  reason: row.reason,
})

export function clockStore(db: Db): ClockStore {
  return {
    insert(connection, clocks) {
      const rows = lastByKey(clocks, onceOf)
      return inTransaction(db, async (tx) => {
        for (const chunk of chunksOf(rows)) {
          const given = chunk.map((clock) => fromClock(connection, clock))
          await sql`
            insert into app.clock select * from ${recordset('clock', given, 'i')} on conflict do nothing`.execute(tx)
        }
      })
    },
    save(connection, clocks) {
      return inTransaction(db, async (tx) => {
        for (const chunk of chunksOf(lastByKey(clocks, (clock) => clock.id))) {
          const given = chunk.map((clock) => fromClock(connection, clock))
          await sql`
            insert into app.clock select * from ${recordset('clock', given, 'i')}
            on conflict (id) do update set
              link_id = excluded.link_id, handoff_id = excluded.handoff_id, cycle = excluded.cycle,
              policy = excluded.policy, name = excluded.name, config_version = excluded.config_version,
              calendar = excluded.calendar, target_seconds = excluded.target_seconds, warn_at = excluded.warn_at,
              started_at = excluded.started_at, due_at = excluded.due_at, state = excluded.state,
              breached_at = excluded.breached_at, detected_at = excluded.detected_at, stopped_at = excluded.stopped_at,
              stopped_by = excluded.stopped_by, breach_voided = excluded.breach_voided,
              elapsed_seconds = excluded.elapsed_seconds, next_check_at = excluded.next_check_at,
              policy_version = excluded.policy_version, kind = excluded.kind, rep_id = excluded.rep_id,
              paused_in = excluded.paused_in, ladder = excluded.ladder, start_cause = excluded.start_cause,
              events = excluded.events`.execute(tx)
        }
      })
    },
    async byLinks(connection, links) {
      if (links.length === 0) return []
      const { rows } = await sql<Row<'clock'>>`
        select * from app.clock where connection_id = ${connection} and link_id in ${textSet(links)}
        order by link_id, cycle, started_at, id`.execute(db)
      return rows.map(toClock)
    },
    async byIds(connection, ids) {
      if (ids.length === 0) return []
      const { rows } = await sql<Row<'clock'>>`
        select * from app.clock where connection_id = ${connection} and id in ${textSet(ids)} order by id`.execute(db)
      return rows.map(toClock)
    },
    async lock(connection, ids) {
      if (ids.length === 0) return []
      // Waits for whoever holds a row and gives it as they left it (READ COMMITTED):
      // https://www.postgresql.org/docs/15/transaction-iso.html#XACT-READ-COMMITTED
      const { rows } = await sql<Row<'clock'>>`
        select * from app.clock where connection_id = ${connection} and id in ${textSet(ids)}
        order by id for update`.execute(db)
      return rows.map(toClock)
    },
    async due(connection, now, limit) {
      const { rows } = await sql<Row<'clock'>>`
        select * from app.clock where connection_id = ${connection} and next_check_at <= ${now}
        order by next_check_at, id limit ${limit}`.execute(db)
      return rows.map(toClock)
    },
    async countingBy(connection, before, limit) {
      const { rows } = await sql<Row<'clock'>>`
        select * from app.clock where connection_id = ${connection}
          and state in ('not_started', 'running', 'paused', 'breached') and config_version < ${before}
        order by config_version, id limit ${limit}`.execute(db)
      return rows.map(toClock)
    },
    async steps(connection, clocks) {
      if (clocks.length === 0) return new Map()
      const { rows } = await sql<Row<'clock_step'>>`
        select s.* from app.clock_step s join app.clock c on c.id = s.clock_id
        where c.connection_id = ${connection} and s.clock_id in ${textSet(clocks)}
        order by s.clock_id, s.due_at, s.at, s.step`.execute(db)
      return groupBy(rows.map(toStep), ({ clockId }) => clockId)
    },
    recordSteps(connection, steps) {
      const rows = lastByKey(steps, (step) => keyOf(step.clockId, step.step)).map((step) => ({
        clock_id: step.clockId,
        step: step.step,
        due_at: step.dueAt,
        at: step.at,
        state: step.state,
        reason: step.reason,
      }))
      return inTransaction(db, async (tx) => {
        const recorded = new Set<string>()
        for (const chunk of chunksOf(rows)) {
          // Only clocks of this connection: a step of another's is not recorded.
          const result = await sql<{ clock_id: string; step: string }>`
            insert into app.clock_step (clock_id, step, due_at, at, state, reason)
            select i.clock_id, i.step, i.due_at, i.at, i.state, i.reason
            from ${recordset('clock_step', chunk, 'i')}
            join app.clock c on c.id = i.clock_id and c.connection_id = ${connection}
            on conflict do nothing returning clock_id, step`.execute(tx)
          for (const row of result.rows) recorded.add(`${row.clock_id}:${row.step}`)
        }
        return recorded
      })
    },
  }
}
