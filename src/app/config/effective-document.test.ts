import { describe, expect, test } from 'vitest'
import { compareDocuments } from './compare-documents.ts'
import { effectiveDocument } from './effective-document.ts'

const phone = { hubspot: 'phone', salesforce: 'Phone', rule: 'newest-wins', direction: 'both' }
const whole = (...maps: readonly object[]) =>
  effectiveDocument(maps.length === 0 ? {} : { fields: { lead: maps } }, ['lead'], () => [phone])

describe('what a document works by', () => {
  test('a map that is replaced differs by its rule alone', () => {
    expect(compareDocuments(whole(), whole({ ...phone, rule: 'hubspot-wins' }))).toMatchObject([
      { path: 'fields.lead.phone.rule', from: 'newest-wins', to: 'hubspot-wins' },
    ])
  })

  test('a map that says what is there anyway is no difference', () => {
    expect(compareDocuments(whole(), whole({ hubspot: 'phone', salesforce: 'Phone' }))).toEqual([])
  })

  test('a map of the document alone comes as a whole', () => {
    expect(compareDocuments(whole(), whole({ hubspot: 'fax', salesforce: 'Fax' }))).toMatchObject([
      { path: 'fields.lead.fax', what: 'added' },
    ])
  })
})
