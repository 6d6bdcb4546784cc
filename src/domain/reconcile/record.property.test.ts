import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import type { Base } from '../identity/link.ts'
import { DIRECTIONS, RULES } from '../mapping/field-map.ts'
import type { FieldMap } from '../mapping/field-map.ts'
import type { Transform } from '../mapping/transform.ts'
import type { Values } from '../mapping/value.ts'
import type { RecordDecision } from './record.ts'
import { initialValues, reconcileRecord } from './record.ts'

const tools = { noonOf: (date: string) => date, dateOf: (instant: string) => instant }
const FIELDS = ['a', 'b', 'c']
const ORDER = ['cold', 'warm', 'hot']
const value = fc.option(fc.constantFrom('cold', 'warm', 'hot', 'a longer text', 'x'))
const values = fc.tuple(value, value, value)

const steps: fc.Arbitrary<Pick<FieldMap, 'toSalesforce' | 'toHubspot'>> = fc.constantFrom<
  Pick<FieldMap, 'toSalesforce' | 'toHubspot'>
>(
  { toSalesforce: [], toHubspot: [] },
  { toSalesforce: [{ kind: 'truncate', length: 4 }], toHubspot: [] },
  {
    toSalesforce: [{ kind: 'value-map', map: { cold: 'Cold', warm: 'Warm', hot: 'Hot' } } satisfies Transform],
    toHubspot: [{ kind: 'value-map', map: { Cold: 'cold', Warm: 'warm', Hot: 'hot' } } satisfies Transform],
  },
  { toSalesforce: [{ kind: 'default', value: 'unknown' }], toHubspot: [] },
  // Translations that lose something on one way or on both.
  { toSalesforce: [{ kind: 'case', to: 'upper' }], toHubspot: [{ kind: 'case', to: 'lower' }] },
  { toSalesforce: [{ kind: 'split', separator: ' ', index: 0 }], toHubspot: [{ kind: 'rich-text' }] },
  { toSalesforce: [{ kind: 'plain-text' }], toHubspot: [{ kind: 'rich-text' }] },
  {
    toSalesforce: [{ kind: 'value-map', map: { cold: 'Low', warm: 'Low' }, otherwise: 'High' }],
    toHubspot: [{ kind: 'value-map', map: { Low: 'cold', High: 'hot' }, unmapped: 'park' }],
  },
  { toSalesforce: [{ kind: 'fit', to: { type: 'boolean' } }], toHubspot: [{ kind: 'default', value: 'x' }] },
  { toSalesforce: [{ kind: 'join', fields: ['a', 'b'], separator: '-' }], toHubspot: [] },
)

const maps: fc.Arbitrary<readonly FieldMap[]> = fc
  .tuple(
    ...FIELDS.map(() =>
      fc.record({ rule: fc.constantFrom(...RULES), direction: fc.constantFrom(...DIRECTIONS), steps }),
    ),
  )
  .map((chosen) =>
    chosen.map(({ rule, direction, steps: how }, i): FieldMap => ({
      id: FIELDS[i] ?? '',
      hubspot: FIELDS[i] ?? '',
      salesforce: `${FIELDS[i] ?? ''}__c`,
      rule,
      direction,
      ...how,
      ...(rule === 'most-advanced' ? { order: ORDER } : {}),
    })),
  )

interface Both {
  readonly hubspot: Values
  readonly salesforce: Values
}
const sides: fc.Arbitrary<Both> = fc.tuple(values, values).map(([hubspot, salesforce]) => ({
  hubspot: Object.fromEntries(FIELDS.map((field, i) => [field, hubspot[i] ?? null])),
  salesforce: Object.fromEntries(FIELDS.map((field, i) => [`${field}__c`, salesforce[i] ?? null])),
}))
const stamps = fc.record({ hubspot: fc.nat(3), salesforce: fc.nat(3) })

function decide(
  fieldMaps: readonly FieldMap[],
  base: Base,
  now: Both,
  modifiedAt = { hubspot: 0, salesforce: 0 },
): RecordDecision {
  return reconcileRecord({
    maps: fieldMaps,
    base,
    hubspot: { values: now.hubspot, modifiedAt: modifiedAt.hubspot },
    salesforce: { values: now.salesforce, modifiedAt: modifiedAt.salesforce },
    tools,
  })
}

/** Both sides as they are once the platforms have taken the writes. */
function applied(now: Both, decision: RecordDecision): Both {
  const written = (to: 'hubspot' | 'salesforce') =>
    Object.fromEntries(decision.writes.filter((write) => write.to === to).map((write) => [write.field, write.value]))
  return {
    hubspot: { ...now.hubspot, ...written('hubspot') },
    salesforce: { ...now.salesforce, ...written('salesforce') },
  }
}

describe('a pair with several maps', () => {
  test.prop([maps, sides, stamps, stamps])(
    'is at rest after the writes: the second look asks for nothing',
    (all, now, first, then) => {
      const decision = decide(all, {}, now, first)
      // What could not be written is decided anew each time, so by the same stamps.
      const later = decision.unconvertible.length === 0 ? then : first
      const again = decide(all, decision.base, applied(now, decision), later)
      expect(again.writes).toEqual([])
      expect(again.base).toEqual(decision.base)
    },
  )

  test.prop([maps, sides, sides, stamps, stamps])(
    'comes to rest as well after edits on both sides',
    (all, before, edited, first, then) => {
      const { base } = decide(all, {}, before, first)
      const decision = decide(all, base, edited, then)
      const again = decide(all, decision.base, applied(edited, decision), then)
      expect(again.writes).toEqual([])
      expect(again.conflicts).toEqual(decision.conflicts)
    },
  )

  test.prop([maps, sides, sides, stamps])(
    'says of every write what it took away: an edit of the side written to, and nothing else',
    (all, before, edited, then) => {
      const first = decide(all, {}, before)
      for (const write of first.writes) {
        const held = before[write.to][write.field] ?? null
        expect(write.lost).toBe(held === null ? undefined : held)
      }
      const { base } = first
      for (const write of decide(all, base, edited, then).writes) {
        const now = edited[write.to][write.field] ?? null
        const agreed = base[write.map]?.[write.to]
        const met = agreed === undefined ? now !== null : now !== agreed
        expect('lost' in write).toBe(met)
        if (met) expect(write.lost).toBe(now)
      }
    },
  )

  test.prop([maps, sides])('never lets a blank overwrite a value at the first meeting', (all, now) => {
    for (const write of decide(all, {}, now).writes) expect(write.value).not.toBeNull()
  })

  test.prop([maps, sides, stamps])(
    'takes an edit of the target back on a one-way map whose source wins',
    (all, now, at) => {
      const strict = all.map((map): FieldMap => ({
        ...map,
        rule: 'hubspot-wins',
        direction: 'to-salesforce',
        toSalesforce: [],
        toHubspot: [],
      }))
      const { base, writes } = decide(strict, {}, now)
      const settled = applied(now, { writes } as RecordDecision)
      const edited = { ...settled, salesforce: { ...settled.salesforce, a__c: 'typed by hand' } }
      const [write] = decide(strict, base, edited, at).writes
      // A blank source takes nothing back.
      if (now.hubspot['a'] === null) expect(write).toBeUndefined()
      else
        expect(write).toMatchObject({ to: 'salesforce', field: 'a__c', value: now.hubspot['a'], lost: 'typed by hand' })
    },
  )

  test.prop([maps, sides, stamps])(
    'never writes one field twice, nor a map that is off, nor against its direction',
    (all, now, at) => {
      const { writes } = decide(all, {}, now, at)
      expect(new Set(writes.map((write) => `${write.to}.${write.field}`)).size).toBe(writes.length)
      for (const write of writes) {
        const map = all.find((one) => one.id === write.map)
        expect(map?.rule).not.toBe('off')
        if (map?.direction !== 'both') expect(`to-${write.to}`).toBe(map?.direction)
        expect(write.from).toBe(now[write.to][write.field])
        expect(write.value).not.toBe(write.from)
      }
    },
  )

  test.prop([maps, sides, sides])('decides each field as if it were alone', (all, before, edited) => {
    const { base } = decide(all, {}, before)
    const together = decide(all, base, edited)
    const alone = all.flatMap((map) => decide([map], base, edited).writes)
    expect(together.writes).toEqual(alone)
  })

  test.prop([maps, sides])('made anew on Salesforce is at rest at once', (all, { hubspot }) => {
    const initial = initialValues(all, 'salesforce', hubspot, tools)
    const salesforce = Object.fromEntries(all.map((map) => [map.salesforce, initial.values[map.salesforce] ?? null]))
    const mapped = all.filter((map) => Object.hasOwn(initial.base, map.id))
    expect(decide(mapped, initial.base, { hubspot, salesforce }).writes).toEqual([])
  })
})
