import { XMLParser } from 'fast-xml-parser'
import { chunksOf } from './chunks.ts'
import { failed, isRecord, recordsOf, textOf } from './http-call.ts'
import type { JsonRecord } from './http-call.ts'
import type { SalesforceClient } from './salesforce-client.ts'
import { xmlText } from './salesforce-client.ts'

/** convertLead takes 100: https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_convertlead.htm */
const BATCH_SIZE = 100

export interface LeadToConvert {
  readonly leadId: string
  readonly accountId: string
  readonly ownerId: string
}

const parser = new XMLParser({
  removeNSPrefix: true,
  parseTagValue: false,
  isArray: (name) => name === 'result' || name === 'errors',
})

/** Converts without an opportunity. @returns contact ids in the order of the leads. Throws SalesPlayerError. */
export async function convertLeads(
  salesforce: SalesforceClient,
  leads: readonly LeadToConvert[],
  convertedStatus: string,
): Promise<readonly string[]> {
  const contactIds: string[] = []
  for (const part of chunksOf(leads, BATCH_SIZE)) {
    const xml = await salesforce.soap('convertLead', part.map((lead) => toXml(lead, convertedStatus)).join(''))
    const results = resultsOf(xml)
    for (const at of part.keys()) {
      const result = results[at]
      const contactId = result === undefined ? null : textOf(result, 'contactId')
      if (result?.['success'] !== 'true' || contactId === null) {
        const [error] = recordsOf(result?.['errors'])
        const why = `${(error && textOf(error, 'statusCode')) ?? ''} ${(error && textOf(error, 'message')) ?? 'no result'}`
        throw failed({ platform: 'Salesforce', method: 'POST', path: 'convertLead' }, why)
      }
      contactIds.push(contactId)
    }
  }
  return contactIds
}

/** Elements in the order of the WSDL's LeadConvert. */
function toXml({ leadId, accountId, ownerId }: LeadToConvert, convertedStatus: string): string {
  return (
    `<leadConverts><accountId>${xmlText(accountId)}</accountId>` +
    `<convertedStatus>${xmlText(convertedStatus)}</convertedStatus>` +
    `<doNotCreateOpportunity>true</doNotCreateOpportunity><leadId>${xmlText(leadId)}</leadId>` +
    `<overwriteLeadSource>false</overwriteLeadSource><ownerId>${xmlText(ownerId)}</ownerId>` +
    '<sendNotificationEmail>false</sendNotificationEmail></leadConverts>'
  )
}

function resultsOf(xml: string): readonly JsonRecord[] {
  const path = ['Envelope', 'Body', 'convertLeadResponse']
  const response = path.reduce<unknown>((at, name) => (isRecord(at) ? at[name] : undefined), parser.parse(xml))
  return isRecord(response) ? recordsOf(response['result']) : []
}
