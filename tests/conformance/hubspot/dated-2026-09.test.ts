import type { Client } from '@hubspot/api-client'
import { afterAll, beforeAll, beforeEach, describe, expect } from 'vitest'
import type { Json, TestPortal } from '#sandbox/hubspot/test-portal.ts'
import { openTestPortal, text } from '#sandbox/hubspot/test-portal.ts'
import { rule } from '../rule.ts'
import { apiRequest, officialClient } from './official.ts'

const at = 'https://developers.hubspot.com/changelog/crm-api-write-validation-enforcement'
const documented = (says: string) => ({ evidence: 'documented' as const, at, says })
const assumed = (says: string) => ({ evidence: 'assumed' as const, at, says })

let portal: TestPortal
let hubspot: Client
beforeAll(async () => {
  portal = await openTestPortal()
  hubspot = officialClient(portal)
  for (const [name, type] of [
    ['born_on', 'date'],
    ['seen_at', 'datetime'],
  ] as const) {
    await hubspot.crm.properties.coreApi.create('contacts', {
      name,
      label: name,
      type: type as never,
      fieldType: 'date' as never,
      groupName: 'contactinformation',
    })
  }
})
afterAll(() => portal.close())

const call = (method: 'POST' | 'PATCH', path: string, body: object) => apiRequest(hubspot, { method, path, body })
let made = 0
const fresh = () => `person${(made += 1)}@example.com`
const create = (version: string, properties: Record<string, unknown>, type = 'contacts') =>
  call('POST', version === 'v3' ? `/crm/v3/objects/${type}` : `/crm/objects/${version}/${type}`, {
    properties: type === 'contacts' ? { email: fresh(), ...properties } : properties,
  })
const setRules = (rules: object[]) =>
  fetch(`${portal.url}/__sandbox/property-rules`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ rules }),
  })

describe('dates', () => {
  const warning = (propertyName: string, rawValue: string, normalizedValue: string) => ({
    category: 'PROPERTY_VALUE_NORMALIZED',
    message: `${propertyName} was normalized`,
    context: { propertyName, rawValue, normalizedValue },
  })

  rule(
    'a date that is not midnight is taken and warned of',
    documented(
      'dates that are not exactly midnight, ISO 8601 texts and seconds are accepted and normalized; {category: PROPERTY_VALUE_NORMALIZED, message: "date_of_birth was normalized", context}',
    ),
    async () => {
      for (const [raw, stored, normalized] of [
        ['1990-01-01T00:00:00Z', '1990-01-01', '631152000000'],
        ['1990-01-01T17:30:00Z', '1990-01-01', '631152000000'],
        ['631152000001', '1990-01-01', '631152000000'],
        ['631152000', '1990-01-01', '631152000000'],
      ] as const) {
        const answer = await create('2026-09', { born_on: raw })
        expect([raw, answer.status, answer.json['properties']?.['born_on']]).toEqual([raw, 201, stored])
        expect(answer.json['warnings']).toEqual([warning('born_on', raw, normalized)])
      }
    },
  )

  rule(
    'an instant in seconds is taken and warned of',
    documented('timestamps in seconds are accepted and normalized'),
    async () => {
      const answer = await create('2026-09', { seen_at: '1763712000' })
      expect(answer.json['properties']?.['seen_at']).toBe('2025-11-21T08:00:00Z')
      expect(answer.json['warnings']).toEqual([warning('seen_at', '1763712000', '1763712000000')])
    },
  )

  rule(
    'usual forms are not warned of',
    assumed('which forms count as usual is not listed; here those that every version takes'),
    async () => {
      for (const properties of [
        { born_on: '1990-01-01' },
        { born_on: '631152000000' },
        { seen_at: '1763712000000' },
        { seen_at: '2026-11-21T10:00:00Z' },
      ]) {
        const answer = await create('2026-09', properties)
        expect(answer.status).toBe(201)
        expect(answer.json).not.toHaveProperty('warnings')
      }
    },
  )

  rule('texts that are no date are refused still', documented('only recognisable dates are normalized'), async () => {
    const answer = await create('2026-09', { born_on: 'soon' })
    expect(answer).toMatchObject({
      status: 400,
      json: { category: 'VALIDATION_ERROR', errors: [{ code: 'INVALID_DATE' }] },
    })
  })

  rule(
    'updates and batches are warned of record by record',
    documented('a successful write may carry warnings'),
    async () => {
      const first = text((await create('2026-09', {})).json['id'])
      const properties = { born_on: '1990-01-01T12:00:00Z' }
      const expected = [warning('born_on', '1990-01-01T12:00:00Z', '631152000000')]
      const one = await call('PATCH', `/crm/objects/2026-09/contacts/${first}`, { properties })
      expect([one.status, one.json['warnings']]).toEqual([200, expected])
      const path = '/crm/objects/2026-09/contacts/batch'
      const created = await call('POST', `${path}/create`, {
        inputs: [{ properties: { email: fresh(), ...properties } }, { properties: { email: fresh() } }],
      })
      expect(created.status).toBe(201)
      const results = created.json['results'] as unknown as Json[]
      expect(results.map((each) => each['warnings']?.[0]).filter((each) => each !== undefined)).toEqual(expected)
      const updated = await call('POST', `${path}/update`, { inputs: [{ id: first, properties }] })
      expect(updated.json['results']?.[0]?.['warnings']).toEqual(expected)
      const upserted = await call('POST', `${path}/upsert`, {
        inputs: [{ id: fresh(), idProperty: 'email', properties }],
      })
      expect([upserted.status, upserted.json['results']?.[0]?.['warnings']]).toEqual([200, expected])
    },
  )

  rule(
    'earlier versions read dates strictly and warn of nothing',
    documented('behaviour of earlier versions does not change'),
    async () => {
      for (const version of ['v3', '2026-03']) {
        const refused = await create(version, { born_on: '1990-01-01T17:30:00Z' })
        expect(refused).toMatchObject({ status: 400, json: { errors: [{ code: 'INVALID_DATE' }] } })
        const taken = await create(version, { born_on: '1990-01-01T00:00:00Z' })
        expect(taken.json).not.toHaveProperty('warnings')
        const seconds = await create(version, { seen_at: '1763712000' })
        expect(seconds.json['properties']?.['seen_at']).toBe('1970-01-21T09:55:12Z')
      }
    },
  )
})

describe('rules of administrators', () => {
  beforeEach(() => setRules([]))

  const refusedBy = (...codes: readonly (readonly [code: string, property: string, message: string])[]) => ({
    status: 400,
    json: {
      status: 'error',
      category: 'VALIDATION_ERROR',
      message: 'The property values provided are invalid',
      errors: codes.map(([code, property, message]) => ({ code, message, context: { propertyName: [property] } })),
    },
  })
  const requires = ['MISSING_REQUIRED_PROPERTY', 'jobtitle', 'A value for jobtitle must be provided'] as const
  const closing = [
    'MISSING_CONDITIONAL_REQUIRED_PROPERTY',
    'closed_lost_reason',
    'closed_lost_reason is required because of a conditional property rule based on [dealstage]',
  ] as const
  const lostNeedsReason = {
    objectType: 'deals',
    require: 'closed_lost_reason',
    when: { property: 'dealstage', values: ['closedlost'] },
  }

  rule(
    'a create without a required property is refused',
    documented('fields required when a record is created: 400 MISSING_REQUIRED_PROPERTY'),
    async () => {
      await setRules([{ objectType: 'contacts', require: 'jobtitle' }])
      expect(await create('2026-09', {})).toMatchObject(refusedBy(requires))
      expect(await create('2026-09', { jobtitle: '' })).toMatchObject(refusedBy(requires))
      const taken = await create('2026-09', { jobtitle: 'Countess' })
      expect(taken.status).toBe(201)
      const changed = await call('PATCH', `/crm/objects/2026-09/contacts/${text(taken.json['id'])}`, {
        properties: { jobtitle: '' },
      })
      expect(changed.status).toBe(200)
    },
  )

  rule(
    'a value that asks for another property is refused without it',
    documented('conditional required properties: 400 MISSING_CONDITIONAL_REQUIRED_PROPERTY, on creates and updates'),
    async () => {
      await setRules([lostNeedsReason])
      expect(await create('2026-09', { dealname: 'Lost', dealstage: 'closedlost' }, 'deals')).toMatchObject(
        refusedBy(closing),
      )
      const open = await create('2026-09', { dealname: 'Open', dealstage: 'qualifiedtobuy' }, 'deals')
      expect(open.status).toBe(201)
      const path = `/crm/objects/2026-09/deals/${text(open.json['id'])}`
      expect(await call('PATCH', path, { properties: { dealstage: 'closedlost' } })).toMatchObject(refusedBy(closing))
      const both = await call('PATCH', path, { properties: { dealstage: 'closedlost', closed_lost_reason: 'Price' } })
      expect(both.status).toBe(200)
      expect(await call('PATCH', path, { properties: { closed_lost_reason: '' } })).toMatchObject(refusedBy(closing))
      expect((await call('PATCH', path, { properties: { amount: '5' } })).status).toBe(200)
      // Made by an earlier version, the record breaks the rule already: other properties can be written still.
      const lost = await create('2026-03', { dealname: 'Lost', dealstage: 'closedlost' }, 'deals')
      const other = `/crm/objects/2026-09/deals/${text(lost.json['id'])}`
      expect((await call('PATCH', other, { properties: { amount: '5' } })).status).toBe(200)
    },
  )

  rule(
    'a value that the record has already satisfies a conditional rule',
    assumed('"missing on write" may mean the request alone'),
    async () => {
      await setRules([lostNeedsReason])
      const open = await create(
        '2026-09',
        { dealname: 'Open', dealstage: 'qualifiedtobuy', closed_lost_reason: 'Price' },
        'deals',
      )
      const moved = await call('PATCH', `/crm/objects/2026-09/deals/${text(open.json['id'])}`, {
        properties: { dealstage: 'closedlost' },
      })
      expect(moved.status).toBe(200)
    },
  )

  rule(
    'batches are refused whole without trace ids, input by input with them',
    documented('the rules apply to all write paths; multi-status needs objectWriteTraceId'),
    async () => {
      await setRules([{ objectType: 'contacts', require: 'jobtitle' }])
      const inputs = [{ properties: { email: fresh() } }, { properties: { email: fresh(), jobtitle: 'Countess' } }]
      const path = '/crm/objects/2026-09/contacts/batch'
      expect(await call('POST', `${path}/create`, { inputs })).toMatchObject({
        status: 400,
        json: { errors: [{ code: 'MISSING_REQUIRED_PROPERTY' }] },
      })
      const traced = inputs.map((input, index) => ({ ...input, objectWriteTraceId: `t${index}` }))
      const some = await call('POST', `${path}/create`, { inputs: traced })
      expect(some).toMatchObject({
        status: 207,
        json: {
          numErrors: 1,
          results: [{ objectWriteTraceId: 't1' }],
          errors: [{ category: 'VALIDATION_ERROR', context: { objectWriteTraceId: ['t0'] } }],
        },
      })
      const upserted = await call('POST', `${path}/upsert`, {
        inputs: [{ id: fresh(), idProperty: 'email', properties: {} }],
      })
      expect(upserted.status).toBe(400)
    },
  )

  rule(
    'earlier versions know nothing of the rules',
    documented('rules are enforced from 2026-09 on; earlier versions do not change'),
    async () => {
      await setRules([{ objectType: 'contacts', require: 'jobtitle' }, lostNeedsReason])
      for (const version of ['v3', '2026-03']) {
        const answers = [
          await create(version, {}),
          await create(version, { dealname: 'Lost', dealstage: 'closedlost' }, 'deals'),
        ]
        expect(answers.map(({ status }) => status)).toEqual([201, 201])
      }
      await expect(
        hubspot.crm.contacts.basicApi.create({ properties: { email: fresh() }, associations: [] }),
      ).resolves.toBeDefined()
    },
  )

  rule('rules can be there from the first day', assumed('a setting of the sandbox'), async () => {
    const strict = await openTestPortal({ propertyRules: [{ objectType: 'companies', require: 'domain', when: null }] })
    const answer = await apiRequest(officialClient(strict), {
      method: 'POST',
      path: '/crm/objects/2026-09/companies',
      body: { properties: { name: 'Acme' } },
    })
    expect(answer).toMatchObject({ status: 400, json: { errors: [{ code: 'MISSING_REQUIRED_PROPERTY' }] } })
    await strict.close()
  })
})
