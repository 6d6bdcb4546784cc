import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Tables } from '#store/tables.ts'

export type Db = Kysely<Tables>

/** How much is made. People, companies and deals are the links. */
export const AMOUNTS = {
  people: 78_000,
  companies: 8_000,
  deals: 14_000,
  journal: 1_000_000,
  handoffs: 70_000,
  /** Of them, by the policy with two clocks; the others have one. Clocks: 100,000. */
  hotHandoffs: 30_000,
  opportunities: 20_000,
  touches: 50_000,
  parked: 20_000,
  campaigns: 300,
} as const

/** Whose touches and opportunities there are. */
export const BUYERS = 25_000

export interface Seed {
  readonly db: Db
  readonly connection: string
  readonly now: number
}

export const DAY = 86_400_000

/** A number below `n` that looks like chance and is the same in every run. */
export const spread = (i: string, salt: number, n: number): RawBuilder<number> =>
  sql.raw(`(((((${i})::bigint + ${salt * 7_919}) * 2654435761) >> 7) % ${n})::int`)

const idOf =
  (family: number) =>
  (i: string): RawBuilder<string> =>
    sql.raw(`('00000000-000${family}-7000-8000-' || lpad((${i})::text, 12, '0'))`)

export const linkIdOf = idOf(0)
export const handoffIdOf = idOf(1)

/** Of an object of Salesforce, 18 characters. */
export const salesforceIdOf = (prefix: string, i: string): RawBuilder<string> =>
  sql.raw(`('${prefix}' || lpad((${i})::text, 12, '0') || 'AAA')`)

/** One of these by a number that is made of the row. */
export const oneOf = (values: readonly string[], by: RawBuilder<number>): RawBuilder<string> =>
  sql`(array[${sql.join(values.map((value) => sql.lit(value)))}])[1 + (${by}) % ${sql.lit(values.length)}]`

export const CHANNELS = ['PAID_SEARCH', 'PAID_SOCIAL', 'EMAIL_MARKETING', 'ORGANIC_SEARCH', 'REFERRALS', 'OFFLINE']
export const MODELS = ['first_touch', 'last_touch', 'linear']

export const campaignNameOf = (i: string): RawBuilder<string> =>
  sql.raw(`('Campaign ' || ((${i}) % ${AMOUNTS.campaigns}))`)
