import { NO_TOTALS } from '../campaign-totals.ts'
import { dataError } from '../errors.ts'
import type { WriteContext } from '../records/context.ts'
import { convertedLead } from './people.ts'
import type { Draft, ObjectRules } from './rules.ts'

/** A new campaign has the member statuses Sent and Responded. */
export const campaignRules: ObjectRules = {
  before(_context, next, previous) {
    if (previous === undefined) Object.assign(next, NO_TOTALS)
  },
  after(context, row, previous) {
    if (previous !== undefined) return
    const statuses = [
      { Label: 'Sent', SortOrder: 1, IsDefault: true, HasResponded: false },
      { Label: 'Responded', SortOrder: 2, IsDefault: false, HasResponded: true },
    ]
    for (const status of statuses) {
      context.platformSave('CampaignMemberStatus', { CampaignId: row['Id'] ?? null, ...status })
    }
  },
}

/**
 * A member is one lead or one contact, once per campaign. Its status decides whether it responded; the first response
 * keeps its day.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_campaignmember.htm
 */
export const campaignMemberRules: ObjectRules = {
  before(context, next, previous) {
    if (previous === undefined) beOnePerson(context, next)
    const statuses = context.org.referring('CampaignMemberStatus', 'CampaignId', String(next['CampaignId']))
    next['Status'] ??= statuses.find((status) => status['IsDefault'] === true)?.['Label'] ?? 'Sent'
    const status = statuses.find((entry) => entry['Label'] === next['Status'])
    const responded = status?.['HasResponded'] === true
    if (responded && typeof next['FirstRespondedDate'] !== 'string') {
      const at = previous === undefined ? next['CreatedDate'] : context.org.stamp()
      next['FirstRespondedDate'] = String(at).slice(0, 10)
    }
    next['HasResponded'] = responded
  },
}

function beOnePerson(context: WriteContext, next: Draft): void {
  const { LeadId: leadId = null, ContactId: contactId = null, CampaignId: campaignId } = next
  const personId = contactId ?? leadId
  if (
    contactId !== null &&
    leadId !== null &&
    context.org.settings.membersOfTwoKinds === 'refused' &&
    !context.asPlatform
  ) {
    throw dataError('FIELD_INTEGRITY_EXCEPTION', 'A campaign member is either a lead or a contact, not both', [
      'LeadId',
      'ContactId',
    ])
  }
  if (typeof personId !== 'string') {
    throw dataError('REQUIRED_FIELD_MISSING', 'Required fields are missing: [LeadId or ContactId]', [
      'LeadId',
      'ContactId',
    ])
  }
  const isLead = contactId === null
  const person = context.org.live(isLead ? 'Lead' : 'Contact', personId)
  if (isLead && person?.['IsConverted'] === true) throw convertedLead()
  const members = context.org.referring('CampaignMember', isLead ? 'LeadId' : 'ContactId', personId)
  if (members.some((member) => member['CampaignId'] === campaignId)) {
    throw dataError('DUPLICATE_VALUE', 'Already a campaign member.')
  }
  for (const name of ['FirstName', 'LastName', 'Name', 'Title', 'Email', 'Phone']) next[name] = person?.[name] ?? null
  next['Type'] = isLead ? 'Lead' : 'Contact'
  next['LeadOrContactId'] = personId
  next['LeadOrContactOwnerId'] = person?.['OwnerId'] ?? null
  if (isLead) next['CompanyOrAccount'] = person?.['Company'] ?? null
}
