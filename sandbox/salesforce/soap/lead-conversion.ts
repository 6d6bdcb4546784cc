import type { LeadConvert } from '../convert-lead.ts'
import { convertLead } from '../convert-lead.ts'
import { apiError } from '../errors.ts'
import type { SoapCall } from './call.ts'
import { eachItem, writeContextOf } from './call.ts'
import { all, at, element, isTrue, text } from './envelope.ts'

const MAX_LEADS = 100

/**
 * There is no REST call for it.
 * https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_convertlead.htm
 */
export function convertLeads(call: SoapCall): string {
  const leads = all(at(call.message, 'leadConverts')).map(readLeadConvert)
  if (leads.length > MAX_LEADS) {
    throw apiError(
      500,
      'EXCEEDED_MAX_SIZE_REQUEST',
      `convertLead is limited to ${MAX_LEADS} leads, ${leads.length} given`,
    )
  }
  const context = writeContextOf(call)
  return eachItem(
    call,
    leads,
    (lead) => {
      const { accountId, contactId, leadId, opportunityId } = convertLead(context, lead)
      return `<result>${element('accountId', accountId)}${element('contactId', contactId)}${element('leadId', leadId)}${element('opportunityId', opportunityId)}<success>true</success></result>`
    },
    (lead, errors) =>
      `<result>${element('accountId', null)}${element('contactId', null)}${errors}${element('leadId', lead.leadId)}${element('opportunityId', null)}<success>false</success></result>`,
  )
}

function readLeadConvert(lead: unknown): LeadConvert {
  const said = (name: string) => text(at(lead, name))
  return {
    leadId: said('leadId') ?? '',
    convertedStatus: said('convertedStatus') ?? '',
    accountId: said('accountId'),
    contactId: said('contactId'),
    opportunityId: said('opportunityId'),
    opportunityName: said('opportunityName'),
    doNotCreateOpportunity: isTrue(at(lead, 'doNotCreateOpportunity')),
    overwriteLeadSource: isTrue(at(lead, 'overwriteLeadSource')),
    ownerId: said('ownerId'),
    dedupe: {
      account: isTrue(at(lead, 'bypassAccountDedupeCheck')) ? 'bypassed' : 'checked',
      contact: isTrue(at(lead, 'bypassContactDedupeCheck')) ? 'bypassed' : 'checked',
    },
  }
}
