import { describe, expect, test } from 'vitest'
import type { SyncConfigInput } from '#config/sync-config.ts'
import { loopDocument, parsed } from '#support/company.ts'
import { differenceOf } from './difference.ts'

type LeadMaps = NonNullable<NonNullable<SyncConfigInput['fields']>['contact-lead']>
const config = (over: Partial<SyncConfigInput> = {}) => parsed(loopDocument(over))
const withMaps = (...maps: LeadMaps) => config({ fields: { 'contact-lead': maps } })
const JOB = { id: 'job', hubspot: 'message', salesforce: 'Description', direction: 'to-salesforce' } as const

describe('the difference to the active configuration', () => {
  test('of the same document is none', () => {
    expect(differenceOf(config(), config())).toEqual({
      added: [],
      removed: [],
      changed: [],
      sections: [],
      settings: [],
    })
  })

  test('names maps that come and go, and those that are switched off', () => {
    expect(differenceOf(withMaps(), withMaps(JOB))).toMatchObject({ added: ['contact-lead.job'], removed: [] })
    expect(differenceOf(withMaps(JOB), withMaps())).toMatchObject({ added: [], removed: ['contact-lead.job'] })
    expect(differenceOf(withMaps(JOB), withMaps({ ...JOB, rule: 'off' }))).toMatchObject({
      removed: ['contact-lead.job'],
    })
  })

  test('tells another rule, another field, another direction of a map', () => {
    const { changed, settings } = differenceOf(
      withMaps({ ...JOB, direction: 'both', rule: 'hubspot-wins' }),
      withMaps({ ...JOB, direction: 'both', rule: 'newest-wins', salesforce: 'Website' }),
    )
    expect(changed).toEqual(['contact-lead.job'])
    expect(settings).toEqual([
      { path: 'fields.contact-lead.job.salesforce', from: '"Description"', to: '"Website"' },
      { path: 'fields.contact-lead.job.rule', from: '"hubspot-wins"', to: '"newest-wins"' },
    ])
  })

  test('tells which values of a table are others, are new and are gone', () => {
    const table = (values: Record<string, string>) => withMaps({ ...JOB, toSalesforce: [{ map: values }] })
    const path = 'fields.contact-lead.job.toSalesforce.0.map'
    expect(differenceOf(table({ a: 'A', b: 'B', c: 'C' }), table({ c: 'C', a: 'X', d: 'D' })).settings).toEqual([
      { path: `${path}.a`, from: '"A"', to: '"X"' },
      { path: `${path}.b`, from: '"B"', to: null },
      { path: `${path}.d`, from: null, to: '"D"' },
    ])
    expect(differenceOf(table({ a: 'A', b: 'B' }), table({ b: 'B', a: 'A' })).changed).toEqual([])
  })

  test('tells who is selected otherwise, and parts of the document besides mapping', () => {
    const { selection } = loopDocument()
    const { sections, settings } = differenceOf(
      config(),
      config({
        selection: { ...selection, stages: ['salesqualifiedlead'] },
        automationUsers: ['robot@acme.example'],
      }),
    )
    expect(new Set(sections)).toEqual(new Set(['selection', 'automationUsers']))
    expect(settings).toContainEqual({
      path: 'selection.stages',
      from: '["marketingqualifiedlead","salesqualifiedlead"]',
      to: '["salesqualifiedlead"]',
    })
  })
})
