import { sameStatus } from '#domain/campaigns/member.ts'
import type { ListedPerson, StoredCampaignMember } from '#ports/store/campaign-members.ts'
import { existingMembers } from './add-members.ts'
import type { CampaignPass } from './member-pass.ts'

/**
 * Members that were to be made when the answer was lost, and whose contact has left the list since: those that are there as they were
 * intended are Tandem's own, and leave like all others. The rest stay as they are.
 */
export async function recoverIntended(
  pass: CampaignPass,
  members: readonly StoredCampaignMember[],
): Promise<readonly StoredCampaignMember[]> {
  const { scope } = pass
  const intended = members.filter(({ state }) => state === 'intended')
  if (intended.length === 0) return members
  const links = await scope.store.links.byIds(
    scope.connection.id,
    intended.map(({ linkId }) => linkId),
  )
  const people = intended.flatMap((member): ListedPerson[] => {
    const link = links.get(member.linkId)
    if (link === undefined || link.salesforceId === null || link.salesforceObject === null) return []
    const { salesforceObject: object, salesforceId: recordId, hubspotId } = link
    return [{ linkId: link.id, contactId: hubspotId ?? '', object, recordId, lists: [], member, print: null }]
  })
  const there = await existingMembers(pass, people)
  return members.map((member) => {
    const record = member.state === 'intended' ? there.get(member.linkId) : undefined
    return record !== undefined && sameStatus(record.values['Status'] ?? null, member.status)
      ? { ...member, memberId: record.id, state: 'member' as const }
      : member
  })
}
