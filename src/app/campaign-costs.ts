import type { AttributionConfig } from '#domain/attribution/config.ts'
import { COST_SOURCES } from '#domain/attribution/cost-line.ts'
import type { CostSource } from '#domain/attribution/cost-line.ts'
import { countedLines } from '#domain/attribution/counted-lines.ts'
import type { LinePart, NotCountedWhy } from '#domain/attribution/counted-lines.ts'
import type { Days } from '#domain/attribution/days.ts'
import { oneName } from '#domain/attribution/one-name.ts'
import { convertOn } from '#domain/attribution/rates.ts'
import { spendBetween, type Spread } from '#domain/attribution/spend-between.ts'
import type { Instant, LocalDate } from '#domain/instant.ts'
import type { StoredCostLine } from '#ports/store/costs.ts'
import type { Scope } from './scope.ts'

/** Channel of what names none. */
export const OTHER_CHANNEL = 'Other'

/** Days, both ends in; null: open at that end. */
export interface CostPeriod {
  readonly from: LocalDate | null
  readonly until: LocalDate | null
}

/** A line that counts, with the name of its campaign that all sources go by. `amountMinor` is as it was billed, in `currency`. */
export interface CountedCost extends Omit<StoredCostLine, 'channel'> {
  /** Days of it that count, in order; all of them, unless a source that goes before has lines on some. */
  readonly days: readonly Days[]
  /** The line's own, else the campaign's, else that of all other lines of the campaign, else {@link OTHER_CHANNEL}. */
  readonly channel: string
  /** What lies on `days`, in the connection's currency. The whole line is converted, and its days share that (`spendBetween`). */
  readonly convertedMinor: bigint
  /** The whole line, in the connection's currency. */
  readonly wholeMinor: bigint
  /** By which it was converted, once; null: it is in the connection's currency. */
  readonly rate: string | null
  /** The part of `convertedMinor` in the period. */
  readonly spendMinor: bigint
}

export interface SpendOf {
  /** By name; null: belongs to no campaign. */
  readonly campaign: string | null
  readonly channel: string
  readonly spendMinor: bigint
}

/** What campaigns cost in a period. Money in minor units of `currency`. */
export interface CampaignCosts {
  readonly currency: string
  readonly totalMinor: bigint
  /** Lines that count and have days in the period. */
  readonly lines: readonly CountedCost[]
  /** By campaign and channel, by name in code-unit order, null last; sums to the total. */
  readonly spend: readonly SpendOf[]
  readonly byCampaign: ReadonlyMap<string | null, bigint>
  readonly byChannel: ReadonlyMap<string, bigint>
  /** When any line, of whatever days, was last added, corrected or ended; null: there never was one. */
  readonly changedAt: Instant | null
  /** There is no rate for their last day: 0 in every sum, and no other line stands back for them. */
  readonly unconverted: readonly StoredCostLine[]
  readonly notCounted: readonly (LinePart<StoredCostLine> & { readonly why: NotCountedWhy })[]
}

/** What counts as spent on the days of a period, by campaign and channel, and what does not, with the reason. */
export async function campaignCosts(scope: CostScope, { from, until }: CostPeriod): Promise<CampaignCosts> {
  const { currency } = scope.connection
  const whole = await wholeCosts(scope)
  const inPeriod = ({ days }: Pick<CountedCost, 'days'>): boolean =>
    days.some(({ fromOn, untilOn }) => (from === null || untilOn >= from) && (until === null || fromOn <= until))
  const isWhole = from === null && until === null
  const lines = isWhole
    ? whole.lines
    : whole.lines.filter(inPeriod).map((line) => ({
        ...line,
        spendMinor: isWithin(line.days, { from, until })
          ? line.convertedMinor
          : spentOn({ ...line, amountMinor: line.wholeMinor }, line.days, { from, until }),
      }))
  const spend = spendOf(lines)
  return {
    currency,
    totalMinor: spend.reduce((sum, one) => sum + one.spendMinor, 0n),
    lines,
    spend,
    byCampaign: sumsBy(spend, ({ campaign }) => campaign),
    byChannel: sumsBy(spend, ({ channel }) => channel),
    changedAt: whole.changedAt,
    unconverted: whole.unconverted.filter((line) => inPeriod({ days: [line] })),
    notCounted: whole.notCounted.filter(inPeriod),
  }
}

const isWithin = (days: readonly Days[], { from, until }: CostPeriod): boolean =>
  (from === null || (days[0]?.fromOn ?? '') >= from) && (until === null || (days.at(-1)?.untilOn ?? '') <= until)

type CostScope = Pick<Scope, 'store' | 'connection' | 'config'>
type WholeCosts = Pick<CampaignCosts, 'lines' | 'changedAt' | 'unconverted' | 'notCounted'>

/** Of each store the last one that was made, with everything it follows from: the lines of years are asked for with every figure. */
const known = new WeakMap<Scope['store'], Map<string, { readonly print: string; readonly costs: WholeCosts }>>()

async function wholeCosts({ store, connection, config }: CostScope): Promise<WholeCosts> {
  const campaigns = await store.campaigns.list(connection.id)
  const { costs, rates } = config.attribution
  const mark = await store.costs.mark(connection.id)
  const print = JSON.stringify([
    mark.print,
    connection.currency,
    costs.sources,
    rates,
    campaigns.map(({ name, channel }) => [name, channel]),
  ])
  const ofStore = known.get(store) ?? new Map<string, { readonly print: string; readonly costs: WholeCosts }>()
  known.set(store, ofStore)
  const before = ofStore.get(connection.id)
  if (before?.print === print) return before.costs
  const counted = countCosts(
    { currency: connection.currency, costs, rates },
    await store.costs.current(connection.id),
    campaigns,
  )
  const made = { ...counted, changedAt: mark.changedAt }
  ofStore.set(connection.id, { print, costs: made })
  return made
}

/** Which of these lines count, over all days. */
export function countCosts(
  { currency, costs, rates }: { readonly currency: string } & Pick<AttributionConfig, 'costs' | 'rates'>,
  stored: readonly StoredCostLine[],
  campaigns: Awaited<ReturnType<Scope['store']['campaigns']['list']>>,
): Omit<WholeCosts, 'changedAt'> {
  const all = underOneName(stored, campaigns)
  // A line without a rate counts for nothing, so it keeps no other source from counting either.
  const isWorthless = (line: StoredCostLine): boolean =>
    costs.sources.includes(line.source) && convertOn(line, currency, rates, line.untilOn).amountMinor === null
  const { counted, notCounted } = countedLines(
    all.filter((line) => !isWorthless(line)),
    costs.sources,
  )
  const channelOf = channelNamer(
    counted.map(({ line }) => line),
    campaigns,
  )
  const lines = counted.flatMap(({ line, days }): CountedCost[] => {
    const { amountMinor, rate } = convertOn(line, currency, rates, line.untilOn)
    if (amountMinor === null) return []
    const convertedMinor = spentOn({ ...line, amountMinor }, days, ALL_DAYS)
    return [
      {
        ...line,
        days,
        channel: channelOf(line),
        wholeMinor: amountMinor,
        convertedMinor,
        rate,
        spendMinor: convertedMinor,
      },
    ]
  })
  return { lines, unconverted: all.filter(isWorthless), notCounted }
}

const ALL_DAYS: CostPeriod = { from: null, until: null }

/** What lies on those of the days that are in the period. */
const spentOn = (line: Spread, days: readonly Days[], { from, until }: CostPeriod): bigint =>
  days.reduce((sum, { fromOn, untilOn }) => {
    const first = from === null || from < fromOn ? fromOn : from
    const last = until === null || until > untilOn ? untilOn : until
    return sum + spendBetween(line, first, last)
  }, 0n)

/** HubSpot's spelling of a campaign goes first, as leads bear it; then that of Salesforce. */
function underOneName(
  lines: readonly StoredCostLine[],
  campaigns: readonly { readonly name: string }[],
): readonly StoredCostLine[] {
  const namesOf = (source: CostSource): readonly string[] =>
    lines.flatMap((line) => (line.source === source ? (line.campaign ?? []) : []))
  const nameOf = oneName([campaigns.map(({ name }) => name), ...COST_SOURCES.map(namesOf)])
  return lines.map((line) => (line.campaign === null ? line : { ...line, campaign: nameOf(line.campaign) }))
}

/** A campaign whose lines tell one channel alone has that one, also where a line tells none. */
function channelNamer(
  lines: readonly StoredCostLine[],
  campaigns: readonly { readonly name: string; readonly channel: string | null }[],
): (line: StoredCostLine) => string {
  const own = new Map(campaigns.flatMap(({ name, channel }) => (channel === null ? [] : [[name, channel] as const])))
  const told = new Map<string, Set<string>>()
  for (const { campaign, channel } of lines)
    if (campaign !== null && channel !== null) told.set(campaign, (told.get(campaign) ?? new Set()).add(channel))
  return ({ campaign, channel }) => {
    if (channel !== null || campaign === null) return channel ?? OTHER_CHANNEL
    const [only, another] = told.get(campaign) ?? []
    return own.get(campaign) ?? (another === undefined ? only : undefined) ?? OTHER_CHANNEL
  }
}

function spendOf(lines: readonly CountedCost[]): readonly SpendOf[] {
  const cells = new Map<string, SpendOf>()
  for (const { campaign, channel, spendMinor } of lines) {
    const key = JSON.stringify([campaign, channel])
    cells.set(key, { campaign, channel, spendMinor: (cells.get(key)?.spendMinor ?? 0n) + spendMinor })
  }
  return [...cells.values()].sort((a, b) => byName(a.campaign, b.campaign) || byName(a.channel, b.channel))
}

const byName = (a: string | null, b: string | null): number => {
  if (a === b) return 0
  if (a === null || b === null) return a === null ? 1 : -1
  return a < b ? -1 : 1
}

function sumsBy<K>(spend: readonly SpendOf[], keyOf: (one: SpendOf) => K): ReadonlyMap<K, bigint> {
  const sums = new Map<K, bigint>()
  for (const one of spend) sums.set(keyOf(one), (sums.get(keyOf(one)) ?? 0n) + one.spendMinor)
  return sums
}
