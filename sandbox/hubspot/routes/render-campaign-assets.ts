import { livingLists } from '../model/lists/lists.ts'
import type { Portal } from '../model/portal.ts'
import type { Campaign } from '../state.ts'

/** Only lists are known to the portal by name; other assets live in tools that it has not. */
export function renderAsset(portal: Portal, type: string, id: string): Readonly<Record<string, string>> {
  const name = type === 'OBJECT_LIST' ? livingLists(portal).find((each) => String(each.id) === id)?.name : undefined
  return { id, ...(name === undefined ? {} : { name }) }
}

/** All assets of a campaign by type, as single and batch reads have them. */
export function renderAssets(portal: Portal, campaign: Campaign): Readonly<Record<string, unknown>> {
  const held = Object.entries(campaign.assets ?? {}).filter(([, ids]) => ids.length > 0)
  return Object.fromEntries(
    held.map(([type, ids]) => [type, { results: ids.map((id) => renderAsset(portal, type, id)) }]),
  )
}
