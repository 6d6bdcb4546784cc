import { describe, expect, it } from 'vitest'
import { PAIRS } from './index.ts'
import { HUBSPOT_FIELDS, SALESFORCE_FIELDS } from './own-field.ts'

const pairs = Object.values(PAIRS)

describe.each(pairs)('the pair $id', (pair) => {
  it('is registered under its own name', () => {
    expect(PAIRS[pair.id]).toBe(pair)
  })

  it('has maps of different names that never write one field twice', () => {
    const ids = pair.defaults.map((map) => map.id)
    expect(new Set(ids).size).toBe(ids.length)
    const written = pair.defaults.flatMap((map) => [
      ...(map.direction === 'to-salesforce' ? [] : [`hubspot ${map.hubspot}`]),
      ...(map.direction === 'to-hubspot' ? [] : [`salesforce ${map.salesforce}`]),
    ])
    expect(new Set(written).size).toBe(written.length)
  })

  it('reads the key by which Salesforce knows it', () => {
    expect(pair.reads.salesforce).toContain('Tandem_Key__c')
  })
})

it.each([
  ['HubSpot', HUBSPOT_FIELDS, /^tandem_[a-z_]+$/],
  ['Salesforce', SALESFORCE_FIELDS, /^Tandem_[A-Za-z_]+__c$/],
] as const)('fields that Tandem brings to %s are named after it, once each, and described', (_side, fields, name) => {
  const names = fields.map((field) => `${field.object}.${field.name}`)
  expect(new Set(names).size).toBe(names.length)
  for (const field of fields) {
    expect(field.name).toMatch(name)
    expect(field.description).not.toBe('')
  }
})

it('every object that is written by key has a unique key field', () => {
  for (const object of ['Lead', 'Contact', 'Task', 'Opportunity', 'Account', 'Campaign'])
    expect(SALESFORCE_FIELDS.find((f) => f.object === object && f.name === 'Tandem_Key__c')?.unique).toBe(true)
  expect(HUBSPOT_FIELDS.find((f) => f.name === 'tandem_salesforce_opportunity_id')?.unique).toBe(true)
  for (const object of ['companies', 'tasks'])
    expect(HUBSPOT_FIELDS.find((f) => f.object === object && f.name === 'tandem_key')?.unique).toBe(true)
})
