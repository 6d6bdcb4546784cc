import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contextTools } from '#app/context-tools.ts'
import { fittedMap } from '#app/fit-maps.ts'
import { otherSide } from '#domain/ids.ts'
import type { Side } from '#domain/ids.ts'
import { mismatch } from '#domain/mapping/convert.ts'
import type { FieldMap } from '#domain/mapping/field-map.ts'
import { translate } from '#domain/mapping/field-map.ts'
import type { Transform } from '#domain/mapping/transform.ts'
import type { Canonical, ValueType, Values } from '#domain/mapping/value.ts'
import type { OwnField } from '#domain/objects/own-field.ts'
import { reconcileRecord } from '#domain/reconcile/record.ts'
import type { Connector } from '#ports/connector.ts'
import type { ObjectSchema } from '#ports/connector/schema.ts'
import type { WriteOperation } from '#ports/connector/writes.ts'
import { startSandbox } from '#sandbox/index.ts'
import type { RunningSandbox } from '#sandbox/index.ts'
import { accessTo } from '#support/crms.ts'
import { connectAccounts, provisioners } from '../../../src/compose.ts'

/** Types whose fields can be made on both local CRMs. Times of day and owners have tests of their own. */
const TYPES = [
  'text',
  'html',
  'email',
  'phone',
  'number',
  'boolean',
  'date',
  'datetime',
  'picklist',
  'multi-picklist',
] as const satisfies readonly ValueType[]
type Tried = (typeof TYPES)[number]

const OPTIONS = ['a', 'B', 'ä ö', 'true', '42', 'x@y.example']
const LONG = `${'Emoji 😀 and ümläuts. '.repeat(1_500)}end`.slice(0, 32_000)
const VALUES: Readonly<Record<Tried, readonly string[]>> = {
  text: [
    'plain',
    '😀 family 👨‍👩‍👧',
    'a;b; c',
    ';leading',
    'line 1\r\nline 2\n\nline 4',
    '<b>no tags</b> & co',
    '42',
    'true',
    '2026-02-28',
    LONG,
  ],
  html: ['<p>Hello <b>World</b></p>', '<p>a</p><p>b &amp; c</p>', '<ul><li>one</li><li>😀</li></ul>', 'no tags'],
  email: ['Ada.Lovelace@Example.com'],
  phone: ['+49 30 123456', '(212) 555-0123 ext. 7'],
  number: ['0', '-0', '-12.5', '0.0000001', '9007199254740993', '1500.00', '12345.678'],
  boolean: ['true', 'false'],
  date: ['2028-02-29', '1969-12-31', '2026-03-29'],
  datetime: ['2026-03-29T01:30:00.999Z', '2026-11-01T05:59:59.000Z', '2028-02-29T23:59:59.500Z'],
  picklist: OPTIONS,
  'multi-picklist': ['a', 'B;a', 'ä ö;a;42'],
}

const nameOf = {
  hubspot: (type: Tried) => `rt_${type.replace('-', '_')}`,
  salesforce: (type: Tried) => `Rt_${type.replace('-', '_')}__c`,
}
const OBJECT = { hubspot: 'contacts', salesforce: 'Lead' } as const
const field = (side: Side, type: Tried): OwnField => ({
  object: OBJECT[side],
  name: nameOf[side](type),
  label: type,
  description: type,
  type,
  ...(type === 'number' ? { scale: 2 } : {}),
  ...(type === 'text' || type === 'html' ? { length: 32_768 } : {}),
  ...(type.endsWith('picklist') ? { options: OPTIONS.map((value) => ({ value, label: value, active: true })) } : {}),
})

/** The steps that an admin needs between two types, as the check of the config tells them. */
function stepsBetween(from: Tried, to: Tried): readonly Transform[] {
  if (from === 'date' && to === 'datetime') return [{ kind: 'date-to-noon', timeZone: 'America/New_York' }]
  if (from === 'datetime' && to === 'date') return [{ kind: 'noon-to-date', timeZone: 'America/New_York' }]
  // Salesforce phones hold 40 characters.
  return to === 'phone' ? [{ kind: 'truncate', length: 40 }] : []
}

let box: RunningSandbox
let accounts: Readonly<Record<Side, Connector>>
let schemas: Readonly<Record<Side, ObjectSchema>>
beforeAll(async () => {
  box = await startSandbox()
  const access = accessTo(box)
  const makers = provisioners(access, box.clock, [box.salesforce.credentials['adminUsername'] ?? ''])
  for (const side of ['hubspot', 'salesforce'] as const)
    await makers[side].apply(TYPES.map((type) => field(side, type)))
  accounts = await connectAccounts(access, 'types', box.clock)
  schemas = {
    hubspot: await accounts.hubspot.describe('contacts'),
    salesforce: await accounts.salesforce.describe('Lead'),
  }
})
afterAll(() => box.close())

/** One record a set of values; gives them back as the platform holds them now. */
async function stored(side: Side, records: readonly Values[], mark: string): Promise<readonly Values[]> {
  const operations = records.map((values, i): WriteOperation => {
    const email = `${mark}-${i}@types.example`
    const own = side === 'hubspot' ? { email } : { LastName: 'Types', Company: 'Types', Email: email }
    return { kind: 'create', traceId: `${i}`, object: OBJECT[side], values: { ...values, ...own } }
  })
  const ids = (await accounts[side].write(operations)).map((outcome, i) => {
    if (!outcome.ok) throw new Error(`${JSON.stringify(records[i])}: ${outcome.error.message}`)
    return outcome.id
  })
  const fields = TYPES.map((type) => nameOf[side](type))
  const read = new Map((await accounts[side].read({ object: OBJECT[side], ids, fields })).map((r) => [r.id, r.values]))
  return ids.map((id) => read.get(id) ?? {})
}

function mapBetween(from: Side, source: Tried, target: Tried): FieldMap {
  const types = from === 'hubspot' ? { hubspot: source, salesforce: target } : { hubspot: target, salesforce: source }
  const map: FieldMap = {
    id: 'tried',
    hubspot: nameOf.hubspot(types.hubspot),
    salesforce: nameOf.salesforce(types.salesforce),
    rule: 'newest-wins',
    direction: 'both',
    toSalesforce: stepsBetween(types.hubspot, types.salesforce),
    toHubspot: stepsBetween(types.salesforce, types.hubspot),
  }
  return fittedMap(map, schemas.hubspot, schemas.salesforce)
}

const EMAIL = /^[^\s@<>;,]+@[^\s@<>;,]+\.[a-z]+$/i
/** Whether the target's platform takes it at all: lists are closed, addresses are checked. */
function isTaken(target: Tried, value: Canonical): boolean {
  if (value === null) return true
  if (target === 'picklist') return OPTIONS.includes(value)
  if (target === 'multi-picklist') return value.split(';').every((part) => OPTIONS.includes(part))
  return target !== 'email' || EMAIL.test(value)
}

const ways = (['hubspot', 'salesforce'] as const).flatMap((from) => TYPES.map((source) => [source, from] as const))

describe('a value of every type, in every type that it can become', () => {
  const tools = contextTools('America/New_York')

  it.each(ways)('%s of %s arrives as it was sent, and never comes back as an edit', async (source, from) => {
    const to = otherSide(from)
    const own = nameOf[from](source)
    const there = await stored(
      from,
      VALUES[source].map((value) => ({ [own]: value })),
      `${from}-${source}-own`,
    )
    const targets = TYPES.filter((target) => mismatch(source, target, stepsBetween(source, target)) === null)
    expect(targets).toContain(source)
    expect(targets).toContain('text')

    const sent = there.map((values) => {
      const translated = targets.map((target) => {
        const result = translate(mapBetween(from, source, target), from, values[own] ?? null, {
          ...tools,
          record: values,
        })
        return [target, result] as const
      })
      const fit = translated.filter(([target, result]) => !result.unconvertible && isTaken(target, result.value))
      return Object.fromEntries(fit.map(([target, result]) => [nameOf[to](target), result.value]))
    })
    // Nothing is lost on the way to its own type.
    for (const values of sent) expect(values[nameOf[to](source)]).toBeDefined()
    const held = await stored(to, sent, `${from}-${source}-sent`)

    for (const [i, values] of sent.entries())
      for (const target of targets) {
        const name = nameOf[to](target)
        if (values[name] === undefined) continue
        const now = held[i]?.[name] ?? null
        expect({ target, now }).toEqual({ target, now: values[name] })
        const map = mapBetween(from, source, target)
        const state = (side: Side) => ({ values: side === from ? (there[i] ?? {}) : (held[i] ?? {}), modifiedAt: 1 })
        const both = { [from]: there[i]?.[own] ?? null, [to]: now } as Readonly<Record<Side, Canonical>>
        for (const base of [{ tried: both }, {}])
          expect(
            reconcileRecord({ maps: [map], base, hubspot: state('hubspot'), salesforce: state('salesforce'), tools })
              .writes,
          ).toEqual([])
      }
  })
})
