import type { Values } from '../mapping/value.ts'
import { isLocalDate, localDayBounds } from '../time.ts'
import type { TouchEvidence } from './touch-facts.ts'

/** How the campaign of a member is called here. */
export interface ResponseCampaign {
  /** Of the HubSpot campaign that is linked with it, else its own. */
  readonly name: string
  /** Null: neither CRM says. */
  readonly channel: string | null
}

/** The channel of a campaign that has none. */
const NO_CHANNEL = 'SALESFORCE_CAMPAIGN'

/** One touch for each member, whoever the member is. */
export const responseTouchId = (memberId: string): string => `member:${memberId}`

/**
 * The first response of a campaign member. Salesforce tells its day alone: the touch stands at the last moment of it, so that it never
 * comes before what happened on that day.
 *
 * @param member canonical fields of a CampaignMember. @param campaign null: it cannot be seen.
 * @param zone of the org. @returns null without a day.
 * Source: https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_campaignmember.htm
 */
export function responseTouch(memberId: string, member: Values, campaign: ResponseCampaign | null, zone: string) {
  const on = member['FirstRespondedDate'] ?? null
  if (on === null || !isLocalDate(on)) return null
  const channel = campaign?.channel ?? NO_CHANNEL
  const detail = member['Status'] ?? null
  const says = [on, channel, detail, campaign?.name ?? null].filter((part) => part !== null).join(' · ')
  const evidence: TouchEvidence = { origin: 'salesforce', source: 'CampaignMember', record: memberId, says }
  return {
    id: responseTouchId(memberId),
    at: localDayBounds(on, zone).until - 1,
    dayOnly: true,
    channel,
    campaign: campaign?.name ?? null,
    detail,
    origin: 'salesforce' as const,
    kind: 'response' as const,
    source: 'CampaignMember.FirstRespondedDate',
    evidence: [evidence],
  }
}
