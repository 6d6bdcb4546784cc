import type { FieldDef } from '../fields.ts'
import { field, parseFields, picklistOf } from '../fields.ts'

/** The currencies of an org with several: ISO code to units of it per unit of the corporate currency. */
export interface Currencies {
  readonly corporate: string
  readonly rates: Readonly<Record<string, number>>
}

/** Every record says its currency; absent in an org with a single one. https://help.salesforce.com/s/articleView?id=sf.admin_currency.htm */
export function currencyField(currencies: Currencies): FieldDef {
  const codes = Object.keys({ [currencies.corporate]: 1, ...currencies.rates })
  return field({
    name: 'CurrencyIsoCode',
    label: 'Currency ISO Code',
    type: 'picklist',
    length: 3,
    nillable: true,
    createable: true,
    updateable: true,
    defaultedOnCreate: true,
    restrictedPicklist: true,
    picklist: picklistOf(codes.map((code) => (code === currencies.corporate ? `${code}*` : code))),
    defaultValue: currencies.corporate,
  })
}

/** https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_currencytype.htm */
export const CURRENCY_TYPE_FIELDS = parseFields(`
IsoCode|Currency ISO Code|picklist 3|CL
ConversionRate|Conversion Rate|double 18,6|CU
DecimalPlaces|Decimal Places|int|CU
IsActive|Active|boolean|CU
IsCorporate|Corporate Currency|boolean|CU
`)

/** https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_datedconversionrate.htm */
export const DATED_CONVERSION_RATE_FIELDS = parseFields(`
IsoCode|Currency ISO Code|picklist 3|C
StartDate|Start Date|date|CU
NextStartDate|Next Start Date|date|N
ConversionRate|Conversion Rate|double 18,6|CU
`)

/** Objects whose records have a currency. */
export const WITH_CURRENCY: ReadonlySet<string> = new Set([
  'Account',
  'Campaign',
  'CampaignMember',
  'Contact',
  'Event',
  'Lead',
  'Opportunity',
  'OpportunityContactRole',
  'OpportunityHistory',
  'Task',
  'User',
])
