import { describe, expect, it } from 'vitest'
import { map } from '../objects/pair.ts'
import { isLocalDate } from '../time.ts'
import type { ContextTools } from './record.ts'
import { initialValues, reconcileRecord } from './record.ts'

const tools: ContextTools = {
  noonOf: (date) => (isLocalDate(date) ? `${date}T16:00:00.000Z` : null),
  dateOf: (instant) => instant.slice(0, 10),
}
const visit = map('visit', 'Visit__c', { toSalesforce: [{ kind: 'date-to-noon', timeZone: 'org' }] })
const name = map('firstname', 'FirstName')

describe('a value that cannot be converted', () => {
  const decide = (text: string) =>
    reconcileRecord({
      maps: [visit, name],
      base: { visit: { hubspot: null, salesforce: null }, firstname: { hubspot: 'A', salesforce: 'A' } },
      hubspot: { values: { visit: text, firstname: 'B' }, modifiedAt: 2 },
      salesforce: { values: { Visit__c: null, FirstName: 'A' }, modifiedAt: 1 },
      tools,
    })

  it('is named and not written, its base stays, and other fields go on', () => {
    const decision = decide('next week')
    expect(decision.unconvertible).toEqual(['visit'])
    expect(decision.writes.map((w) => w.field)).toEqual(['FirstName'])
    expect(decision.base['visit']).toEqual({ hubspot: null, salesforce: null })
  })

  it('is written once it can be', () => {
    const decision = decide('2026-07-04')
    expect(decision.unconvertible).toEqual([])
    expect(decision.writes.map((w) => w.value)).toEqual(['2026-07-04T16:00:00.000Z', 'B'])
  })

  it('is left out of a new record, without a base', () => {
    const made = initialValues([visit, name], 'salesforce', { visit: '31 June', firstname: 'B' }, tools)
    expect(made).toMatchObject({ values: { FirstName: 'B' }, unconvertible: ['visit'] })
    expect(Object.keys(made.base)).toEqual(['firstname'])
  })
})
