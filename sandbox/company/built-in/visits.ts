import type { EarlierVisit } from '../types.ts'
import type { CampaignPlan } from './campaigns.ts'
import { CAMPAIGN_PLANS } from './campaigns.ts'
import type { Dice } from './dice.ts'

/** What people meet on their way to the campaign that makes them buyers; nobody comes back for a raffle. */
const ON_THE_WAY = CAMPAIGN_PLANS.filter(({ name }) => name !== 'Social: win a tablet')

/**
 * Visits before the one that made somebody a buyer, oldest first, the first of them at `from`: two in five people had some, so that
 * first, last and linear credit tell different stories.
 * @param until instant of the visit that made them one.
 */
export function earlierVisits(dice: Dice, campaign: CampaignPlan, from: number, until: number): EarlierVisit[] {
  if (!dice.chance(0.4)) return []
  const others = ON_THE_WAY.filter(({ name }) => name !== campaign.name)
  const met = dice.shuffle(others).slice(0, dice.whole(1, 3))
  const later = met.slice(1).map(() => dice.between(0.1, 0.9))
  const shares = [0, ...later.sort((a, b) => a - b)]
  return met.map(({ name, channel }, i) => ({
    at: Math.floor((from + (until - from) * (shares[i] ?? 0)) / 1_000) * 1_000,
    channel,
    campaign: name,
  }))
}
