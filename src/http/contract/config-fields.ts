import * as z from 'zod'
import { PLAIN_PAIRS } from '#domain/config.ts'
import { DIRECTIONS, RULES } from '#domain/mapping/rules.ts'
import { connectionContract } from './contract.ts'
import { count, instant } from './primitives.ts'

export const CONFIG_PAIRS = ['contact-lead', 'contact-contact', 'deal-opportunity', ...PLAIN_PAIRS] as const
export const pairId = z.enum(CONFIG_PAIRS)
export type ConfigPair = z.infer<typeof pairId>

/** One field map as it is written in the document. */
export const writtenMap = z
  .looseObject({
    id: z.string().optional(),
    hubspot: z.string(),
    salesforce: z.string(),
    rule: z.enum(RULES).optional(),
    direction: z.enum(DIRECTIONS).optional(),
    toSalesforce: z.array(z.unknown()).optional(),
    toHubspot: z.array(z.unknown()).optional(),
    values: z.record(z.string(), z.string()).optional(),
    unmapped: z.unknown().optional(),
    order: z.array(z.string()).optional(),
    when: z.looseObject({}).optional(),
  })
  .meta({ id: 'FieldMap', description: 'One property joined to one field' })
export type WrittenMap = z.infer<typeof writtenMap>

const field = z.strictObject({
  name: z.string(),
  label: z.string(),
  type: z.string(),
  nativeType: z.string(),
  writable: z.enum(['always', 'create-only', 'never']),
  required: z.boolean(),
  maxLength: z.number().optional(),
  restricted: z.boolean().optional(),
  referenceTo: z.array(z.string()).optional(),
  options: z.array(z.strictObject({ value: z.string(), label: z.string(), active: z.boolean() })).optional(),
})
export type LiveField = z.infer<typeof field>

const objectSchema = z.strictObject({
  object: z.string(),
  label: z.string(),
  fields: z.array(field).meta({ description: 'By label' }),
})
export type LiveObject = z.infer<typeof objectSchema>

export const readPairSchemasContract = connectionContract({
  name: 'readPairSchemas',
  method: 'GET',
  path: '/config/schemas/:pair',
  access: 'read',
  tag: 'Configuration',
  summary: 'The live fields of both objects of a pair',
  description: 'Read from both CRMs, and kept for a minute.',
  params: z.strictObject({ pair: pairId }),
  query: z.strictObject({ fresh: z.enum(['yes']).optional().meta({ description: 'yes: asked for now' }) }),
  reply: z.strictObject({
    pair: pairId,
    readAt: instant,
    hubspot: objectSchema.nullable().meta({ description: 'null: the account has no such object' }),
    salesforce: objectSchema.nullable(),
  }),
})

const words = { label: z.string(), words: z.string() }

export const readConfigCatalogueContract = connectionContract({
  name: 'readConfigCatalogue',
  method: 'GET',
  path: '/config/catalogue',
  access: 'read',
  tag: 'Configuration',
  summary: 'What a mapping can be made of: pairs with their own maps, rules, directions and steps',
  reply: z.strictObject({
    pairs: z.array(
      z.strictObject({
        id: pairId,
        ...words,
        hubspot: z.string(),
        salesforce: z.string(),
        canSwitchOff: z.boolean(),
        defaults: z.array(writtenMap).meta({ description: 'Maps that are there unless the document replaces them' }),
      }),
    ),
    rules: z.array(z.strictObject({ id: z.enum(RULES), ...words })),
    directions: z.array(z.strictObject({ id: z.enum(DIRECTIONS), ...words })),
    steps: z.array(z.strictObject({ id: z.string(), ...words })),
  }),
})
export type ConfigCatalogue = z.infer<(typeof readConfigCatalogueContract)['reply']>

const coveredValue = z.strictObject({
  value: z.string(),
  label: z.string(),
  active: z.boolean().meta({ description: 'false: no longer offered, but records may hold it' }),
  becomes: z.string().nullable().meta({ description: 'What is written on the other side; null: nothing' }),
  state: z
    .enum(['mapped', 'same', 'otherwise', 'parked', 'lost'])
    .meta({ description: 'lost: the other side has no such option' }),
  suggestion: z.string().nullable().meta({ description: 'The option of the other side with the same label' }),
})
export type CoveredValue = z.infer<typeof coveredValue>

const coveredSide = z.strictObject({
  values: z.array(coveredValue),
  takesAnything: z.boolean().meta({ description: 'The other side takes any text' }),
})

export const readValueCoverageContract = connectionContract({
  name: 'readValueCoverage',
  method: 'POST',
  path: '/config/values',
  access: 'read',
  audit: null,
  tag: 'Configuration',
  summary: 'What becomes of every value of both picklists that a map joins',
  body: z.strictObject({ pair: pairId, map: writtenMap }),
  reply: z.strictObject({
    toSalesforce: coveredSide.nullable().meta({ description: 'null: the HubSpot property is no list' }),
    toHubspot: coveredSide.nullable(),
  }),
})

export const countValuesContract = connectionContract({
  name: 'countValues',
  method: 'POST',
  path: '/config/values/counts',
  access: 'configure',
  audit: null,
  tag: 'Configuration',
  summary: 'How many records hold each of these values now',
  body: z.strictObject({
    pair: pairId,
    side: z.enum(['hubspot', 'salesforce']),
    field: z.string().min(1).max(255),
    values: z.array(z.string()).min(1).max(20),
  }),
  reply: z.strictObject({ counts: z.record(z.string(), count) }),
})

export const tryMapContract = connectionContract({
  name: 'tryMap',
  method: 'POST',
  path: '/config/try',
  access: 'configure',
  audit: null,
  tag: 'Configuration',
  summary: 'What a map makes of the records that changed last; writes nothing',
  body: z.strictObject({ pair: pairId, map: writtenMap, to: z.enum(['hubspot', 'salesforce']) }),
  reply: z.strictObject({
    rows: z.array(
      z.strictObject({
        recordId: z.string(),
        before: z.string().nullable(),
        after: z.string().nullable(),
        problem: z.string().nullable(),
      }),
    ),
  }),
})
