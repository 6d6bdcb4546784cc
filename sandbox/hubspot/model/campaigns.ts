import { invalid } from '../errors.ts'
import type { Campaign, MoneyItem } from '../state.ts'
import type { Portal } from './portal.ts'
import { nextGuid, nextSerial } from './portal.ts'

/** https://developers.hubspot.com/changelog/new-campaign-api-updates */
const writable = new Set([
  'hs_name',
  'hs_start_date',
  'hs_end_date',
  'hs_notes',
  'hs_audience',
  'hs_currency_code',
  'hs_campaign_status',
  'hs_owner',
  'hs_utm',
  'hs_color_hex',
  'hs_goal',
])
const calculated = new Set(['hs_object_id', 'hs_budget_items_sum_amount', 'hs_spend_items_sum_amount'])

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
  }
  writeCampaign(portal, campaign, properties)
  portal.state.campaigns.push(campaign)
  return campaign
}

/** Checks everything before it writes anything. */
export function writeCampaign(portal: Portal, campaign: Campaign, properties: Readonly<Record<string, unknown>>): void {
  const accepted: Record<string, string> = {}
  for (const [name, raw] of Object.entries(properties)) {
    if (calculated.has(name)) throw invalid(`"${name}" is a read only property; its value cannot be set.`)
    if (!/^[a-z][a-z0-9_]*$/.test(name)) throw invalid(`Property "${name}" does not exist`)
    const isKnown = writable.has(name)
    const { customCampaignProperties } = portal.settings
    if (!isKnown && customCampaignProperties === 'refused') throw invalid(`Property "${name}" does not exist`)
    if (isKnown || customCampaignProperties === 'accepted') accepted[name] = textOf(name, raw)
  }
  for (const [name, value] of Object.entries(accepted)) {
    if (value === '') delete campaign.properties[name]
    else campaign.properties[name] = value
  }
  campaign.updatedAt = portal.clock.now()
}

function textOf(name: string, raw: unknown): string {
  if (raw === null || raw === undefined) return ''
  if (typeof raw === 'string') return raw
  if (typeof raw === 'number' || typeof raw === 'boolean') return String(raw)
  throw invalid(`${name} must be a text`)
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
