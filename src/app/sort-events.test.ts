import { expect, test } from 'vitest'
import type { RemoteEvent } from '#ports/events.ts'
import { sortEvents, type Interest } from './sort-events.ts'

const interest: Interest = {
  side: 'hubspot',
  fields: new Map<string, ReadonlySet<string> | 'any'>([
    ['contacts', new Set(['email', 'lifecyclestage'])],
    ['deals', 'any'],
  ]),
}
const contacts = { side: 'hubspot', object: 'contacts' }

const event = (over: Partial<RemoteEvent> = {}): RemoteEvent => ({
  object: 'contacts',
  id: '1',
  kind: 'upserted',
  at: 5,
  by: 'others',
  ...over,
})
const sorted = (...events: readonly RemoteEvent[]) => sortEvents(events, interest, 'webhook-events')

test('what somebody else changed in a field that is read is worth a look', () => {
  expect(sorted(event({ fields: ['email'] }))).toEqual({
    hints: [{ stream: contacts, weight: 'versioned', notice: { id: '1', kind: 'upserted', modifiedAt: 5 } }],
    counts: { 'webhook-events': 1, echoes: 0, 'events-ignored': 0 },
  })
})

test.each<[string, Partial<RemoteEvent>, object]>([
  ['an own write', { fields: ['email'], by: 'own' }, { echoes: 1 }],
  ['a field that nobody reads', { fields: ['favourite_colour'] }, { 'events-ignored': 1 }],
  ['such a field beside the stamps that always move', { fields: ['x', 'lastmodifieddate'] }, { 'events-ignored': 1 }],
  ['an object that is not synced', { object: 'tasks' }, { 'events-ignored': 1 }],
  ['an object that Tandem does not know', { object: null }, { 'events-ignored': 1 }],
])('%s is dropped and counted', (_, over, counts) => {
  const result = sorted(event(over))
  expect(result.hints).toEqual([])
  expect(result.counts).toMatchObject({ 'webhook-events': 1, ...counts })
})

test('a change that names no field, or nothing but stamps, may be anything', () => {
  expect(sorted(event(), event({ fields: ['lastmodifieddate'] })).hints).toHaveLength(2)
})

test('where every field counts, every change does', () => {
  expect(sorted(event({ object: 'deals', fields: ['whatever'] })).hints).toHaveLength(1)
})

test('the end, the return and the merge of a record are looked at whatever fields they name', () => {
  const kinds = ['deleted', 'merged', 'restored', 'privacy-deleted', 'converted'] as const
  const { hints } = sorted(...kinds.map((kind) => event({ kind, fields: ['x'], survivorId: '2' })))
  expect(hints.map(({ notice }) => notice.kind)).toEqual(kinds)
  expect(hints[1]?.notice.survivorId).toBe('2')
})

test('an association moves no stamp of the record, so its version decides nothing', () => {
  expect(sorted(event({ object: 'deals', kind: 'associated' })).hints).toMatchObject([
    { weight: 'always', notice: { kind: 'upserted' } },
  ])
})

test('a change of the lifecycle stage goes before others, because sales may wait for it', () => {
  const lanes = sorted(event({ fields: ['lifecyclestage'] }), event({ fields: ['email'] })).hints
  expect(lanes.map(({ notice }) => notice.lane)).toEqual(['handoff', undefined])
})
