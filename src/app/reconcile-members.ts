import { sameStatus } from '#domain/campaigns/member.ts'
import type { Link } from '#domain/identity/link.ts'
import { responseTouch, responseTouchId } from '#domain/attribution/response-touch.ts'
import type { RemoteRecord } from '#ports/connector/records.ts'
import type { InboxRow } from '#ports/store/inbox.ts'
import type { StoredTouch } from '#ports/store/touches.ts'
import { campaignsOfResponses } from './campaigns/response-campaigns.ts'
import { MEMBER_FIELDS } from './fields-to-read.ts'
import { versionOf } from './known-version.ts'
import { tellingReached } from './people/tell-reached.ts'
import { MEMBERS, objectOf } from './scope.ts'
import type { Scope } from './scope.ts'
import { DONE, settleRows } from './settle-outcomes.ts'
import { readOrRecall } from './snapshots.ts'

/**
 * One batch of campaign members: the first response of a linked person is a touch, under an id made of the member's, so that it goes
 * along when the member goes from a lead to the contact it became, or to the survivor of a merge. Members that are gone, that
 * take their response back or that belong to nobody here have none, nor have those whose status Tandem itself set for a HubSpot list:
 * its day is that of the write.
 */
export async function reconcileMembers(scope: Scope, rows: readonly InboxRow[]): Promise<void> {
  const { store, connection, clock } = scope
  const ids = rows.filter(({ kind }) => kind !== 'deleted').map(({ recordId }) => recordId)
  const seen = await readOrRecall(
    scope.salesforce,
    { object: objectOf(MEMBERS), ids, fields: MEMBER_FIELDS },
    plainly(rows),
  )
  const members = seen.map(({ record }) => record)
  const people = await peopleOf(scope, members)
  const isOurs = await answeredByUs(scope, [...people.values()])
  const responses = members.flatMap((member) => {
    const link = people.get(member.id)
    if (link === undefined || member.values['HasResponded'] !== 'true' || isOurs(member, link)) return []
    return [{ member, link }]
  })
  const campaigns = await campaignsOfResponses(
    scope,
    responses.flatMap(({ member }) => member.values['CampaignId'] ?? []),
  )
  const touches = responses.flatMap(({ member, link }): readonly StoredTouch[] => {
    const campaign = campaigns.get(member.values['CampaignId'] ?? '') ?? null
    const touch = responseTouch(member.id, member.values, campaign, connection.orgTimeZone)
    return touch === null ? [] : [{ ...touch, linkId: link.id }]
  })
  await store.transaction(async (tx) => {
    const links = [...new Set([...people.values()].map((link) => link.id))]
    const touchIds = rows.map(({ recordId }) => responseTouchId(recordId))
    await tellingReached(scope, tx, links, () => tx.touches.replaceIds(connection.id, 'salesforce', touchIds, touches))
    await settleRows(scope, tx, [{ rows, verdict: DONE }])
    const read = seen.filter(({ by }) => by === 'read')
    await tx.inbox.knows(
      connection.id,
      read.map(({ record }) => ({ ...versionOf('salesforce', record), object: MEMBERS.object })),
      clock.now(),
    )
  })
}

/** Was it Tandem that left the member the status it has? */
async function answeredByUs(
  { store, connection }: Scope,
  links: readonly Link[],
): Promise<(member: RemoteRecord, link: Link) => boolean> {
  const kept = await store.campaignMembers.ofPeople(
    connection.id,
    links.map(({ id }) => id),
  )
  const byPlace = new Map(kept.map((one) => [`${one.campaignId} ${one.linkId}`, one]))
  return ({ values }, { id }) => {
    const own = byPlace.get(`${values['CampaignId'] ?? ''} ${id}`)
    // The create of an intended one may have happened.
    const left = own?.state === 'intended' ? own.wanted : (own?.status ?? null)
    return left !== null && sameStatus(left, values['Status'] ?? null)
  }
}

/** As the platform calls the object, so that what a capture brought along serves. */
const plainly = (rows: readonly InboxRow[]): readonly InboxRow[] =>
  rows.map((row) => ({ ...row, object: objectOf(row) }))

/** A member of a converted lead names both; the contact is who they are now. */
async function peopleOf(
  { store, connection }: Scope,
  members: readonly RemoteRecord[],
): Promise<ReadonlyMap<string, Link>> {
  const idsOf = ({ values }: RemoteRecord): readonly string[] =>
    [values['ContactId'], values['LeadId']].flatMap((id) => id ?? [])
  const links = await store.links.bySalesforceIds(connection.id, 'person', members.flatMap(idsOf))
  return new Map(
    members.flatMap((member) => {
      const link = idsOf(member)
        .flatMap((id) => links.get(id) ?? [])
        .find(({ state }) => state === 'active')
      return link === undefined ? [] : [[member.id, link] as const]
    }),
  )
}
