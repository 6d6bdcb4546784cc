import { sql } from 'kysely'
import type { HourUsage } from '#domain/budget/daily.ts'
import { LANES, type Lane } from '#domain/lane.ts'
import type { BudgetStore, CallTrouble } from '#ports/budget.ts'
import { type Db, lastByKey, recordset, toInteger } from './rows.ts'
import type { Row } from './tables.ts'

const KEPT_MS = 40 * 86_400_000

/** Platforms answer with whole pages now and then. */
const LONGEST_MESSAGE = 500

const integerOrNull = (value: string | null): number | null => (value === null ? null : toInteger(value))
const laneOf = (lane: string): Lane => LANES.find((one) => one === lane) ?? 'live'

export function budgetStore(db: Db): BudgetStore {
  const app = db.withSchema('app')
  return {
    async record(connection, side, counts, report) {
      const rows = lastByKey(counts, ({ hour, lane, endpoint }) => JSON.stringify([hour, lane, endpoint])).map(
        ({ rateLimited, ...count }) => ({
          connection_id: connection,
          side,
          cycles: 0,
          rate_limited: rateLimited,
          ...count,
        }),
      )
      const newest = Math.max(...rows.map(({ hour }) => hour))
      if (rows.length > 0) {
        await sql`
          insert into app.api_usage as u select * from ${recordset('api_usage', rows, 'i')}
          on conflict (connection_id, side, hour, lane, endpoint) do update set calls = u.calls + excluded.calls,
            polls = u.polls + excluded.polls, rate_limited = u.rate_limited + excluded.rate_limited`.execute(db)
        await app
          .deleteFrom('api_usage')
          .where('connection_id', '=', connection)
          .where('side', '=', side)
          .where('hour', '<', String(newest - KEPT_MS))
          .execute()
      }
      if (report === null) return
      await sql`
        insert into app.api_budget as b (connection_id, side, daily_limit, daily_used, reported_at, seen_at, resets_at)
        values (${connection}, ${side}, ${report.limit}, ${report.used}, ${report.at}, ${report.seenAt}, ${report.resetsAt})
        on conflict (connection_id, side) do update set daily_limit = excluded.daily_limit, daily_used = excluded.daily_used,
          reported_at = excluded.reported_at, seen_at = excluded.seen_at, resets_at = excluded.resets_at
        where b.reported_at is null or b.reported_at <= excluded.reported_at`.execute(db)
    },
    async read(connection, side, since) {
      const [budget, hours] = await Promise.all([
        app
          .selectFrom('api_budget')
          .selectAll()
          .where('connection_id', '=', connection)
          .where('side', '=', side)
          .executeTakeFirst(),
        sql<{ hour: string; lane: string; calls: string; polls: string; cycles: string; rate_limited: string }>`
          select hour, lane, sum(calls) as calls, sum(polls) as polls, sum(cycles) as cycles,
            sum(rate_limited) as rate_limited
          from app.api_usage where connection_id = ${connection} and side = ${side} and hour >= ${since}
          group by hour, lane order by hour, lane`.execute(db),
      ])
      return {
        ...stateOf(budget),
        hours: hours.rows.map((row): HourUsage => ({
          hour: toInteger(row.hour),
          lane: laneOf(row.lane),
          calls: toInteger(row.calls),
          polls: toInteger(row.polls),
          cycles: toInteger(row.cycles),
          rateLimited: toInteger(row.rate_limited),
        })),
      }
    },
    async failed(connection, side, { at, code, message }) {
      await sql`
        insert into app.api_budget as b (connection_id, side, failed_at, failed_code, failed_message)
        values (${connection}, ${side}, ${at}, ${code}, ${message.slice(0, LONGEST_MESSAGE)})
        on conflict (connection_id, side) do update
        set failed_at = excluded.failed_at, failed_code = excluded.failed_code, failed_message = excluded.failed_message
        where b.failed_at is null or b.failed_at <= excluded.failed_at`.execute(db)
    },
    async stop(connection, side, until) {
      await sql`
        insert into app.api_budget as b (connection_id, side, stopped_until) values (${connection}, ${side}, ${until})
        on conflict (connection_id, side) do update
        set stopped_until = greatest(b.stopped_until, excluded.stopped_until)`.execute(db)
    },
    async claimPoll(connection, side, { now, everyMs, slackMs, hour }) {
      // Shown also while nobody polls.
      await app
        .updateTable('api_budget')
        .set({ poll_ms: everyMs })
        .where('connection_id', '=', connection)
        .where('side', '=', side)
        .where('poll_ms', '!=', String(everyMs))
        .execute()
      // One statement: of several workers that ask at the same time the row lets one through. A clock that was set back polls.
      const { rows } = await sql`
        insert into app.api_budget as b (connection_id, side, poll_ms, polled_at)
        values (${connection}, ${side}, ${everyMs}, ${now})
        on conflict (connection_id, side) do update set poll_ms = excluded.poll_ms, polled_at = excluded.polled_at
        where b.polled_at is null or b.polled_at > excluded.polled_at or b.polled_at + ${everyMs - slackMs} <= excluded.polled_at
        returning 1`.execute(db)
      if (rows.length === 0) return false
      await sql`
        insert into app.api_usage as u values (${connection}, ${side}, ${hour}, 'live', 'poll cycle', 0, 0, 1, 0)
        on conflict (connection_id, side, hour, lane, endpoint) do update set cycles = u.cycles + 1`.execute(db)
      return true
    },
    async byEndpoint(connection, side, since) {
      const { rows } = await sql<{ endpoint: string; calls: string }>`
        select endpoint, sum(calls) as calls from app.api_usage
        where connection_id = ${connection} and side = ${side} and hour >= ${since}
        group by endpoint having sum(calls) > 0 order by sum(calls) desc, endpoint`.execute(db)
      return rows.map((row) => ({ endpoint: row.endpoint, calls: toInteger(row.calls) }))
    },
  }
}

function stateOf(row: Row<'api_budget'> | undefined) {
  const limit = integerOrNull(row?.daily_limit ?? null)
  const used = integerOrNull(row?.daily_used ?? null)
  const at = integerOrNull(row?.reported_at ?? null)
  return {
    report:
      limit === null || used === null || at === null
        ? null
        : { limit, used, at, resetsAt: integerOrNull(row?.resets_at ?? null) },
    seenAt: integerOrNull(row?.seen_at ?? null),
    stoppedUntil: integerOrNull(row?.stopped_until ?? null),
    pollMs: integerOrNull(row?.poll_ms ?? null),
    polledAt: integerOrNull(row?.polled_at ?? null),
    trouble: troubleOf(row),
  }
}

function troubleOf(row: Row<'api_budget'> | undefined): CallTrouble | null {
  const at = integerOrNull(row?.failed_at ?? null)
  return at === null ? null : { at, code: row?.failed_code ?? '', message: row?.failed_message ?? '' }
}
