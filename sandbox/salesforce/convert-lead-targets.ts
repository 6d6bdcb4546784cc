import type { LeadConvert } from './convert-lead.ts'
import { dataError } from './errors.ts'
import { toId18 } from './ids.ts'
import type { WriteContext } from './records/context.ts'
import type { Row, Value } from './records/table.ts'
import { viewFor } from './records/write.ts'
import { checkDuplicates } from './rules/duplicate-rules.ts'
import { fullName } from './rules/rules.ts'

/** The account of a conversion: a new one by the lead's company, or the named one with what it lacks. */
export function accountFor(context: WriteContext, ask: LeadConvert, lead: Row, ownerId: string): string {
  const mapped = {
    Phone: lead['Phone'],
    Fax: lead['Fax'],
    Website: lead['Website'],
    Industry: lead['Industry'],
    Rating: lead['Rating'],
    AnnualRevenue: lead['AnnualRevenue'],
    NumberOfEmployees: lead['NumberOfEmployees'],
    AccountSource: lead['LeadSource'],
    CurrencyIsoCode: lead['CurrencyIsoCode'],
    ...address(lead, 'Billing'),
    ...customFields(context, lead, 'Account'),
  }
  if (ask.accountId === null) {
    const values = { Name: lead['Company'] ?? null, OwnerId: ownerId, ...given(mapped) }
    return create(context, 'Account', values, ask.dedupe.account)
  }
  return fill(context, 'Account', target(context, 'Account', ask.accountId), mapped)
}

/** The contact of a conversion: a new one, or the named one, which has to be the account's. */
export function contactFor(
  context: WriteContext,
  ask: LeadConvert,
  lead: Row,
  ownerId: string,
  accountId: string,
): string {
  const same = [
    'Salutation',
    'FirstName',
    'LastName',
    'Title',
    'Email',
    'Phone',
    'MobilePhone',
    'Fax',
    'LeadSource',
    'Description',
    'DoNotCall',
    'HasOptedOutOfEmail',
    'HasOptedOutOfFax',
    'CurrencyIsoCode',
  ]
  const mapped = {
    ...Object.fromEntries(same.map((name) => [name, lead[name]])),
    ...address(lead, 'Mailing'),
    ...customFields(context, lead, 'Contact'),
  }
  if (ask.contactId === null) {
    const values = { AccountId: accountId, OwnerId: ownerId, ...given(mapped) }
    return create(context, 'Contact', values, ask.dedupe.contact)
  }
  const contact = target(context, 'Contact', ask.contactId)
  if (typeof contact['AccountId'] === 'string' && contact['AccountId'] !== accountId) {
    throw dataError('INVALID_CROSS_REFERENCE_KEY', 'The contact does not belong to the account of the conversion', [
      'contactId',
    ])
  }
  const source = ask.overwriteLeadSource ? { LeadSource: lead['LeadSource'] ?? null } : {}
  const id = fill(context, 'Contact', contact, { AccountId: accountId, ...mapped })
  if (ask.overwriteLeadSource) context.platformSave('Contact', { Id: id, ...source })
  return id
}

function create(
  context: WriteContext,
  object: 'Account' | 'Contact',
  values: Readonly<Record<string, Value>>,
  dedupe: 'checked' | 'bypassed',
): string {
  if (dedupe === 'checked') {
    // Rules compare the name that a contact will have.
    checkDuplicates(
      context,
      viewFor(context, object),
      { ...values, Name: values['Name'] ?? fullName(values) },
      undefined,
    )
  }
  return context.platformSave(object, values)
}

/** Fills the empty fields of an existing record; one that lacks nothing is not touched. */
function fill(
  context: WriteContext,
  object: string,
  row: Row,
  values: Readonly<Record<string, Value | undefined>>,
): string {
  const missing = Object.fromEntries(Object.entries(given(values)).filter(([name]) => (row[name] ?? null) === null))
  if (Object.keys(missing).length > 0) {
    context.platformSave(object, { Id: row['Id'] ?? null, ...missing, LastModifiedDate: context.org.stamp() })
  }
  return String(row['Id'])
}

export function target(context: WriteContext, object: string, raw: string): Row {
  const id = toId18(raw)
  const row = id === null ? undefined : context.org.live(object, id)
  if (!row) throw dataError('INVALID_CROSS_REFERENCE_KEY', `invalid cross reference id: ${raw}`)
  return row
}

function address(lead: Row, prefix: string): Record<string, Value | undefined> {
  const parts = ['Street', 'City', 'State', 'PostalCode', 'Country', 'Latitude', 'Longitude']
  return Object.fromEntries(parts.map((part) => [`${prefix}${part}`, lead[part]]))
}

/** Custom fields only survive where an administrator mapped them. */
export function customFields(context: WriteContext, lead: Row, object: string): Record<string, Value | undefined> {
  const view = viewFor(context, object)
  const mapped: Record<string, Value | undefined> = {}
  for (const [from, to] of Object.entries(context.org.settings.leadConversionFields)) {
    const [toObject, toField = ''] = to.split('.')
    if (toObject === object && view.byName.has(toField.toLowerCase())) mapped[toField] = lead[from]
  }
  return mapped
}

export function given(values: Readonly<Record<string, Value | undefined>>): Record<string, Value> {
  const some: Record<string, Value> = {}
  for (const [name, value] of Object.entries(values)) if (value !== undefined && value !== null) some[name] = value
  return some
}
