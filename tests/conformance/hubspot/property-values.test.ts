import type { Client } from '@hubspot/api-client'
import { afterAll, beforeAll, expect } from 'vitest'
import type { TestPortal } from '#sandbox/hubspot/test-portal.ts'
import { companyData, openTestPortal } from '#sandbox/hubspot/test-portal.ts'
import { rule } from '../rule.ts'
import { officialClient } from './official.ts'
import { defineProperty, options, refusal } from './property-input.ts'

const guide = 'https://developers.hubspot.com/docs/api-reference/latest/crm/properties/guide'
const documented = (says: string, at = guide) => ({ evidence: 'documented' as const, at, says })
const recorded = (says: string) => ({ evidence: 'recorded' as const, at: 'public captures of the wire', says })
const assumed = (says: string) => ({ evidence: 'assumed' as const, at: guide, says })

let portal: TestPortal
let hubspot: Client
let contact: string
beforeAll(async () => {
  portal = await openTestPortal()
  hubspot = officialClient(portal)
  const made = await hubspot.crm.contacts.basicApi.create({
    properties: { email: 'ada@example.com' },
    associations: [],
  })
  contact = made.id
})
afterAll(() => portal.close())

const define = (
  ...[name, type, fieldType, more, objectType]: [string, string, string, object?, ('contacts' | 'deals')?]
) => defineProperty(hubspot, name, type, fieldType, more, objectType)
const write = async (properties: Record<string, unknown>) =>
  (await hubspot.crm.contacts.basicApi.update(contact, { properties: properties as Record<string, string> })).properties
const read = async (name: string) => (await hubspot.crm.contacts.basicApi.getById(contact, [name])).properties[name]

rule(
  'all values read back as texts, blank ones as null',
  documented('all property values are strings; "" clears'),
  async () => {
    await define('wide', 'number', 'number')
    await define('keen', 'bool', 'booleancheckbox', { options: options('true', 'false') })
    expect(await write({ wide: 1500, keen: true })).toMatchObject({ wide: '1500', keen: 'true' })
    expect(await write({ wide: '', keen: '' })).toMatchObject({ wide: null, keen: null })
    expect(await read('wide')).toBeNull()
  },
)

rule(
  'numbers are kept plain',
  documented(
    'number: numerals or one decimal point; no commas',
    'https://community.hubspot.com/t5/Developer-Announcements/Upcoming-Increased-validation-for-contact-updates-made-through/m-p/760355',
  ),
  async () => {
    await define('ratio', 'number', 'number')
    for (const [written, stored] of [
      ['0012.50', '12.5'],
      ['-0.0', '0'],
      ['.5', '0.5'],
      ['99999999999999999999.01', '99999999999999999999.01'],
    ]) {
      expect([written, (await write({ ratio: written }))['ratio']]).toEqual([written, stored])
    }
    for (const wrong of ['5,333,222', '23.345.567,23', 'many']) {
      await expect(write({ ratio: wrong })).rejects.toMatchObject(
        refusal('ratio', 'INVALID_INTEGER', `${wrong} was not a valid number.`),
      )
    }
  },
)

rule(
  'a number with an exponent is refused, as text and as JSON number',
  {
    evidence: 'reported',
    at: 'https://github.com/Atlas-Authority/marketing-automation/issues/206',
    says: '1.4210854715202004e-14 was not a valid number. (INVALID_INTEGER)',
  },
  async () => {
    await define('rest', 'number', 'number')
    for (const written of ['1.4210854715202004e-14', 1.4210854715202004e-14]) {
      await expect(write({ rest: written })).rejects.toMatchObject(
        refusal('rest', 'INVALID_INTEGER', '1.4210854715202004e-14 was not a valid number.'),
      )
    }
  },
)

rule(
  'booleans are true or false, whatever their case',
  assumed('boolean properties hold "true" or "false"'),
  async () => {
    await define('vip', 'bool', 'booleancheckbox', { options: options('true', 'false') })
    expect((await write({ vip: 'TRUE' }))['vip']).toBe('true')
    await expect(write({ vip: 'yes' })).rejects.toMatchObject({ body: { errors: [{ code: 'INVALID_OPTION' }] } })
  },
)

rule(
  'a date is a day, given as such or as midnight UTC',
  documented('date: YYYY-MM-DD or the milliseconds of midnight UTC; other times of day are rejected'),
  async () => {
    await define('born_on', 'date', 'date')
    expect((await write({ born_on: '1815-12-10' }))['born_on']).toBe('1815-12-10')
    expect((await write({ born_on: '631152000000' }))['born_on']).toBe('1990-01-01')
    expect((await write({ born_on: '1990-01-02T00:00:00Z' }))['born_on']).toBe('1990-01-02')
    await expect(write({ born_on: '631152000001' })).rejects.toMatchObject(
      refusal('born_on', 'INVALID_DATE', '631152000001 is at 0:0:0.1 UTC, not midnight!'),
    )
    await expect(write({ born_on: 'tomorrow' })).rejects.toMatchObject({
      body: { errors: [{ code: 'INVALID_DATE' }] },
    })
  },
)

rule(
  'an instant is ISO 8601 or milliseconds and reads back as ISO',
  recorded('asd000 was not a valid long.'),
  async () => {
    await define('seen_at', 'datetime', 'date')
    expect((await write({ seen_at: '2026-11-21T10:00:00+02:00' }))['seen_at']).toBe('2026-11-21T08:00:00Z')
    expect((await write({ seen_at: '1763712000123' }))['seen_at']).toBe('2025-11-21T08:00:00.123Z')
    await expect(write({ seen_at: 'asd000' })).rejects.toMatchObject(
      refusal('seen_at', 'INVALID_LONG', 'asd000 was not a valid long.'),
    )
  },
)

rule(
  'an instant without a zone is UTC, and a day that no calendar has is refused',
  assumed('datetime: ISO 8601'),
  async () => {
    await define('left_at', 'datetime', 'date')
    expect((await write({ left_at: '2026-11-21T10:00:00' }))['left_at']).toBe('2026-11-21T10:00:00Z')
    expect((await write({ left_at: '2028-02-29' }))['left_at']).toBe('2028-02-29T00:00:00Z')
    for (const wrong of ['2026-02-29T10:00:00Z', '2026-11-21 10:00']) {
      await expect(write({ left_at: wrong })).rejects.toMatchObject(
        refusal('left_at', 'INVALID_LONG', `${wrong} was not a valid long.`),
      )
    }
  },
)

rule(
  'values that are no text have no spaces around them',
  documented(
    '"…" includes leading or trailing whitespace. (LEADING_TRAILING_WHITESPACE)',
    'https://developers.hubspot.com/changelog/reminder-breaking-change-for-enhanced-validations-for-non-string-properties-in-hubspots-crmobject-apis',
  ),
  async () => {
    await define('padded', 'number', 'number')
    await expect(write({ padded: ' 5' })).rejects.toMatchObject(
      refusal('padded', 'LEADING_TRAILING_WHITESPACE', '" 5" includes leading or trailing whitespace.'),
    )
    await expect(write({ hs_lead_status: 'NEW\u00a0' })).rejects.toMatchObject({
      body: { errors: [{ code: 'LEADING_TRAILING_WHITESPACE' }] },
    })
    expect((await write({ jobtitle: ' Countess ' }))['jobtitle']).toBe(' Countess ')
  },
)

rule(
  'a leading ; adds to a multiple choice',
  documented('values are separated by semicolons; a leading semicolon appends'),
  async () => {
    await define('topics', 'enumeration', 'checkbox', { options: options('a', 'b', 'c') })
    expect((await write({ topics: 'a;b' }))['topics']).toBe('a;b')
    expect((await write({ topics: ';c;a' }))['topics']).toBe('a;b;c')
    expect((await write({ topics: 'c' }))['topics']).toBe('c')
    await expect(write({ topics: 'c;d' })).rejects.toMatchObject({ body: { errors: [{ code: 'INVALID_OPTION' }] } })
  },
)

rule(
  'e-mail addresses are kept trimmed and in lower case',
  recorded('Email address x is invalid; addresses come back in lower case'),
  async () => {
    expect((await write({ email: 'Ada@Example.COM' }))['email']).toBe('ada@example.com')
    await expect(write({ email: 'ada@' })).rejects.toMatchObject(
      refusal('email', 'INVALID_EMAIL', 'Email address ada@ is invalid'),
    )
  },
)

rule(
  'phone numbers are kept as they were written',
  assumed('HubSpot formats numbers in its pages; for the API nothing is said'),
  async () => {
    expect((await write({ phone: '(0)30 / 1234-56' }))['phone']).toBe('(0)30 / 1234-56')
  },
)

rule('a text has 65,536 characters at most', documented('string properties hold up to 65,536 characters'), async () => {
  expect((await write({ message: 'x'.repeat(65_536) }))['message']).toHaveLength(65_536)
  await expect(write({ message: 'x'.repeat(65_537) })).rejects.toMatchObject({
    code: 400,
    body: { category: 'VALIDATION_ERROR' },
  })
})

rule(
  'read-only properties refuse values',
  {
    evidence: 'reported',
    at: 'public code of several integrations',
    says: '"x" is a read only property; its value cannot be set.',
  },
  async () => {
    const message = '"hs_marketable_status" is a read only property; its value cannot be set.'
    await expect(write({ hs_marketable_status: 'true' })).rejects.toMatchObject(
      refusal('hs_marketable_status', 'READ_ONLY_VALUE', message),
    )
    for (const name of [
      'hs_object_id',
      'createdate',
      'lastmodifieddate',
      'hs_analytics_source',
      'hs_v2_date_entered_lead',
      'num_associated_deals',
    ]) {
      await expect(write({ [name]: '1' })).rejects.toMatchObject({ body: { errors: [{ code: 'READ_ONLY_VALUE' }] } })
    }
  },
)

rule(
  'all refused values of a write are named at once',
  recorded('Property values were not valid: […] lists every problem'),
  async () => {
    await expect(write({ nonsense: 'x', hs_lead_status: 'WRONG' })).rejects.toMatchObject({
      body: { errors: [{ code: 'PROPERTY_DOESNT_EXIST' }, { code: 'INVALID_OPTION' }] },
    })
  },
)

rule(
  'an unknown owner is refused',
  {
    evidence: 'reported',
    at: 'https://community.hubspot.com (several threads)',
    says: 'INVALID_OWNER_ID; its text is not known',
  },
  async () => {
    await expect(write({ hubspot_owner_id: '1' })).rejects.toMatchObject({
      code: 400,
      body: { errors: [{ code: 'INVALID_OWNER_ID' }] },
    })
    const company = companyData({ owners: [{ name: 'Grace Hopper', email: 'grace@example.com' } as never] })
    await fetch(`${portal.url}/__sandbox/seed`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ company }),
    })
    const [owner] = (await hubspot.crm.owners.ownersApi.getPage()).results
    expect((await write({ hubspot_owner_id: owner?.id }))['hubspot_owner_id']).toBe(owner?.id)
    expect(await read('hubspot_owner_assigneddate')).toBe('2026-11-21T12:00:00Z')
    await write({ hubspot_owner_id: '' })
    expect(await read('hubspot_owner_assigneddate')).toBeNull()
  },
)

rule(
  'values with their history come newest first',
  documented(
    'propertiesWithHistory lists past values with timestamp, source type and source id',
    'https://developers.hubspot.com/docs/api-reference/latest/crm/using-object-apis',
  ),
  async () => {
    await write({ company: 'First' })
    portal.clock.advance(60_000)
    await write({ company: 'Second' })
    portal.clock.advance(60_000)
    await write({ company: '' })
    const history = (await hubspot.crm.contacts.basicApi.getById(contact, undefined, ['company']))
      .propertiesWithHistory?.['company']
    expect(history?.map(({ value, sourceType, sourceId }) => [value, sourceType, sourceId])).toEqual([
      ['', 'INTEGRATION', '2871143'],
      ['Second', 'INTEGRATION', '2871143'],
      ['First', 'INTEGRATION', '2871143'],
    ])
  },
)
