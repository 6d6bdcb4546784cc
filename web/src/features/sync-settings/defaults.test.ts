import { expect, test } from 'vitest'
import { parseSyncConfig } from '#config/sync-config.ts'
import { ALERT_DEFAULTS } from './alerts.ts'
import { DEFAULTS } from './attribution.ts'
import { BUDGET, CAMPAIGN_PROPERTY, LOSS_REASON_FIELD, MEMBER_STATUS, writtenText } from './defaults.ts'
import { DEFAULT_ORDER, OPENS_DEFAULTS, STAGE_DEFAULTS } from './lifecycle.ts'

/** The least that an admin has to write, and a list, which has defaults of its own. */
const LEAST = {
  connection: { id: 'acme', name: 'Acme' },
  goLiveAt: '2026-03-02T09:00:00-05:00',
  selection: { marketingContacts: 'required', stages: ['marketingqualifiedlead'], optedOut: 'exclude' },
  handover: [{ id: 'all', pool: 'sales' }],
  routing: { pools: [{ id: 'sales', members: [{ email: 'ann@x.example' }] }], fallbackOwner: 'mia@x.example' },
  calendars: { office: { timeZone: 'America/New_York', schedule: { mon: [['09:00', '17:00']] } } },
  campaignMembers: [{ list: '7', campaign: 'Webinar' }],
}

test('what the page shows where the document says nothing is what counts then', () => {
  const parsed = parseSyncConfig(LEAST)
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  const { config } = parsed
  expect(config.lossReasonField).toBe(LOSS_REASON_FIELD)
  expect(config.campaignProperty).toBe(CAMPAIGN_PROPERTY)
  expect(config.campaignMembers[0]?.status).toBe(MEMBER_STATUS)
  expect(config.budget).toEqual(BUDGET)
  expect(config.lifecycle).toMatchObject({
    ...STAGE_DEFAULTS,
    order: DEFAULT_ORDER,
    opensOpportunity: OPENS_DEFAULTS,
  })
  const { keepDays, grouping } = config.alerts
  expect({ keepDays, ...grouping }).toEqual(ALERT_DEFAULTS)
  const { models, defaultModel, costs, comparison } = config.attribution
  const { minLeads, matureAfterDays } = comparison
  expect({ models, defaultModel, sources: costs.sources, minLeads, matureAfterDays }).toEqual(DEFAULTS)
})

test('what says nothing else than counts anyway is not written', () => {
  expect(writtenText(' Sent ', 'Sent')).toBeUndefined()
  expect(writtenText('  ', 'Sent')).toBeUndefined()
  expect(writtenText(' Responded', 'Sent')).toBe('Responded')
})
