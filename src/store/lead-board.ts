import { type RawBuilder, sql } from 'kysely'
import { URGENCIES } from '#domain/handoff/config.ts'
import { type ConnectionId, linkId } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'
import { usualOrder } from '#domain/order.ts'
import type { StoredClockState } from '#ports/store/clocks.ts'
import { BOARD_SORTS, BOARD_VIEWS, SOON_MS, VIEW_SORT } from '#ports/store/lead-board.ts'
import type { BoardFilter, BoardOrder, BoardRow, BoardView, LeadBoardStore } from '#ports/store/lead-board.ts'
import { type Columns, keysetOf, lastIfNull, type PlacedRow, toPosition } from './keyset.ts'
import { type Db, toInstant, toInteger } from './rows.ts'
import { wordsQuery } from './words-query.ts'

/** How the migration writes a deadline that never comes. */
const NEVER = Number.MAX_SAFE_INTEGER

/** Also of leads without a clock, whose state is null: they are not late. */
const isLate = (now: Instant): RawBuilder<boolean> =>
  sql`(coalesce(b.clock_state, '') = 'breached' or b.due_at <= ${now}::bigint)`
const isSoon = (now: Instant): RawBuilder<boolean> =>
  sql`(coalesce(b.clock_state, '') = 'running' and b.due_at > ${now}::bigint and b.due_at <= ${now + SOON_MS}::bigint)`

function inView(view: BoardView, now: Instant): RawBuilder<boolean> {
  if (view === 'due-soon') return sql`b.standing = 'todo' and ${isSoon(now)}`
  if (view === 'breached') return sql`b.standing = 'todo' and ${isLate(now)}`
  if (view === 'running') return sql`b.standing = 'todo' and not ${isLate(now)}`
  if (view === 'returning') return sql`b.standing = 'rejected' and b.return_at is not null`
  return sql`b.standing = ${sql.lit(view)}`
}

const ID = sql`b.handoff_id`
const COLUMNS: Columns<typeof BOARD_SORTS> = {
  urgency: [sql`b.urgency_rank`, sql`b.due_at`, ID],
  deadline: [
    (direction) =>
      direction === 'asc' ? sql`b.due_at` : sql`case when b.due_at = ${sql.lit(NEVER)} then -1 else b.due_at end`,
    ID,
  ],
  handedOver: [sql`b.handed_over_at`, ID],
  owner: [sql`b.owner_name`, sql`b.urgency_rank`, sql`b.due_at`, ID],
  moved: [sql`b.moved_at`, ID],
  returns: [lastIfNull(sql`b.return_at`), ID],
}
/** Those who return all have a date: it is read in the order of its index. */
const OF_RETURNING: typeof COLUMNS = { ...COLUMNS, returns: [sql`b.return_at`, ID] }

/** Orders of a view that an index of the board gives, read from either end. */
function isIndexed(view: BoardView, { sort, direction }: BoardOrder): boolean {
  if (sort === 'returns') return view === 'returning'
  if (sort === 'deadline') return direction === 'asc' && BY_DEADLINE.has(view)
  return sort === 'urgency' || sort === 'moved'
}
const BY_DEADLINE: ReadonlySet<BoardView> = new Set(['todo', 'due-soon', 'breached', 'running'])

/** What somebody has had before is history: his newest cycle is on the board. */
const NEWEST_CYCLE = sql`not exists (
  select from app.lead_board later where later.link_id = b.link_id and later.cycle > b.cycle
)`

/** The same for thousands of rows at once: cycles begin with 1, and few people have a second one. */
const superseded = (connection: ConnectionId): RawBuilder<unknown> => sql`
  superseded as materialized (
    select e.handoff_id from app.lead_board later
    join app.lead_board e on e.link_id = later.link_id and e.cycle < later.cycle
    where later.connection_id = ${connection} and later.cycle > 1
  )`
const NOT_SUPERSEDED = sql`b.handoff_id not in (select handoff_id from superseded)`

/** An urgency that no version of Tandem knew ranks last, as the migration has it. */
const rankOf = (urgency: string): number => {
  const rank = (URGENCIES as readonly string[]).indexOf(urgency)
  return rank === -1 ? URGENCIES.length : rank
}

/** Leads that were given back stand with who gave them back as well: somebody else keeps the record by then. */
const isOf = (connection: ConnectionId, rep: string, view: BoardView | null): RawBuilder<boolean> =>
  view === null || !GIVEN_BACK.has(view)
    ? sql`b.owner_id = ${rep}`
    : sql`(b.owner_id = ${rep} or b.handoff_id in (
        select h.id from app.handoff h where h.connection_id = ${connection} and h.rejected_by = ${rep}
      ))`
const GIVEN_BACK: ReadonlySet<string> = new Set<BoardView>(['rejected', 'returning'])

function filtered(
  connection: ConnectionId,
  filter: BoardFilter,
  view: BoardView | null,
  isNewest = NEWEST_CYCLE,
): RawBuilder<boolean> {
  const parts: RawBuilder<unknown>[] = [sql`b.connection_id = ${connection}`, isNewest]
  if (filter.owner !== undefined) parts.push(isOf(connection, filter.owner, view))
  if (filter.inQueue === true) parts.push(sql`b.in_queue`)
  if (filter.pool !== undefined) parts.push(sql`b.pool = ${filter.pool}`)
  if (filter.urgency !== undefined) parts.push(sql`b.urgency_rank = ${rankOf(filter.urgency)}::int`)
  if (filter.policy !== undefined) parts.push(sql`b.policy = ${filter.policy}`)
  if (filter.contract !== undefined) parts.push(sql`b.contract = ${filter.contract}`)
  if (filter.campaign !== undefined) parts.push(sql`b.campaign = ${filter.campaign}`)
  if (filter.words !== undefined && filter.words.length > 0)
    parts.push(sql`b.link_id in (
      select s.link_id from app.link_search s where s.connection_id = ${connection}
        and array_to_tsvector(string_to_array(s.words, ' ')) @@ ${wordsQuery(filter.words)}::tsquery
    )`)
  return sql<boolean>`${sql.join(parts, sql` and `)}`
}

interface Listed extends PlacedRow {
  readonly handoff_id: string
  readonly link_id: string
  readonly clock_id: string | null
  readonly clock_state: string | null
  readonly due_at: string
}

const toRow = (row: Listed): BoardRow => ({
  handoffId: row.handoff_id,
  linkId: linkId(row.link_id),
  clockId: row.clock_id,
  clockState: row.clock_state as StoredClockState | null,
  dueAt: toInteger(row.due_at) === NEVER ? null : toInstant(row.due_at),
})

export function leadBoardStore(db: Db): LeadBoardStore {
  return {
    async list(connection, view, filter, { now, limit, order = usualOrder(BOARD_SORTS, VIEW_SORT[view]), after }) {
      const columns = view === 'returning' ? OF_RETURNING : COLUMNS
      const { place, isBeyond, by } = keysetOf(BOARD_SORTS, columns, { order, after })
      // An index ends after a page and asks for each of its rows; who sorts a whole view asks for thousands.
      const isNewest = isIndexed(view, order) ? NEWEST_CYCLE : NOT_SUPERSEDED
      const { rows } = await sql<Listed>`
        with ${superseded(connection)}
        select b.handoff_id, b.link_id, b.clock_id, b.clock_state, b.due_at, ${place}
        from app.lead_board b
        where ${filtered(connection, filter, view, isNewest)} and ${inView(view, now)} and ${isBeyond}
        order by ${by} limit ${limit}`.execute(db)
      return rows.map((row) => ({ ...toRow(row), position: toPosition(BOARD_SORTS, order, row) }))
    },
    async count(connection, view, filter, { now, upTo }) {
      const { rows } = await sql<{ n: string }>`
        select count(*) as n from (
          select from app.lead_board b where ${filtered(connection, filter, view)} and ${inView(view, now)} limit ${upTo}
        ) x`.execute(db)
      return toInteger(rows[0]?.n ?? 0)
    },
    async counts(connection, filter, { now, upTo }) {
      const where = filtered(connection, filter, null, NOT_SUPERSEDED)
      const views: readonly (readonly [BoardView | 'queue', RawBuilder<boolean>])[] = [
        ...BOARD_VIEWS.map((view) => [view, inView(view, now)] as const),
        ['queue', sql<boolean>`b.standing = 'todo' and b.in_queue`],
      ]
      const asked = Object.values(filter).filter((value) => value !== undefined)
      const alone = (where: RawBuilder<boolean>, which: RawBuilder<boolean>): RawBuilder<unknown> =>
        sql`(select count(*) from (select from app.lead_board b where ${where} and ${which} limit ${upTo}) x)`
      // Few are among many: they are gone through once for all counts. Of everybody each count ends where it has enough.
      const counts =
        asked.length > 0
          ? sql`select ${sql.join(
              views.map(([name, which]) => {
                const others = name !== 'queue' && filter.owner !== undefined && GIVEN_BACK.has(name)
                const count = others
                  ? alone(filtered(connection, filter, name, NOT_SUPERSEDED), which)
                  : sql`least(count(*) filter (where ${which}), ${upTo}::bigint)`
                return sql`${count} as ${sql.ref(name)}`
              }),
            )} from app.lead_board b where ${where}`
          : sql`select ${sql.join(views.map(([name, which]) => sql`${alone(where, which)} as ${sql.ref(name)}`))}`
      const { rows } = await sql<
        Readonly<Record<BoardView | 'queue', string>>
      >`with ${superseded(connection)} ${counts}`.execute(db)
      const count = (name: BoardView | 'queue'): number => toInteger(rows[0]?.[name] ?? 0)
      return {
        todo: count('todo'),
        'due-soon': count('due-soon'),
        breached: count('breached'),
        running: count('running'),
        answered: count('answered'),
        qualified: count('qualified'),
        rejected: count('rejected'),
        returning: count('returning'),
        queue: count('queue'),
      }
    },
    async desks(connection, now) {
      const { rows } = await sql<{ owner_id: string; todo: string; soon: string; late: string }>`
        select b.owner_id, count(*) as todo, count(*) filter (where ${isSoon(now)}) as soon,
          count(*) filter (where ${isLate(now)}) as late
        from app.lead_board b where b.connection_id = ${connection} and b.standing = 'todo'
        group by b.owner_id order by 2 desc, 1`.execute(db)
      return rows.map((row) => ({
        ownerId: row.owner_id,
        todo: toInteger(row.todo),
        dueSoon: toInteger(row.soon),
        breached: toInteger(row.late),
      }))
    },
    async campaigns(connection, limit) {
      const { rows } = await sql<{ campaign: string }>`
        select distinct campaign from app.lead_board where connection_id = ${connection} and campaign is not null
        order by campaign limit ${limit}`.execute(db)
      return rows.map(({ campaign }) => campaign)
    },
  }
}
