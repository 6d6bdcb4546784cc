import { CAMPAIGN_PLANS, toCampaignRow } from './built-in/campaigns.ts'
import type { CampaignPlan } from './built-in/campaigns.ts'
import { builtInCompanies } from './built-in/companies.ts'
import { createDice } from './built-in/dice.ts'
import type { Dice } from './built-in/dice.ts'
import { OWNERS, REP_EMAILS } from './built-in/owners.ts'
import { builtInPeople } from './built-in/people.ts'
import type { Person } from './built-in/people.ts'
import { asOf, tellStory } from './built-in/sales-story.ts'
import type { SalesStory } from './built-in/sales-story.ts'
import { earlierVisits } from './built-in/visits.ts'
import { hourOf, toNewYork, weekdayOf } from './built-in/working-time.ts'
import type { CompanyData, ContactRow, EarlierVisit, ExistingContactRow, ExistingLeadRow, ReplayRow } from './types.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const SEED = 20_261
/** Instants have a sequence of their own: how many draws they take depends on the calendar, and people must not. */
const CALENDAR_SEED = 7_919
/** So have visits, which came into the story later. */
const VISIT_SEED = 4_211
const HANDED_OVER = CAMPAIGN_PLANS.reduce((sum, campaign) => sum + campaign.people, 0)
const NOT_MARKETING = 250
const OTHERS = 650
/** People who qualify around the anchor day, one every 45 minutes, so that at any hour some clocks have just begun. */
const RECENT = 48

/** A person who reaches MQL, and what becomes of it. */
interface Buyer {
  readonly person: Person
  readonly campaign: CampaignPlan
  readonly mqlAt: number
  readonly createdAt: number
  readonly earlier: readonly EarlierVisit[]
  readonly story: SalesStory
}

/**
 * A believable B2B company: about 2,000 contacts, of which 1,100 marketing contacts reach MQL in the 120 days up to the
 * anchor, 60 companies, 8 campaigns, 12 reps and 2 managers.
 *
 * The world is made for the anchor's UTC day, the same for every instant of that day, and cut at the anchor: no date lies
 * after it, and a later anchor of the same day only adds facts. Pure.
 * @param anchorMs epoch milliseconds.
 */
export function builtInCompany(anchorMs: number): CompanyData {
  const dayStart = Math.floor(anchorMs / DAY) * DAY
  const dice = createDice(SEED)
  const calendar = createDice(CALENDAR_SEED)
  const companies = builtInCompanies(dice)
  const people = builtInPeople(dice, companies, HANDED_OVER + NOT_MARKETING + OTHERS)
  const buyers = toBuyers(dice, calendar, people.slice(0, HANDED_OVER), dayStart)
  const notMarketing = people.slice(HANDED_OVER, HANDED_OVER + NOT_MARKETING)
  const others = people.slice(HANDED_OVER + NOT_MARKETING)
  const contacts = [
    ...buyers.map((buyer) => toBuyerContact(buyer, anchorMs)),
    ...notMarketing.map((person) => toOtherMql(dice, calendar, person, dayStart)),
    ...others.map((person) => toEarlyContact(dice, calendar, person, dayStart)),
  ]
  const known = buyers.filter(({ person, mqlAt }) => person.lastName !== null && mqlAt < dayStart - DAY)
  return {
    name: 'Built-in company',
    currency: 'USD',
    owners: OWNERS,
    companies,
    campaigns: CAMPAIGN_PLANS.map((campaign) => toCampaignRow(campaign, dayStart)),
    contacts: dice.shuffle(contacts),
    existingLeads: known.slice(0, 24).map(({ person }) => toExistingLead(dice, person)),
    existingContacts: known
      .slice(24)
      .filter(({ person }) => person.company !== null)
      .slice(0, 14)
      .map(({ person }) => toExistingContact(dice, person)),
    replay: toReplay(buyers, known.slice(100), anchorMs, dayStart),
  }
}

function toBuyers(dice: Dice, calendar: Dice, people: readonly Person[], dayStart: number): Buyer[] {
  const visits = createDice(VISIT_SEED)
  const places = dice.shuffle(
    CAMPAIGN_PLANS.flatMap((campaign) =>
      Array.from({ length: campaign.people }, (_, at) => ({ campaign, fate: (at + 0.5) / campaign.people })),
    ),
  )
  return people.flatMap((person, at) => {
    const place = places[at]
    if (place === undefined) return []
    const { campaign, fate } = place
    const recent = at >= people.length - RECENT
    const mqlAt = recent
      ? dayStart - 12 * HOUR + (at - (people.length - RECENT)) * 0.75 * HOUR + dice.whole(0, 2_000) * 1_000
      : wakingInstant(calendar, dayStart - 12 * HOUR, 119)
    const story = tellStory(dice, person, campaign, fate, mqlAt, recent ? [30, 400] : null)
    const createdAt = mqlAt - Math.round(dice.between(2, 45) * DAY)
    const earlier = earlierVisits(visits, campaign, createdAt, mqlAt)
    return [{ person, campaign, mqlAt, createdAt, earlier, story }]
  })
}

/** Buyers who qualified by the anchor, oldest first; six of them are opened by a stage that a marketer sets. */
function toReplay(
  buyers: readonly Buyer[],
  candidates: readonly Buyer[],
  anchorMs: number,
  dayStart: number,
): ReplayRow[] {
  const settled = candidates.filter(({ person, mqlAt }) => person.company !== null && mqlAt < dayStart - 20 * DAY)
  const told = settled.map(({ story }) => asOf(story, dayStart))
  const byOutcome = (outcome: ReplayRow['outcome'], count: number) =>
    told.filter((row) => row.outcome === outcome).slice(0, count)
  const byStage = new Set(
    [...byOutcome('won', 3), ...byOutcome('lost', 1), ...byOutcome('open', 2)].map((row) => row.email),
  )
  return buyers
    .filter(({ mqlAt }) => mqlAt <= anchorMs)
    .sort((a, b) => a.mqlAt - b.mqlAt)
    .map(({ story }) => {
      const row = asOf(story, anchorMs)
      return byStage.has(row.email) ? { ...row, opensByStage: true } : row
    })
}

/** An instant in the days before `end`, mostly on weekdays and by day in New York. */
function wakingInstant(calendar: Dice, end: number, days: number): number {
  for (;;) {
    const at = end - Math.round(calendar.between(0, days) * DAY)
    const wall = toNewYork(at)
    const weekend = weekdayOf(wall) === 0 || weekdayOf(wall) === 6
    const hour = hourOf(wall)
    const byDay = hour >= 8 && hour < 18 ? 1 : hour >= 18 && hour < 22 ? 0.35 : 0.08
    if (calendar.chance(byDay * (weekend ? 0.25 : 1))) return Math.floor(at / 1_000) * 1_000
  }
}

function toContact(person: Person, rest: Omit<ContactRow, keyof Person>): ContactRow {
  return { ...person, ...rest }
}

/** Before their instant the buyers of the anchor day are leads like others. */
function toBuyerContact({ person, campaign, mqlAt, createdAt, earlier }: Buyer, anchorMs: number): ContactRow {
  const qualified = mqlAt <= anchorMs
  return toContact(person, {
    marketable: true,
    lifecycleStage: qualified ? 'marketingqualifiedlead' : 'lead',
    createdAt: Math.floor(createdAt / 1_000) * 1_000,
    becameMqlAt: qualified ? mqlAt : null,
    campaign: campaign.name,
    source: campaign.channel,
    earlier,
  })
}

function toOtherMql(dice: Dice, calendar: Dice, person: Person, dayStart: number): ContactRow {
  const becameMqlAt = wakingInstant(calendar, dayStart - HOUR, 119)
  const campaign = dice.chance(0.7) ? dice.pick(CAMPAIGN_PLANS) : null
  return toContact(person, {
    marketable: false,
    lifecycleStage: 'marketingqualifiedlead',
    createdAt: becameMqlAt - dice.whole(1, 40) * DAY,
    becameMqlAt,
    campaign: campaign?.name ?? null,
    source: campaign?.channel ?? 'DIRECT_TRAFFIC',
  })
}

function toEarlyContact(dice: Dice, calendar: Dice, person: Person, dayStart: number): ContactRow {
  const campaign = dice.chance(0.5) ? dice.pick(CAMPAIGN_PLANS) : null
  return toContact(person, {
    marketable: dice.chance(0.8),
    lifecycleStage: dice.pick(['subscriber', 'lead']),
    createdAt: wakingInstant(calendar, dayStart - HOUR, 160),
    becameMqlAt: null,
    campaign: campaign?.name ?? null,
    source: campaign?.channel ?? dice.pick(['DIRECT_TRAFFIC', 'ORGANIC_SEARCH']),
  })
}

function toExistingLead(dice: Dice, person: Person): ExistingLeadRow {
  const name = `${person.firstName} ${person.lastName ?? ''}`.trim()
  return {
    email: person.email,
    firstName: person.firstName,
    lastName: person.lastName ?? name,
    company: person.company ?? name,
    status: 'Open - Not Contacted',
    ownerEmail: dice.pick(REP_EMAILS),
  }
}

function toExistingContact(dice: Dice, person: Person): ExistingContactRow {
  return {
    email: person.email,
    firstName: person.firstName,
    lastName: person.lastName ?? person.firstName,
    account: person.company ?? person.firstName,
    ownerEmail: dice.pick(REP_EMAILS),
  }
}
