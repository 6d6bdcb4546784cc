import type { Instant, LocalDate } from '../instant.ts'
import { isLocalDate, localDateOf, plusDays } from '../time.ts'
import type { CostLine } from './cost-line.ts'

/** A HubSpot campaign with its total, as it is now. */
export interface CostedCampaign {
  readonly id: string
  readonly name: string
  /** ISO 4217. */
  readonly currency: string
  /** Minor units of `currency`. */
  readonly totalMinor: bigint
  readonly startOn: LocalDate | null
  readonly endOn: LocalDate | null
  /** When Tandem saw the campaign for the first time. */
  readonly firstSeenAt: Instant
}

/** Spend items carry no date of their own. */
export interface SpendItem {
  readonly id: string
  readonly name: string
  readonly amountMinor: bigint
  readonly createdAt: Instant
}

/** What is to be done with the stored lines of one campaign. */
export interface CostChanges {
  /** Lines as they are now; those that do not differ from the stored ones make no new version. */
  readonly save: readonly CostLine[]
  /** Keys of lines that are no more. */
  readonly end: readonly string[]
}

interface Days {
  readonly fromOn: LocalDate
  readonly untilOn: LocalDate
}

const keyOf = (campaignId: string, rest: string): string => `${campaignId}:${rest}`
/** The campaign of a line's key. */
export const campaignOfKey = (key: string): string => key.slice(0, key.indexOf(':'))
/** Lines made from totals alone stand in until the items were read. */
const isProvisional = ({ key }: CostLine): boolean => key.includes(':total:')

const sumOf = (lines: readonly { readonly amountMinor: bigint }[]): bigint =>
  lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0n)

/**
 * Whether the items of a campaign must be looked at: its lines do not make up its total, or were made without the items.
 * @param current the stored lines of the campaign that hold now.
 */
export const needsItems = (campaign: CostedCampaign, current: readonly CostLine[]): boolean =>
  current.some(isProvisional) ||
  current.some(({ currency }) => currency !== campaign.currency) ||
  sumOf(current) !== campaign.totalMinor

/**
 * The lines of a campaign whose spend items are known; they always add up to its total. An item lies on the day or month that its
 * name tells; else, when it was there as Tandem first saw the campaign, on the days of the campaign until then; else on the day
 * it was entered. What the items leave of the total is one more line on the days of the campaign.
 *
 * The days follow from the campaign and its items alone, so the next look, and a look after anything was missed, gives the same.
 * @param current the stored lines of the campaign that hold now; @param zone in which an item was entered on a day.
 */
export function datedByItems(
  campaign: CostedCampaign,
  items: readonly SpendItem[],
  current: readonly CostLine[],
  zone: string,
): CostChanges {
  const ofItems = items
    .filter(({ amountMinor }) => amountMinor !== 0n)
    .map((item) =>
      lineOf(
        campaign,
        `item:${item.id}`,
        item.amountMinor,
        daysOfItem(campaign, item, zone),
        `spend item "${item.name}"`,
      ),
    )
  const restMinor = campaign.totalMinor - sumOf(ofItems)
  const save =
    restMinor === 0n
      ? ofItems
      : [
          ...ofItems,
          lineOf(campaign, 'rest', restMinor, daysBeforeFirstLook(campaign, zone), 'total beyond its spend items'),
        ]
  const kept = new Set(save.map(({ key }) => key))
  return { save, end: current.flatMap(({ key }) => (kept.has(key) ? [] : [key])) }
}

/**
 * The lines of a campaign of which only the total is known: a first line on the days of the campaign until it was first seen, and
 * for every later difference one on the days from the look before to the one that found it. They always add up to the total.
 *
 * @param current the stored lines of the campaign that hold now; @param looks `before` is the look before this one, with the
 *   total it found (null: there was none).
 */
export function datedByTotal(
  campaign: CostedCampaign,
  current: readonly CostLine[],
  looks: { readonly before: { readonly on: LocalDate; readonly totalMinor: bigint } | null; readonly on: LocalDate },
  zone: string,
): CostChanges {
  const usable = current.filter(({ currency }) => currency === campaign.currency)
  const end = current.flatMap(({ key, currency }) => (currency === campaign.currency ? [] : [key]))
  const lines = usable.map((line): CostLine => ({ ...line, campaign: campaign.name }))
  if (usable.length === 0) {
    const known = end.length > 0 ? null : (looks.before?.totalMinor ?? null)
    const first = known ?? campaign.totalMinor
    if (first !== 0n)
      lines.push(lineOf(campaign, 'total:first', first, daysBeforeFirstLook(campaign, zone), 'total at the first look'))
  }
  const difference = campaign.totalMinor - sumOf(lines)
  if (difference === 0n) return withoutTaken(lines, end)
  const key = keyOf(campaign.id, `total:${looks.on}`)
  const today = lines.find((line) => line.key === key)
  const from = today?.fromOn ?? earlier(looks.before?.on ?? looks.on, looks.on)
  const line = lineOf(
    campaign,
    `total:${looks.on}`,
    (today?.amountMinor ?? 0n) + difference,
    { fromOn: from, untilOn: looks.on },
    'difference of the total between two looks',
  )
  return withoutTaken([...lines.filter((each) => each !== today), line], end)
}

const withoutTaken = (save: readonly CostLine[], end: readonly string[]): CostChanges => {
  const kept = new Set(save.map(({ key }) => key))
  return { save, end: end.filter((key) => !kept.has(key)) }
}

const lineOf = (campaign: CostedCampaign, key: string, amountMinor: bigint, days: Days, note: string): CostLine => ({
  source: 'hubspot',
  key: keyOf(campaign.id, key),
  campaign: campaign.name,
  channel: null,
  ...days,
  amountMinor,
  currency: campaign.currency,
  note,
})

function daysOfItem(campaign: CostedCampaign, item: SpendItem, zone: string): Days {
  const named = daysInName(item.name)
  if (named !== null) return named
  const enteredOn = localDateOf(item.createdAt, zone)
  if (item.createdAt > campaign.firstSeenAt) return { fromOn: enteredOn, untilOn: enteredOn }
  return daysOfCampaign(campaign, localDateOf(campaign.firstSeenAt, zone)) ?? { fromOn: enteredOn, untilOn: enteredOn }
}

/** From its start to its end, or to the day it was first seen, whatever is earlier; that day alone where it had not begun. */
function daysBeforeFirstLook(campaign: CostedCampaign, zone: string): Days {
  const seenOn = localDateOf(campaign.firstSeenAt, zone)
  return daysOfCampaign(campaign, seenOn) ?? { fromOn: seenOn, untilOn: seenOn }
}

/** Null: its start is not known, or after `until`. */
function daysOfCampaign({ startOn, endOn }: CostedCampaign, until: LocalDate): Days | null {
  if (startOn === null || startOn > until) return null
  return { fromOn: startOn, untilOn: later(startOn, earlier(endOn ?? until, until)) }
}

const earlier = (a: LocalDate, b: LocalDate): LocalDate => (a < b ? a : b)
const later = (a: LocalDate, b: LocalDate): LocalDate => (a > b ? a : b)

const DAY = /(?<!\d)((?:19|20)\d{2}-\d{2}-\d{2})(?!\d)/g
const MONTH = /(?<![\d-])((?:19|20)\d{2})-(0[1-9]|1[0-2])(?![\d-])/
const SLASHED_MONTH = /(?<![\d/])(0[1-9]|1[0-2])\/((?:19|20)\d{2})(?![\d/])/

/**
 * The days that a name tells: "Ads 2026-03-15" one, "2026-03-15 to 2026-03-20" all from one to the other, "2026-03" and "03/2026" a
 * month. Null: none.
 */
export function daysInName(name: string): Days | null {
  const days = [...name.matchAll(DAY)].flatMap(([, day = '']) => (isLocalDate(day) ? [day] : [])).sort()
  const [first] = days
  if (first !== undefined) return { fromOn: first, untilOn: days.at(-1) ?? first }
  const month = MONTH.exec(name)
  if (month !== null) return daysOfMonth(`${month[1] ?? ''}-${month[2] ?? ''}`)
  const slashed = SLASHED_MONTH.exec(name)
  return slashed === null ? null : daysOfMonth(`${slashed[2] ?? ''}-${slashed[1] ?? ''}`)
}

/** First and last day of a month "YYYY-MM". @throws RangeError on a month that does not exist. */
export function daysOfMonth(month: string): Days {
  const fromOn = `${month}-01`
  const inNext = plusDays(fromOn, 31)
  return { fromOn, untilOn: plusDays(`${inNext.slice(0, 7)}-01`, -1) }
}
