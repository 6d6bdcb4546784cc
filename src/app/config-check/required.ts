import type { FieldPairId, SyncConfig } from '#domain/config.ts'
import type { Side } from '#domain/ids.ts'
import { otherSide } from '#domain/ids.ts'
import type { FieldMap } from '#domain/mapping/field-map.ts'
import type { Transform } from '#domain/mapping/transform.ts'
import { PAIRS } from '#domain/objects/index.ts'
import type { FieldSchema } from '#ports/connector/schema.ts'
import { activePairs } from '../active-pairs.ts'
import type { SchemaProblem, Schemas } from './problem.ts'
import { error, warning } from './problem.ts'

/** An object that Tandem makes records of. */
interface Making {
  readonly side: Side
  readonly object: string
  /** The pair whose maps fill them; null: no map does. */
  readonly pair: FieldPairId | null
  /** Fields that Tandem fills by itself, always. */
  readonly own: readonly string[]
}

const TASK: Making = {
  side: 'salesforce',
  object: 'Task',
  pair: null,
  own: ['Subject', 'Description', 'Status', 'Priority', 'OwnerId', 'WhoId', 'Tandem_Key__c'],
}

/** What the plain pairs put into a new record besides the mapped values. */
const PLAIN_OWN: Readonly<Partial<Record<FieldPairId, Readonly<Record<Side, readonly string[]>>>>> = {
  'company-account': { hubspot: ['domain'], salesforce: ['Name', 'OwnerId'] },
  'task-task': {
    hubspot: ['hs_task_subject', 'hs_timestamp'],
    salesforce: ['Subject', 'Status', 'Priority', 'OwnerId'],
  },
  'campaign-campaign': { hubspot: ['hs_name'], salesforce: ['Name', 'OwnerId'] },
}

function makings(config: SyncConfig): readonly Making[] {
  const opening = config.lifecycle.opensOpportunity.stages.length > 0
  return [
    { side: 'salesforce', object: 'Lead', pair: 'contact-lead', own: ['OwnerId', 'Tandem_Key__c'] },
    TASK,
    {
      side: 'hubspot',
      object: 'deals',
      pair: 'deal-opportunity',
      own: ['pipeline', 'tandem_salesforce_opportunity_id'],
    },
    ...(opening
      ? [
          {
            side: 'salesforce' as const,
            object: 'Opportunity',
            pair: null,
            own: ['Name', 'StageName', 'CloseDate', 'AccountId', 'OwnerId', 'Tandem_Key__c'],
          },
        ]
      : []),
    ...activePairs(config).flatMap((pair): readonly Making[] => {
      const own = PLAIN_OWN[pair]
      if (own === undefined) return []
      const { create } = config.pairs[pair as keyof SyncConfig['pairs']]
      return (['hubspot', 'salesforce'] as const)
        .filter((side) => create === 'both' || create === `to-${side}`)
        .map((side) => ({ side, object: PAIRS[pair][side], pair, own: own[side] }))
    }),
  ]
}

/**
 * Every object that Tandem makes records of gets all that its platform requires: by a map in the right direction, with something
 * for blanks, or from Tandem itself.
 */
export function checkRequired(config: SyncConfig, schemas: Schemas): readonly SchemaProblem[] {
  return makings(config).flatMap((making) => {
    const required = Object.values(schemas.get(making.object)?.fields ?? {}).filter(
      (field) => field.required && field.writable !== 'never' && !making.own.includes(field.name),
    )
    return required.flatMap((field) => checkField(config, schemas, making, field))
  })
}

function checkField(
  config: SyncConfig,
  schemas: Schemas,
  { side, object, pair }: Making,
  field: FieldSchema,
): readonly SchemaProblem[] {
  const platform = side === 'hubspot' ? 'HubSpot' : 'Salesforce'
  const other = side === 'hubspot' ? 'a Salesforce field' : 'a HubSpot property'
  const what = `${platform} requires ${object}.${field.name}`
  if (pair === null)
    return [
      error(
        object === 'Task' ? 'handover' : 'lifecycle.opensOpportunity',
        `${what}, which Tandem does not fill when it makes a ${object}`,
        `give the field a default value in ${platform}, or do not require it`,
      ),
    ]
  const maps = config.fields[pair].filter(
    (map) =>
      map.rule !== 'off' && map[side] === field.name && (map.direction === 'both' || map.direction === `to-${side}`),
  )
  const [first] = maps
  const key = side === 'salesforce' ? 'toSalesforce' : 'toHubspot'
  if (first === undefined)
    return [
      error(
        `fields.${pair}`,
        `${what} and no map fills it`,
        `map ${other} to ${field.name}, with a default for blanks`,
      ),
    ]
  const source = schemas.get(PAIRS[pair][otherSide(side)])?.fields[first[otherSide(side)]]
  if (maps.some((map) => fillsBlanks(map, key)) || source?.required === true) return []
  return [
    warning(
      `fields.${pair}.${first.id}.${key}`,
      `${what}, and ${first[otherSide(side)]} may be blank; such a record is refused and parked`,
      'add {default: …} or {fallback: […]}',
    ),
  ]
}

const FILLING: ReadonlySet<Transform['kind']> = new Set([
  'default',
  'fallback',
  'fallback-local-part',
  'join',
  'expression',
])

const fillsBlanks = (map: FieldMap, key: 'toSalesforce' | 'toHubspot'): boolean =>
  map.when === undefined && map[key].some((step) => FILLING.has(step.kind))
