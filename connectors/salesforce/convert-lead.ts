import * as z from 'zod'
import type { ItemOutcome, WriteOperation } from '#ports/connector/writes.ts'
import { RemoteError } from '#domain/errors.ts'
import { batchesWithUniqueKeys } from '../shared/batch.ts'
import type { SalesforceClient } from './client.ts'
import { noOutcome, toItemError } from './errors.ts'
import { CONVERT_SIZE } from './spec.ts'

type Convert = Extract<WriteOperation, { kind: 'convert-lead' }>

const ENDPOINT = 'SOAP convertLead'
const Id = z.string().nullish()
const Results = z.array(
  z.looseObject({
    success: z.boolean(),
    accountId: Id,
    contactId: Id,
    leadId: Id,
    opportunityId: Id,
    errors: z.array(z.unknown()).nullish(),
  }),
)

/**
 * REST has no lead conversion, so this one call is SOAP; results come in the order of the leads.
 * Source: https://developer.salesforce.com/docs/atlas.en-us.api.meta/object_ref/sforce_api_calls_convertlead.htm
 */
export async function convertLeads(
  client: SalesforceClient,
  operations: readonly Convert[],
  outcomes: Map<WriteOperation, ItemOutcome>,
): Promise<void> {
  for (const batch of batchesWithUniqueKeys(operations, CONVERT_SIZE, (o) => o.leadId.slice(0, 15))) {
    try {
      const answer: unknown = await client.soap(ENDPOINT, 'write', (connection) =>
        connection.soap.convertLead(batch.map(toConvert)),
      )
      const parsed = Results.safeParse(answer)
      const results = parsed.success ? parsed.data : []
      batch.forEach((operation, index) => outcomes.set(operation, toOutcome(operation, results[index])))
    } catch (error) {
      if (!(error instanceof RemoteError)) throw error
      for (const operation of batch) outcomes.set(operation, { traceId: operation.traceId, ok: false, error })
    }
  }
}

/** The elements of a SOAP sequence have a fixed order, the alphabetical one of the WSDL; absent ones are left out. */
function toConvert(operation: Convert): {
  accountId?: string
  contactId?: string
  convertedStatus: string
  doNotCreateOpportunity: boolean
  leadId: string
  opportunityName?: string
  overwriteLeadSource: boolean
  ownerId: string
  sendNotificationEmail: boolean
} {
  return {
    ...(operation.accountId === null ? {} : { accountId: operation.accountId }),
    ...(operation.contactId === null ? {} : { contactId: operation.contactId }),
    convertedStatus: operation.convertedStatus,
    doNotCreateOpportunity: operation.opportunityName === null,
    leadId: operation.leadId,
    ...(operation.opportunityName === null ? {} : { opportunityName: operation.opportunityName }),
    overwriteLeadSource: false,
    ownerId: operation.ownerId,
    sendNotificationEmail: false,
  }
}

function toOutcome(operation: Convert, result: z.infer<typeof Results>[number] | undefined): ItemOutcome {
  const { traceId } = operation
  if (result === undefined) return { traceId, ok: false, error: noOutcome(ENDPOINT) }
  if (!result.success || typeof result.contactId !== 'string' || typeof result.accountId !== 'string')
    return { traceId, ok: false, error: toItemError(result.errors ?? [], ENDPOINT) }
  const opportunityId =
    typeof result.opportunityId === 'string' && result.opportunityId !== '' ? result.opportunityId : null
  const converted = { accountId: result.accountId, contactId: result.contactId, opportunityId }
  return { traceId, ok: true, id: result.contactId, effect: 'converted', converted }
}
