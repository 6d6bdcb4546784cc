import { isRecord, textOf } from './http-call.ts'
import type { JsonRecord } from './http-call.ts'
import type { SalesforceClient } from './salesforce-client.ts'

/** Where a buyer stands in Salesforce. */
export type Buyer =
  | { readonly kind: 'lead'; readonly leadId: string; readonly ownerId: string; readonly company: string }
  | { readonly kind: 'contact'; readonly contactId: string; readonly accountId: string | null }

/** By lower-case e-mail: the unconverted lead, else the contact (also the one a lead was converted to); oldest first. */
export async function findBuyers(salesforce: SalesforceClient, emails: readonly string[]): Promise<Map<string, Buyer>> {
  const leads = await salesforce.queryIn(
    'SELECT Id, Email, Name, Company, OwnerId, IsConverted, ConvertedContactId, ConvertedAccountId FROM Lead ' +
      'WHERE Email IN ({list}) ORDER BY CreatedDate, Id',
    emails,
  )
  const contacts = await salesforce.queryIn(
    'SELECT Id, Email, AccountId FROM Contact WHERE Email IN ({list}) ORDER BY CreatedDate, Id',
    emails,
  )
  const found = new Map<string, Buyer>()
  // Weakest first: a later entry takes the place of an earlier one, so each list goes newest to oldest.
  const weakestFirst = [
    ...contacts.toReversed().map((row) => [row, toContact(row, 'Id', 'AccountId')] as const),
    ...leads.toReversed().map((row) => [row, toConverted(row)] as const),
    ...leads.toReversed().map((row) => [row, toLead(row)] as const),
  ]
  for (const [row, buyer] of weakestFirst) {
    const email = textOf(row, 'Email')
    if (email !== null && buyer !== null) found.set(email.toLowerCase(), buyer)
  }
  return found
}

/** Names of the opportunities each contact has a role in. */
export async function opportunityNames(
  salesforce: SalesforceClient,
  contactIds: readonly string[],
): Promise<Map<string, Set<string>>> {
  const rows = await salesforce.queryIn(
    'SELECT ContactId, Opportunity.Name FROM OpportunityContactRole WHERE ContactId IN ({list})',
    contactIds,
  )
  const names = new Map<string, Set<string>>()
  for (const row of rows) {
    const contactId = textOf(row, 'ContactId')
    const name = isRecord(row['Opportunity']) ? textOf(row['Opportunity'], 'Name') : null
    if (contactId === null || name === null) continue
    names.set(contactId, (names.get(contactId) ?? new Set()).add(name))
  }
  return names
}

function toLead(row: JsonRecord): Buyer | null {
  const [leadId, ownerId] = [textOf(row, 'Id'), textOf(row, 'OwnerId')]
  if (leadId === null || ownerId === null || row['IsConverted'] === true) return null
  // A person without company gets an account of his own name.
  return { kind: 'lead', leadId, ownerId, company: (textOf(row, 'Company') ?? textOf(row, 'Name') ?? '').trim() }
}

function toConverted(row: JsonRecord): Buyer | null {
  return row['IsConverted'] === true ? toContact(row, 'ConvertedContactId', 'ConvertedAccountId') : null
}

function toContact(row: JsonRecord, idField: string, accountField: string): Buyer | null {
  const contactId = textOf(row, idField)
  return contactId === null ? null : { kind: 'contact', contactId, accountId: textOf(row, accountField) }
}
