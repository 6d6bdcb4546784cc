import type { Instant, LocalDate } from '../instant.ts'
import { toMinorHalfUp } from '../money.ts'
import { isLocalDate, localDateOf } from '../time.ts'
import type { CostLine } from './cost-line.ts'
import type { Days } from './days.ts'
import type { CostChanges } from './dated-costs.ts'

/** A Salesforce campaign as far as its cost is concerned. */
export interface ActualCost {
  readonly id: string
  /** Of the HubSpot campaign it is linked with, else its own. */
  readonly name: string
  /** Decimal in major units; null: blank. */
  readonly cost: string | null
  readonly currency: string
  readonly startOn: LocalDate | null
  readonly endOn: LocalDate | null
  readonly createdAt: Instant
  readonly modifiedAt: Instant
}

/** The Salesforce campaign of a line's key. */
export const salesforceCampaignOfKey = (key: string): string => key.split(':', 1)[0] ?? key

/**
 * The lines of a Salesforce campaign; they always add up to its cost. The first amount lies on the days of the campaign until it
 * was entered: from its start, else the day it was made, to its end or the day of the change that brought the amount, whatever is
 * earlier. Every later difference lies on the day of the change that brought it, so the days before stay as they were reported;
 * so do they where dates of the campaign change. A first 0 is no cost, as it is what nobody filled in.
 *
 * @param current the stored lines of the campaign that hold now; @param zone in which it was made and changed on a day.
 * @returns no lines where the cost is blank or no number.
 */
export function actualCostLines(campaign: ActualCost, current: readonly CostLine[], zone: string): CostChanges {
  const currency = campaign.currency.toUpperCase()
  const amountMinor = campaign.cost === null ? null : toMinorHalfUp(campaign.cost, currency)
  const changedOn = localDateOf(campaign.modifiedAt, zone)
  const save = amountMinor === null ? [] : linesOf({ ...campaign, currency, amountMinor, changedOn }, current, zone)
  const kept = new Set(save.map(({ key }) => key))
  return { save, end: current.flatMap(({ key }) => (kept.has(key) ? [] : [key])) }
}

interface Costed extends ActualCost {
  readonly amountMinor: bigint
  readonly changedOn: LocalDate
}

function linesOf(campaign: Costed, current: readonly CostLine[], zone: string): readonly CostLine[] {
  const { id, name, amountMinor, changedOn } = campaign
  const before = current.filter(({ currency }) => currency === campaign.currency)
  if (before.length === 0)
    return amountMinor === 0n ? [] : [lineOf(campaign, id, firstDays(campaign, zone), amountMinor)]
  const lines = before.map((line) => ({ ...line, campaign: name }))
  const difference = amountMinor - lines.reduce((sum, line) => sum + line.amountMinor, 0n)
  if (difference === 0n) return lines
  const key = `${id}:${changedOn}`
  const today = lines.find((line) => line.key === key)?.amountMinor ?? 0n
  const others = lines.filter((line) => line.key !== key)
  const days = { fromOn: changedOn, untilOn: changedOn }
  return today + difference === 0n ? others : [...others, lineOf(campaign, key, days, today + difference)]
}

/** The day of the change alone where the campaign had not begun. */
function firstDays({ startOn, endOn, createdAt, changedOn }: Costed, zone: string): Days {
  const fromOn = earlier(dateOr(startOn, localDateOf(createdAt, zone)), changedOn)
  const untilOn = earlier(dateOr(endOn, changedOn), changedOn)
  return { fromOn, untilOn: untilOn < fromOn ? fromOn : untilOn }
}

const lineOf = ({ name, currency }: Costed, key: string, days: Days, amountMinor: bigint): CostLine => ({
  source: 'salesforce',
  key,
  campaign: name,
  channel: null,
  fromOn: days.fromOn,
  untilOn: days.untilOn,
  amountMinor,
  currency,
  note: key.includes(':') ? 'change of Campaign.ActualCost' : 'Campaign.ActualCost',
})

const earlier = (a: LocalDate, b: LocalDate): LocalDate => (a < b ? a : b)
const dateOr = (date: LocalDate | null, other: LocalDate): LocalDate =>
  date !== null && isLocalDate(date) ? date : other
