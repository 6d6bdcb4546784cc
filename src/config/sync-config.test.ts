import { describe, expect, it } from 'vitest'
import { PAIRS } from '#domain/objects/index.ts'
import type { SyncConfig } from '#domain/config.ts'
import { parseSyncConfig } from './sync-config.ts'
import type { ConfigProblem } from './sync-config.ts'

/** The least that an admin has to write. */
const LEAST = {
  connection: { id: 'acme', name: 'Acme' },
  goLiveAt: '2026-03-02T09:00:00-05:00',
  selection: { marketingContacts: 'required', stages: ['marketingqualifiedlead'], optedOut: 'exclude' },
  handover: [{ id: 'all', pool: 'sales' }],
  routing: { pools: [{ id: 'sales', members: [{ email: 'ann@x.example' }] }], fallbackOwner: 'mia@x.example' },
  calendars: { office: { timeZone: 'America/New_York', schedule: { mon: [['09:00', '17:00']] } } },
}
const POLICY = { id: 'standard', clocks: [{ target: '4h', calendar: 'office' }] }

function accepted(document: unknown): SyncConfig {
  const result = parseSyncConfig(document)
  if (!result.ok) throw new Error(JSON.stringify(result.problems))
  return result.config
}
function problems(document: unknown): readonly ConfigProblem[] {
  const result = parseSyncConfig(document)
  return result.ok ? [] : result.problems
}

describe('defaults', () => {
  const config = accepted({ ...LEAST, sla: [POLICY] })

  it('fill in what is left out', () => {
    expect(config).toMatchObject({
      goLiveAt: Date.UTC(2026, 2, 2, 14),
      selection: { conditions: [] },
      handover: [{ when: [], urgency: 'normal' }],
      routing: { keepExistingOwner: true, pools: [{ members: [{ weight: 1 }] }] },
      lifecycle: { onOpportunity: 'opportunity', onWon: 'customer', opensOpportunity: { stages: [] } },
      automationUsers: [],
      lossReasonField: 'Tandem_Loss_Reason__c',
      attribution: { defaultModel: 'linear', lookbackDays: null },
    })
    expect(config.attribution.models).toContain('linear')
  })

  it('give a policy its name, version and warnings, and its target in seconds', () => {
    expect(config.sla).toEqual([
      {
        id: 'standard',
        name: 'standard',
        version: 1,
        appliesTo: 'new-clocks',
        when: {},
        clocks: [
          {
            name: 'first-response',
            kind: 'first_response',
            targetSeconds: 14_400,
            calendarId: 'office',
            hours: 'calendar',
            warnAt: [0.5, 0.8],
            start: 'qualified',
            pausedIn: [],
            restartOnReassign: false,
          },
        ],
        escalation: [],
      },
    ])
  })

  it('bring every map of every pair', () => {
    for (const [id, pair] of Object.entries(PAIRS))
      expect(config.fields[id as keyof typeof PAIRS]).toEqual(pair.defaults)
  })
})

describe('own field maps', () => {
  const withMaps = (...maps: readonly object[]) =>
    accepted({ ...LEAST, fields: { 'contact-lead': maps } }).fields['contact-lead']
  const defaults = PAIRS['contact-lead'].defaults

  it('take the place of the default of the same name, and only there', () => {
    const maps = withMaps({ hubspot: 'phone', salesforce: 'MobilePhone', rule: 'manual' })
    expect(maps.map((map) => map.id)).toEqual(defaults.map((map) => map.id))
    expect(maps.find((map) => map.id === 'phone')).toMatchObject({
      salesforce: 'MobilePhone',
      rule: 'manual',
      toSalesforce: [],
    })
    expect(maps.filter((map) => map.id !== 'phone')).toEqual(defaults.filter((map) => map.id !== 'phone'))
    const inSamePlace = accepted({ ...LEAST, fields: { 'contact-contact': [] } }).fields['contact-contact']
    expect(inSamePlace).toEqual(PAIRS['contact-contact'].defaults)
  })

  it('come after the defaults when they are new, under their own id or the property name', () => {
    const maps = withMaps(
      { hubspot: 'city', salesforce: 'City' },
      { id: 'mobile', hubspot: 'phone', salesforce: 'MobilePhone', direction: 'to-salesforce' },
    )
    expect(maps.slice(defaults.length).map((map) => map.id)).toEqual(['city', 'mobile'])
    expect(maps.find((map) => map.id === 'phone')).toEqual(defaults.find((map) => map.id === 'phone'))
  })

  it('can switch a default off', () => {
    expect(
      withMaps({ hubspot: 'phone', salesforce: 'Phone', rule: 'off' }).find((map) => map.id === 'phone')?.rule,
    ).toBe('off')
  })
})

describe('a document that cannot be used', () => {
  it('is refused with every problem of shape at once, each with its path', () => {
    const { goLiveAt: _, ...rest } = LEAST
    const found = problems({
      ...rest,
      connection: { id: 'Not An Id', name: 'Acme' },
      selection: { ...LEAST.selection, stages: [], optedOut: 'perhaps' },
      fields: { 'contact-lead': [{ hubspot: 'phone', salesforce: 'Phone', rule: 'mine' }] },
      sla: [{ ...POLICY, clocks: [{ target: '4 hours', calendar: 'office' }] }],
    })
    expect(found.map((problem) => problem.path).toSorted()).toEqual([
      'connection.id',
      'fields.contact-lead.phone.rule',
      'goLiveAt',
      'selection.optedOut',
      'selection.stages',
      'sla.0.clocks.0.target',
    ])
    for (const problem of found) expect(problem.remedy).not.toBe('')
  })

  it('names unknown keys, at any depth', () => {
    const found = problems({ ...LEAST, selektion: {}, routing: { ...LEAST.routing, fallbak: 'x' } })
    expect(found.map((problem) => problem.message).join(' ')).toMatch(/selektion.*fallbak|fallbak.*selektion/)
  })

  it('is refused with every reference to something that is not in it', () => {
    const found = problems({
      ...LEAST,
      handover: [
        { id: 'a', pool: 'nowhere' },
        { id: 'b', pool: 'sales' },
      ],
      sla: [POLICY, { id: 'night', clocks: [{ target: '1h', calendar: 'moon' }] }],
      attribution: { models: ['first_touch'], defaultModel: 'linear' },
    })
    expect(found.map((problem) => problem.path)).toEqual([
      'handover.0.pool',
      'sla.1.clocks.0.calendar',
      'attribution.defaultModel',
    ])
    expect(found[0]?.remedy).toContain('sales')
    expect(found[1]?.remedy).toContain('office')
  })

  it.each([
    ['a zone nobody knows', { timeZone: 'Mars/Olympus', schedule: {} }, /calendars\.office\.timeZone/],
    [
      'hours that are none',
      { timeZone: 'UTC', schedule: { mon: [['nine', 'five']] } },
      /calendars\.office\.schedule\.mon/,
    ],
    [
      'a holiday that does not exist',
      { timeZone: 'UTC', schedule: {}, holidays: ['2026-02-30'] },
      /calendars\.office\.holidays/,
    ],
  ])('is refused for a calendar with %s', (_what, office, path) => {
    expect(problems({ ...LEAST, calendars: { office } })[0]?.path).toMatch(path)
  })

  it.each([
    ['nothing', null],
    ['a text', 'connection'],
    ['a list', []],
  ])('is refused when it is %s', (_what, document) => {
    expect(problems(document).length).toBeGreaterThan(0)
  })
})

it('phone numbers without a country are read as the connection’s, unless the map names one', () => {
  const map = (salesforce: string, phone: object | string) => ({
    id: salesforce,
    hubspot: 'phone',
    salesforce,
    direction: 'to-salesforce',
    toSalesforce: [phone],
  })
  const config = accepted({
    ...LEAST,
    matching: { defaultCountry: 'us' },
    fields: { 'contact-contact': [map('MobilePhone', 'phone'), map('Fax', { phone: { country: 'DE' } })] },
  })
  const steps = ['MobilePhone', 'Fax'].map(
    (id) => config.fields['contact-contact'].find((m) => m.id === id)?.toSalesforce[0],
  )
  expect(steps).toMatchObject([{ country: 'US' }, { country: 'DE' }])
})
