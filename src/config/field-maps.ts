import * as z from 'zod'
import type { FieldPairId } from '#domain/config.ts'
import { DIRECTIONS, RULES } from '#domain/mapping/field-map.ts'
import type { FieldMap } from '#domain/mapping/field-map.ts'
import type { Transform } from '#domain/mapping/transform.ts'
import { PAIRS } from '#domain/objects/index.ts'
import { transforms } from './transforms.ts'
import { valueTable } from './value-table.ts'

/** Neither platform has longer names. */
const name = z.string().min(1).max(255)

export const condition = z
  .strictObject({
    property: name,
    in: z.array(z.string()).min(1).optional().describe('Has one of these values.'),
    notIn: z.array(z.string()).min(1).optional().describe('Has none of these values; a blank holds.'),
    known: z.boolean().optional().describe('Has any value (true), or none (false).'),
    contains: z.string().min(1).optional().describe('Holds this text, upper and lower case alike.'),
    atLeast: z.string().optional().describe('Number, date or instant.'),
    atMost: z.string().optional(),
  })
  .refine(({ property: _property, ...tests }) => Object.values(tests).some((test) => test !== undefined), {
    error: 'say what the property must be: in, notIn, known, contains, atLeast or atMost',
  })
  .describe('A test on one property; all parts given must hold.')

const fieldMap = z
  .strictObject({
    id: z.string().optional().describe('Name of the map; the HubSpot property unless given.'),
    hubspot: name.describe('HubSpot property name.'),
    salesforce: name.describe('Salesforce field name.'),
    rule: z.enum(RULES).default('newest-wins').describe('Who prevails when both sides changed.'),
    direction: z.enum(DIRECTIONS).default('both'),
    toSalesforce: transforms.default([]),
    toHubspot: transforms.default([]),
    values: z
      .record(z.string(), z.string())
      .refine((table) => Object.keys(table).length > 0, { error: 'name at least one value' })
      .optional()
      .describe(
        'HubSpot value to Salesforce value, for both directions; of several HubSpot values the first comes back.',
      ),
    unmapped: z
      .union([
        z.enum(['keep', 'park']),
        z.strictObject({ toSalesforce: z.string().optional(), toHubspot: z.string().optional() }),
      ])
      .optional()
      .describe(
        'What becomes of values that the table does not name: kept (default), parked, or one value by direction.',
      ),
    order: z.array(z.string()).optional().describe('Only for most-advanced: values from least to most advanced.'),
    when: condition.optional(),
  })
  .refine((m) => m.values !== undefined || m.unmapped === undefined, {
    path: ['unmapped'],
    error: 'goes with values only',
  })

export const fieldMaps = z.array(fieldMap).superRefine((maps, context) => {
  const first = new Map<string, number>()
  for (const [i, map] of maps.entries()) {
    const id = map.id ?? map.hubspot
    if (first.has(id)) {
      const message = `a second map with the id "${id}": give it an id of its own`
      context.addIssue({ code: 'custom', path: [i, 'id'], message })
    } else first.set(id, i)
  }
})

/**
 * The pair's default maps, each replaced by the document's map of the same id, and the document's new ones after them.
 * @param country of phone numbers without one.
 */
export function mapsFor(
  pair: FieldPairId,
  own: readonly z.output<typeof fieldMap>[],
  country: string | null,
): readonly FieldMap[] {
  const given = new Map(
    own.map((m): [string, FieldMap] => {
      const { id, order, when, values, unmapped, ...rest } = m
      const table = values === undefined ? null : valueTable(values, unmapped)
      const map: FieldMap = {
        ...rest,
        toSalesforce: table === null ? rest.toSalesforce : [table.toSalesforce, ...rest.toSalesforce],
        toHubspot: table === null ? rest.toHubspot : [table.toHubspot, ...rest.toHubspot],
        id: id ?? m.hubspot,
        ...(order === undefined ? {} : { order }),
        ...(when === undefined ? {} : { when }),
      }
      return [map.id, map]
    }),
  )
  const kept = PAIRS[pair].defaults.map((m) => given.get(m.id) ?? m)
  const known = new Set(kept.map((m) => m.id))
  return [...kept, ...[...given.values()].filter((m) => !known.has(m.id))].map((m) => withCountry(m, country))
}

/** Phone numbers without a country are read as the connection's, where the map names none. */
function withCountry(map: FieldMap, country: string | null): FieldMap {
  if (country === null) return map
  const step = (one: Transform): Transform =>
    one.kind === 'phone' && one.country === undefined ? { ...one, country: country.toUpperCase() } : one
  return { ...map, toSalesforce: map.toSalesforce.map(step), toHubspot: map.toHubspot.map(step) }
}
