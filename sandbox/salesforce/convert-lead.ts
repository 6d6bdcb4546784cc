import { accountFor, contactFor, customFields, given, target } from './convert-lead-targets.ts'
import { dataError } from './errors.ts'
import { toId18 } from './ids.ts'
import type { WriteContext } from './records/context.ts'
import type { Row } from './records/table.ts'
import { convertedLead } from './rules/people.ts'

/** What a client asks for one lead; absent and null are the same. */
export interface LeadConvert {
  readonly leadId: string
  readonly convertedStatus: string
  readonly accountId: string | null
  readonly contactId: string | null
  readonly opportunityId: string | null
  readonly opportunityName: string | null
  readonly doNotCreateOpportunity: boolean
  readonly overwriteLeadSource: boolean
  readonly ownerId: string | null
  /** Whether duplicate rules look at a new account and a new contact. */
  readonly dedupe: { readonly account: 'checked' | 'bypassed'; readonly contact: 'checked' | 'bypassed' }
}

export interface LeadConvertResult {
  readonly leadId: string
  readonly accountId: string
  readonly contactId: string
  readonly opportunityId: string | null
}

/**
 * Turns a lead into an account, a contact and, unless told otherwise, an opportunity. Existing targets only get what they
 * lack. The lead stays, read-only; its activities move to the contact. All or nothing.
 * https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_convertlead.htm
 */
export function convertLead(context: WriteContext, ask: LeadConvert): LeadConvertResult {
  checkCombination(ask)
  const lead = leadOf(context, ask)
  const ownerId = ownerOf(context, ask, lead)
  return context.org.transaction(() => {
    // Before the rest, so that the lead is no duplicate of the contact it becomes.
    context.platformSave('Lead', { Id: lead['Id'] ?? null, IsConverted: true })
    const accountId = accountFor(context, ask, lead, ownerId)
    const contactId = contactFor(context, ask, lead, ownerId, accountId)
    const opportunityId = opportunityFor(context, ask, lead, ownerId, accountId, contactId)
    const stamp = context.org.stamp()
    context.platformSave('Lead', {
      Id: lead['Id'] ?? null,
      Status: ask.convertedStatus,
      IsConverted: true,
      IsUnreadByOwner: false,
      ConvertedDate: stamp.slice(0, 10),
      ConvertedAccountId: accountId,
      ConvertedContactId: contactId,
      ConvertedOpportunityId: opportunityId,
      LastModifiedDate: stamp,
    })
    moveActivities(context, String(lead['Id']), contactId, opportunityId ?? accountId, accountId)
    for (const member of context.org.referring('CampaignMember', 'LeadId', String(lead['Id']))) {
      context.platformSave('CampaignMember', {
        Id: member['Id'] ?? null,
        ContactId: contactId,
        LeadOrContactId: contactId,
      })
    }
    return { leadId: String(lead['Id']), accountId, contactId, opportunityId }
  })
}

/** What the call's description forbids together. */
function checkCombination(ask: LeadConvert): void {
  if (ask.doNotCreateOpportunity && ask.opportunityName !== null) {
    throw dataError('INVALID_FIELD', 'opportunityName must be blank when doNotCreateOpportunity is true', [
      'opportunityName',
    ])
  }
  if (ask.contactId !== null && ask.accountId === null) {
    throw dataError('REQUIRED_FIELD_MISSING', 'accountId is required when contactId is given', ['accountId'])
  }
}

function leadOf(context: WriteContext, ask: LeadConvert): Row {
  const id = toId18(ask.leadId)
  const row = id?.startsWith('00Q') ? context.org.table('Lead').get(id) : undefined
  if (!row) throw dataError('INVALID_ID_FIELD', `invalid lead id: ${ask.leadId}`, ['leadId'])
  if (row['IsDeleted'] === true) throw dataError('ENTITY_IS_DELETED', 'entity is deleted')
  if (row['IsConverted'] === true) throw convertedLead()
  const status = context.org.leadStatuses.find((entry) => entry.label === ask.convertedStatus)
  if (status?.isConverted !== true) {
    throw dataError('INVALID_STATUS', `invalid convertedStatus: ${ask.convertedStatus}`, ['convertedStatus'])
  }
  return row
}

/** Accounts, contacts and opportunities belong to users: a lead of a queue needs one to be named. */
function ownerOf(context: WriteContext, ask: LeadConvert, lead: Row): string {
  const ownerId = toId18(ask.ownerId ?? String(lead['OwnerId']))
  if (!ownerId?.startsWith('005')) {
    throw dataError(
      'REQUIRED_FIELD_MISSING',
      'Converted objects can only be owned by users. If the lead is not owned by a user, you must specify a user for the Owner field.',
      ['OwnerId'],
    )
  }
  if (context.org.table('User').get(ownerId)?.['IsActive'] !== true) {
    throw dataError('INACTIVE_OWNER_OR_USER', `operation performed with inactive user [${ownerId}] as owner of account`)
  }
  return ownerId
}

function opportunityFor(
  context: WriteContext,
  ask: LeadConvert,
  lead: Row,
  ownerId: string,
  accountId: string,
  contactId: string,
): string | null {
  if (ask.opportunityId !== null) {
    const opportunity = target(context, 'Opportunity', ask.opportunityId)
    addRole(context, String(opportunity['Id']), contactId)
    return String(opportunity['Id'])
  }
  if (ask.doNotCreateOpportunity) return null
  const [campaign] = context.org.referring('CampaignMember', 'LeadId', String(lead['Id'])).slice(-1)
  const id = context.platformSave('Opportunity', {
    Name: ask.opportunityName ?? String(lead['Company'] ?? lead['Name']).slice(0, 120),
    AccountId: accountId,
    OwnerId: ownerId,
    StageName: context.org.stages.find((stage) => stage.isClosed !== true)?.label ?? null,
    CloseDate: endOfQuarter(context.org.stamp()),
    ...given({
      LeadSource: lead['LeadSource'],
      CampaignId: campaign?.['CampaignId'],
      CurrencyIsoCode: lead['CurrencyIsoCode'],
      ...customFields(context, lead, 'Opportunity'),
    }),
  })
  addRole(context, id, contactId)
  return id
}

function addRole(context: WriteContext, opportunityId: string, contactId: string): void {
  const roles = context.org.referring('OpportunityContactRole', 'OpportunityId', opportunityId)
  if (roles.some((role) => role['ContactId'] === contactId)) return
  const isPrimary = !roles.some((role) => role['IsPrimary'] === true)
  context.platformSave('OpportunityContactRole', {
    OpportunityId: opportunityId,
    ContactId: contactId,
    IsPrimary: isPrimary,
  })
}

/** The close date of an opportunity that nobody dated is the last day of the quarter. */
function endOfQuarter(stamp: string): string {
  const lastMonth = Math.ceil(Number(stamp.slice(5, 7)) / 3) * 3
  return new Date(Date.UTC(Number(stamp.slice(0, 4)), lastMonth, 0)).toISOString().slice(0, 10)
}

function moveActivities(
  context: WriteContext,
  leadId: string,
  contactId: string,
  whatId: string,
  accountId: string,
): void {
  for (const object of ['Task', 'Event']) {
    for (const row of context.org.referring(object, 'WhoId', leadId)) {
      const moved = {
        ...row,
        WhoId: contactId,
        WhatId: whatId,
        AccountId: accountId,
        SystemModstamp: context.org.stamp(),
      }
      context.org.put(object, moved)
    }
  }
}
