import { cut } from '../mapping/text.ts'
import type { Values } from '../mapping/value.ts'

/** A Salesforce campaign that may be the partner of a HubSpot one. */
export interface CampaignCandidate {
  readonly id: string
  readonly values: Values
}

export type CampaignMatch =
  | { readonly kind: 'none' }
  | { readonly kind: 'one'; readonly id: string; readonly by: 'stored-id' | 'name' }
  /** Alike, but nobody can tell which; or left out by the configuration. A person decides. */
  | { readonly kind: 'review'; readonly code: 'SEVERAL_MATCHES' | 'LEFT_OUT'; readonly ids: readonly string[] }

/** Salesforce cuts names at 80 characters and compares them without regard to case. */
export const campaignName = (name: string | null | undefined): string =>
  cut(name?.trim() ?? '', 80)
    .trimEnd()
    .toLowerCase()

/** The key of a campaign that began in HubSpot. */
export const campaignKey = (portalId: string, guid: string): string => `${portalId}:${guid}`

/**
 * Which Salesforce campaign is this HubSpot campaign? One that bears its key; else, as names are no identity, exactly one with
 * the same name, if no other HubSpot campaign has that name too.
 * @param namesakes how many HubSpot campaigns have this name, this one included.
 * @param candidates not linked to any other campaign. @param takesPart does the configuration let the record enter?
 */
export function matchCampaign(input: {
  readonly key: string
  readonly name: string | null
  readonly namesakes: number
  readonly candidates: readonly CampaignCandidate[]
  readonly takesPart: (values: Values) => boolean
}): CampaignMatch {
  const keyed = input.candidates.find(({ values }) => values['Tandem_Key__c'] === input.key)
  if (keyed !== undefined) return { kind: 'one', id: keyed.id, by: 'stored-id' }
  const name = campaignName(input.name)
  const alike = input.candidates.filter(
    ({ values }) => name !== '' && campaignName(values['Name']) === name && (values['Tandem_Key__c'] ?? null) === null,
  )
  const entering = alike.filter(({ values }) => input.takesPart(values))
  const [first] = entering
  if (first === undefined) {
    const ids = alike.map(({ id }) => id)
    return ids.length === 0 ? { kind: 'none' } : { kind: 'review', code: 'LEFT_OUT', ids }
  }
  if (entering.length > 1 || input.namesakes > 1)
    return { kind: 'review', code: 'SEVERAL_MATCHES', ids: entering.map(({ id }) => id) }
  return { kind: 'one', id: first.id, by: 'name' }
}
