import { describe, expect, it } from 'vitest'
import type { SyncConfigInput } from '#config/sync-config.ts'
import type { FieldSchema, ObjectSchema } from '#ports/connector/schema.ts'
import { loopDocument, parsed } from '#support/company.ts'
import { checkAttribution } from './attribution.ts'

const field = (name: string, type: FieldSchema['type']): FieldSchema => ({
  name,
  label: name,
  type,
  nativeType: type,
  writable: 'always',
  required: false,
  unique: false,
})
const schema = (side: ObjectSchema['side'], object: string, fields: readonly FieldSchema[]): [string, ObjectSchema] => [
  object,
  { side, object, label: object, fields: Object.fromEntries(fields.map((one) => [one.name, one])) },
]
const SCHEMAS = new Map([
  schema('salesforce', 'Opportunity', [
    field('Refund__c', 'number'),
    field('Refunded_On__c', 'date'),
    field('Refund_Of__c', 'reference'),
    field('Mrr__c', 'number'),
    field('Note__c', 'boolean'),
  ]),
  schema('hubspot', 'contacts', [field('industry', 'text'), field('size', 'picklist')]),
])
const problems = (attribution: SyncConfigInput['attribution'], over: Partial<SyncConfigInput> = {}) =>
  checkAttribution(parsed(loopDocument({ attribution, ...over })), SCHEMAS).map(({ level, path }) => `${level} ${path}`)

describe('the check of attribution', () => {
  it('has nothing to say about fields that are there and of their kind', () => {
    const refunds = { opportunityField: 'Refund_Of__c', amountField: 'Refund__c', dateField: 'Refunded_On__c' }
    expect(problems({ refunds, payback: { monthlyRevenueField: 'Mrr__c', grossMarginPercent: 70 } })).toEqual([])
    expect(problems({})).toEqual([])
  })

  it('finds fields that nothing has, and fields of another kind', () => {
    expect(
      problems({
        refunds: { opportunityField: 'Refund_Off__c', amountField: 'Note__c', dateField: 'Refund__c' },
        payback: { monthlyRevenueField: 'Arr__c', grossMarginPercent: 70 },
        segmentProperty: 'branch',
      }),
    ).toEqual([
      'error attribution.refunds.opportunityField',
      'error attribution.refunds.amountField',
      'error attribution.refunds.dateField',
      'error attribution.payback.monthlyRevenueField',
      'error attribution.segmentProperty',
    ])
  })

  it('warns of what is never looked at: a date without an amount, a segment that is not kept', () => {
    expect(problems({ refunds: { dateField: 'Refunded_On__c' }, segmentProperty: 'size' })).toEqual([
      'warning attribution.refunds.dateField',
      'warning attribution.segmentProperty',
    ])
    const map = { hubspot: 'size', salesforce: 'Size__c', direction: 'to-salesforce' as const }
    expect(problems({ segmentProperty: 'size' }, { fields: { 'contact-lead': [map] } })).toEqual([])
  })
})
