import { PROBE_FIELD } from '#domain/attribution/figure-fields.ts'
import type { CampaignCost, CampaignSource } from '#ports/connector/campaigns.ts'
import type { CampaignFigures } from '#ports/connector/figures.ts'
import { isRefusal, probeFigures } from './probe-figures.ts'
import type { Probed } from './probe-figures.ts'

export type FiguresProvisioned = Pick<Probed, 'kind' | 'why' | 'steps'>

/**
 * Makes the place where the portal takes figures of campaigns, with a credential that may define it: the running sync may only need
 * to write. The spend that HubSpot itself tells of one campaign is what it is tried with.
 */
export async function provisionFigures(hubspot: CampaignFigures & CampaignSource): Promise<FiguresProvisioned> {
  const campaigns = await campaignsOf(hubspot)
  if (typeof campaigns === 'string') return { kind: 'none', why: campaigns, steps: [] }
  const [first] = campaigns
  if (first === undefined)
    return { kind: 'none', why: 'there is no campaign yet: it is found out with the first one', steps: [] }
  const { id: campaignId, name, spend } = first
  return probeFigures(hubspot, 'auto', { campaignId, name, values: { [PROBE_FIELD]: spend }, wins: 'held' })
}

/** Or why they cannot be read. */
async function campaignsOf(hubspot: CampaignSource): Promise<readonly CampaignCost[] | string> {
  try {
    return await hubspot.campaigns()
  } catch (error) {
    if (!isRefusal(error)) throw error
    return error.message
  }
}
