import type { CostedCampaign } from '#domain/attribution/dated-costs.ts'
import type { Cursor } from '#ports/connector/changes.ts'
import type { SpendItemsRead } from './spend-items.ts'

/**
 * Campaigns whose items were looked at and still do not make up what the list of campaigns tells: they are in another currency, are
 * gone, cannot be read. By campaign id; there are few of them.
 */
export type ItemLooks = ReadonlyMap<string, ItemLook>

interface ItemLook {
  readonly at: number
  /** What the list told at that look; null: the look failed, and is due again after all others. */
  readonly listed: string | null
}

const KEY = 'items:'
const listedOf = ({ totalMinor, currency }: CostedCampaign): string => `${totalMinor} ${currency}`

/** From the cursor of looks. */
export const itemLooksOf = (cursor: Cursor | null): ItemLooks =>
  new Map(
    Object.entries(cursor ?? {}).flatMap(([key, value]) => {
      const [at = '', ...listed] = String(value).split(' ')
      return key.startsWith(KEY)
        ? [[key.slice(KEY.length), { at: Number(at), listed: listed.length === 0 ? null : listed.join(' ') }] as const]
        : []
    }),
  )

export const itemLooksCursor = (looks: ItemLooks): Cursor =>
  Object.fromEntries(
    [...looks].map(([id, { at, listed }]) => [`${KEY}${id}`, listed === null ? `${at}` : `${at} ${listed}`]),
  )

/** Whether a look at its items can bring nothing new, as the list tells what it told at the last one. */
export const isSettled = (campaign: CostedCampaign, looks: ItemLooks): boolean =>
  looks.get(campaign.id)?.listed === listedOf(campaign)

/** Those that were never looked at, then those whose look is longest ago. */
export const oldestLookFirst = <C extends CostedCampaign>(campaigns: readonly C[], looks: ItemLooks): readonly C[] =>
  campaigns.toSorted((a, b) => (looks.get(a.id)?.at ?? 0) - (looks.get(b.id)?.at ?? 0))

/** The looks as they are after a round; of campaigns that are no longer listed none is kept. */
export function looksAfter(
  campaigns: readonly CostedCampaign[],
  before: ItemLooks,
  { looked, unread, failed }: SpendItemsRead,
  at: number,
): ItemLooks {
  return new Map(
    campaigns.flatMap((campaign): readonly (readonly [string, ItemLook])[] => {
      const { id } = campaign
      const found = looked.get(id)
      const last = before.get(id)
      if (failed === id) return [[id, { at, listed: null }]]
      if (unread.has(id) || (found !== undefined && listedOf({ ...campaign, ...found }) !== listedOf(campaign)))
        return [[id, { at, listed: listedOf(campaign) }]]
      return found !== undefined || last === undefined ? [] : [[id, last]]
    }),
  )
}
