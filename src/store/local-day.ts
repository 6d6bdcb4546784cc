import { type RawBuilder, sql } from 'kysely'

/** The day of an instant (milliseconds) on the wall of `zone`, YYYY-MM-DD. */
export const localDay = (instant: RawBuilder<unknown>, zone: string): RawBuilder<string> =>
  sql`to_char(to_timestamp(${instant} / 1000.0) at time zone ${named(zone)}, 'YYYY-MM-DD')`

/** A bare offset is read by PostgreSQL with its sign turned round, an interval is not. */
const named = (zone: string): RawBuilder<unknown> =>
  /^[+-]/.test(zone) ? sql`${zone}::text::interval` : sql`${zone}::text`
