import type { FieldMap } from '#domain/mapping/field-map.ts'
import type { Link } from '#domain/identity/link.ts'
import type { WriteIntent } from '#ports/store/write-intents.ts'
import { agreedBase } from '../intents/left-over.ts'
import { lookAtLeftOvers } from '../intents/look.ts'
import type { LeftOvers } from '../intents/look.ts'
import type { Scope } from '../scope.ts'
import type { Gathered } from './gather-campaigns.ts'

/** What earlier passes wrote to these campaigns and nobody remembers. Everything was read just now. */
export async function lookAtCampaigns(scope: Scope, { hubspot, salesforce, links }: Gathered): Promise<LeftOvers> {
  const byId = new Map<string, Link>([...links.values()].map((link) => [link.id, link]))
  const intents = await scope.store.writeIntents.ofSubjects(scope.connection.id, [...byId.keys()])
  if (intents.length === 0) return new Map()
  const campaigns = new Map(hubspot.map((campaign) => [campaign.id, campaign]))
  const byKey = new Map([...salesforce.values()].map((record) => [record.values['Tandem_Key__c'] ?? '', record]))
  const inHand = ({ side, subject, recordId }: WriteIntent) => {
    if (side === 'hubspot') return campaigns.get(recordId ?? '')
    return recordId === null ? byKey.get(byId.get(subject)?.key ?? '-') : salesforce.get(recordId)
  }
  // HubSpot's campaigns cannot be read by id: what the listing does not show is gone.
  const shown = intents.filter((intent) => intent.side === 'salesforce' || inHand(intent) !== undefined)
  return lookAtLeftOvers(scope, shown, inHand)
}

/** The links with what both sides agreed on when it was written. */
export function withAgreed(maps: readonly FieldMap[], gathered: Gathered, leftOvers: LeftOvers): Gathered {
  if (leftOvers.size === 0) return gathered
  const mapOf = new Map(maps.map((map) => [map.id, map]))
  const campaigns = new Map(gathered.hubspot.map((campaign) => [campaign.id, campaign]))
  const byKey = new Map(
    [...gathered.salesforce.values()].map((record) => [record.values['Tandem_Key__c'] ?? '', record]),
  )
  const links = [...gathered.links].map(([id, link]): readonly [string, Link] => {
    const found = leftOvers.get(link.id)
    if (found === undefined) return [id, link]
    const record = link.salesforceId === null ? byKey.get(link.key) : gathered.salesforce.get(link.salesforceId)
    const base = agreedBase(link.base, found, (name, side) => {
      const map = mapOf.get(name)
      if (map === undefined) return undefined
      return side === 'hubspot' ? campaigns.get(id)?.values[map.hubspot] : record?.values[map.salesforce]
    })
    return [id, base === link.base ? link : { ...link, base }]
  })
  return { ...gathered, links: new Map(links) }
}
