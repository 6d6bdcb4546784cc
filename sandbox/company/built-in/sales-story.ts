import type { ReplayRow } from '../types.ts'
import type { CampaignPlan } from './campaigns.ts'
import type { Choices, Dice } from './dice.ts'
import { REP_EMAILS } from './owners.ts'
import type { Person } from './people.ts'
import { addWorkingMinutes } from './working-time.ts'

const MINUTE = 60_000
const DAY = 83_600_000

const PRODUCTS: Choices<Product> = [
  { name: 'Starter', price: 1_200 },
  { name: 'Team', price: 3_600 },
  { name: 'Team', price: 3_600 },
  { name: 'Plant', price: 7_900 },
  { name: 'Group', price: 14_500 },
]

interface Product {
  readonly name: string
  readonly price: number
}

const LOST_REASONS = ['Price', 'Timing', 'No decision', 'Competitor', 'Not a fit'] as const

/** Everything sales will ever do with one buyer; `asOf` tells what of it has happened by an instant. */
export type SalesStory = ReplayRow & {
  readonly firstActivityAt: number
  readonly opportunityCreatedAt: number
  readonly neglected: boolean
}

/**
 * @param fate in [0, 1): where the buyer stands among those of the campaign, winners first.
 * @param answerWithinMinutes bounds for the working minutes until the first activity; null draws from the usual mix.
 */
export function tellStory(
  dice: Dice,
  person: Person,
  campaign: CampaignPlan,
  fate: number,
  mqlAt: number,
  answerWithinMinutes: readonly [number, number] | null,
): SalesStory {
  const [soonest, latest] = answerWithinMinutes ?? usualDelay(dice)
  const firstActivityAt = addWorkingMinutes(mqlAt, dice.whole(soonest, latest))
  const opportunityCreatedAt = firstActivityAt + dice.whole(20, 200) * MINUTE
  const product = dice.pick(PRODUCTS)
  const cents = dice.chance(0.3) ? dice.whole(0, 99) / 100 : 0
  const amount = Math.round(product.price * campaign.dealSize * dice.between(0.7, 1.35)) + cents
  const outcome = fate < campaign.wins ? 'won' : fate < campaign.wins + campaign.losses ? 'lost' : 'open'
  const closedAt = addWorkingMinutes(opportunityCreatedAt + dice.between(6, 48) * DAY, dice.whole(0, 300))
  const lostReason = dice.pick(LOST_REASONS)
  return {
    email: person.email,
    repEmail: dice.pick(REP_EMAILS),
    firstActivityAt,
    activityType: dice.pick(['call', 'call', 'email', 'email', 'meeting']),
    outcome,
    opportunityName: `${person.company ?? `${person.firstName} ${person.lastName ?? ''}`.trim()} - ${product.name}`,
    amount: amount.toFixed(2),
    opportunityCreatedAt,
    closedAt: outcome === 'open' ? null : closedAt,
    lostReason: outcome === 'lost' ? lostReason : null,
    neglected: dice.chance(0.05),
  }
}

/**
 * The story as far as it has come at an instant: a buyer whose opportunity is still to be opened counts as untouched,
 * a deal still to be closed as open. A later instant only adds facts.
 */
export function asOf(story: SalesStory, at: number): ReplayRow {
  const { neglected, ...row } = story
  if (neglected || row.opportunityCreatedAt > at) {
    return {
      email: row.email,
      repEmail: row.repEmail,
      firstActivityAt: null,
      activityType: null,
      outcome: 'untouched',
      opportunityName: null,
      amount: null,
      opportunityCreatedAt: null,
      closedAt: null,
      lostReason: null,
    }
  }
  if (row.closedAt !== null && row.closedAt > at) return { ...row, outcome: 'open', closedAt: null, lostReason: null }
  return row
}

/** Most within hours, some the day after, a few when it is too late. */
function usualDelay(dice: Dice): readonly [number, number] {
  const roll = dice.between(0, 1)
  if (roll < 0.58) return [4, 120]
  if (roll < 0.82) return [120, 420]
  if (roll < 0.94) return [480, 1440]
  return [1440, 4800]
}
