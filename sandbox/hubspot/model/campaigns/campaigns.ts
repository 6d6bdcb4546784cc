import { invalid } from '../../errors.ts'
import type { Campaign, MoneyItem } from '../../state.ts'
import type { Portal } from '../portal.ts'
import { nextGuid, nextSerial } from '../portal.ts'
import { checkValue } from '../values.ts'
import { campaignStore } from './schema.ts'

/** Numeric ids of campaigns, as they appear in contact properties. */
const firstObjectId = 391_000_000_000

/** One property; null when blank. Sums come from the items, as text with a decimal point. */
export function readCampaignProperty(campaign: Campaign, name: string): string | null {
  if (name === 'hs_object_id') return String(campaign.objectId)
  if (name === 'hs_budget_items_sum_amount') return pointed(sumOf(campaign.budget))
  if (name === 'hs_spend_items_sum_amount') return pointed(sumOf(campaign.spend))
  return campaign.properties[name] ?? null
}

export function createCampaign(portal: Portal, properties: Readonly<Record<string, unknown>>): Campaign {
  if (typeof properties['hs_name'] !== 'string' || properties['hs_name'] === '') throw invalid('hs_name is required')
  const at = portal.clock.now()
  const campaign: Campaign = {
    id: nextGuid(portal),
    objectId: firstObjectId + nextSerial(portal),
    properties: {},
    createdAt: at,
    updatedAt: at,
    budget: [],
    spend: [],
    assets: {},
  }
  writeCampaign(portal, campaign, properties)
  portal.state.campaigns.push(campaign)
  return campaign
}

/**
 * Checks everything before it writes anything: "Read-only and non-existent properties will cause 400 error" (campaigns.v3.json).
 * Whether a portal takes properties of its own on campaigns is a setting.
 */
export function writeCampaign(portal: Portal, campaign: Campaign, properties: Readonly<Record<string, unknown>>): void {
  const accepted: Record<string, string> = {}
  const definitions = campaignStore(portal).properties
  for (const [name, raw] of Object.entries(properties)) {
    const property = definitions.get(name)
    const isOwn = property?.hubspotDefined === true
    if (!isOwn && portal.settings.customCampaignProperties === 'ignored') continue
    if (property === undefined || property.archivedAt !== null) throw invalid(`Property "${name}" does not exist`)
    const checked = checkValue(property, raw, {
      current: campaign.properties[name] ?? '',
      isOwner: (id) => portal.state.owners.some((owner) => owner.id === id && !owner.archived),
      rules: 'classic',
    })
    if (!checked.ok) throw invalid(checked.problem.message)
    accepted[name] = checked.value
  }
  if (accepted['hs_name'] === '') throw invalid('hs_name is required')
  for (const [name, value] of Object.entries(accepted)) {
    if (value === '') delete campaign.properties[name]
    else campaign.properties[name] = value
  }
  campaign.updatedAt = portal.clock.now()
}

const pointed = (sum: string): string => (sum.includes('.') ? sum : `${sum}.0`)

/** Exact sum of decimal texts, without trailing zeros. */
export function sumOf(items: readonly Pick<MoneyItem, 'amount'>[]): string {
  const scale = Math.max(0, ...items.map(({ amount }) => amount.split('.')[1]?.length ?? 0))
  const total = items.reduce((sum, { amount }) => sum + scaled(amount, scale), 0n)
  if (scale === 0) return String(total)
  const digits = String(total < 0n ? -total : total).padStart(scale + 1, '0')
  const fraction = digits.slice(-scale).replace(/0+$/, '')
  return `${total < 0n ? '-' : ''}${digits.slice(0, -scale)}${fraction === '' ? '' : `.${fraction}`}`
}

function scaled(amount: string, scale: number): bigint {
  const [whole = '0', fraction = ''] = amount.split('.')
  return BigInt(whole + fraction.padEnd(scale, '0'))
}
