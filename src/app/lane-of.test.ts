import { expect, it } from 'vitest'
import type { SyncConfig } from '#domain/config.ts'
import type { Values } from '#domain/mapping/value.ts'
import { laneOf } from './lane-of.ts'
import { CONTACTS, OPPORTUNITIES } from './scope.ts'

const NOW = Date.UTC(2026, 0, 5, 10)
const scope = { config: { selection: { stages: ['marketingqualifiedlead'] } } as unknown as SyncConfig }
const notice = (values: Values) => ({
  id: '1',
  kind: 'upserted' as const,
  modifiedAt: NOW,
  record: { object: 'contacts', id: '1', values, createdAt: NOW, modifiedAt: NOW, mergedIds: [] },
})
const qualified = {
  lifecyclestage: 'marketingqualifiedlead',
  hs_v2_date_entered_marketingqualifiedlead: '2026-01-05T09:45:00.000Z',
}

it('lets who has just qualified go first', () => {
  expect(laneOf(scope, CONTACTS, notice(qualified), 'live', NOW)).toBe('handoff')
})

it.each([
  ['not selected', { ...qualified, lifecyclestage: 'customer' }],
  ['qualified long ago', { ...qualified, hs_v2_date_entered_marketingqualifiedlead: '2026-01-04T09:45:00.000Z' }],
  ['at a time that HubSpot does not tell', { ...qualified, hs_v2_date_entered_marketingqualifiedlead: null }],
])('leaves others where they are: %s', (_why, values) => {
  expect(laneOf(scope, CONTACTS, notice(values), 'backfill', NOW)).toBe('backfill')
})

it('looks at contacts alone, and at records that came along', () => {
  expect(laneOf(scope, OPPORTUNITIES, notice(qualified), 'live', NOW)).toBe('live')
  expect(laneOf(scope, CONTACTS, { id: '1', kind: 'deleted', modifiedAt: NOW }, 'live', NOW)).toBe('live')
})
