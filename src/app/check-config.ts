import { PLAIN_PAIRS } from '#domain/config.ts'
import type { FieldPairId, PlainPairId, SyncConfig } from '#domain/config.ts'
import { RemoteError } from '#domain/errors.ts'
import { otherSide } from '#domain/ids.ts'
import type { Side } from '#domain/ids.ts'
import type { FieldMap } from '#domain/mapping/field-map.ts'
import { HUBSPOT_FIELDS, SALESFORCE_FIELDS } from '#domain/objects/own-field.ts'
import { directoryOf } from '#domain/routing/route.ts'
import type { RepDirectory } from '#domain/routing/route.ts'
import { PAIRS } from '#domain/objects/index.ts'
import type { Connector, ObjectSchema } from '#ports/connector.ts'
import { checkNames, checkNamesOfMap } from './config-check/names.ts'
import type { SchemaProblem, Schemas } from './config-check/problem.ts'
import { checkName, whereIs } from './config-check/problem.ts'
import { checkStages, checkWritten } from './config-check/values.ts'

/**
 * Checks a config against the live schemas of both CRMs: every field it names exists, mapped ones are writable in the map's
 * direction and of a type that converts, values it spells out are options, required fields of new Leads are filled, Tandem's
 * own fields are there, stages, statuses and owners exist. Writes nothing.
 * @returns every problem at once; empty when the config can be used.
 */
export async function checkConfig(
  config: SyncConfig,
  connectors: { readonly hubspot: Connector; readonly salesforce: Connector },
): Promise<readonly SchemaProblem[]> {
  const schemas = await describeAll(connectors)
  return [
    ...activePairs(config).flatMap((pair) => checkPair(pair, config, schemas)),
    ...checkNames(config, schemas),
    ...checkRequired(config, schemas),
    ...checkOwnFields(schemas),
    ...checkStages(config, schemas),
    ...checkOwners(config, directoryOf(await connectors.salesforce.owners())),
  ]
}

/** Pairs that are synced; the others' maps may name what the accounts do not have. */
const activePairs = (config: SyncConfig): readonly FieldPairId[] =>
  (Object.keys(PAIRS) as FieldPairId[]).filter((id) => !isPlain(id) || config.pairs[id].enabled)
const isPlain = (id: FieldPairId): id is PlainPairId => (PLAIN_PAIRS as readonly string[]).includes(id)

const HUBSPOT_OBJECTS = ['contacts', 'deals']
const SALESFORCE_OBJECTS = ['Lead', 'Contact', 'Opportunity', 'Task']

async function describeAll(connectors: {
  readonly hubspot: Connector
  readonly salesforce: Connector
}): Promise<Schemas> {
  const asked = [
    ...HUBSPOT_OBJECTS.map((object) => ({ connector: connectors.hubspot, object })),
    ...SALESFORCE_OBJECTS.map((object) => ({ connector: connectors.salesforce, object })),
  ]
  const schemas = await Promise.all(
    asked.map(async ({ connector, object }) => [object, await describeOrNull(connector, object)] as const),
  )
  return new Map(schemas)
}

async function describeOrNull(connector: Connector, object: string): Promise<ObjectSchema | null> {
  try {
    return await connector.describe(object, 'fresh')
  } catch (error) {
    if (error instanceof RemoteError && error.code === 'UNKNOWN_OBJECT') return null
    throw error
  }
}

function checkPair(pair: FieldPairId, config: SyncConfig, schemas: Schemas): readonly SchemaProblem[] {
  const hubspot = schemas.get(PAIRS[pair].hubspot)
  const salesforce = schemas.get(PAIRS[pair].salesforce)
  return config.fields[pair].flatMap((map) => {
    if (map.rule === 'off') return []
    const path = `fields.${pair}.${map.id}`
    const fields = { hubspot: hubspot?.fields[map.hubspot], salesforce: salesforce?.fields[map.salesforce] }
    return [
      ...checkName(path, 'hubspot', hubspot, map.hubspot),
      ...checkName(path, 'salesforce', salesforce, map.salesforce),
      ...checkWritable(path, map, 'hubspot', hubspot),
      ...checkWritable(path, map, 'salesforce', salesforce),
      ...checkNamesOfMap(path, map, { hubspot, salesforce }),
      ...checkWritten(path, map, fields),
    ]
  })
}

function checkWritable(
  path: string,
  map: FieldMap,
  side: Side,
  schema: ObjectSchema | null | undefined,
): readonly SchemaProblem[] {
  const written = map.direction === 'both' || map.direction === `to-${side}`
  if (!written || schema?.fields[map[side]]?.writable !== 'never') return []
  const message = `${whereIs(side, schema)}: ${map[side]} is read-only`
  return [{ path, message, remedy: `set direction: to-${otherSide(side)}, or rule: off` }]
}

function checkRequired(config: SyncConfig, schemas: Schemas): readonly SchemaProblem[] {
  const filled = new Set([
    ...config.fields['contact-lead'].filter((m) => m.rule !== 'off').map((m) => m.salesforce),
    'OwnerId',
  ])
  return Object.values(schemas.get('Lead')?.fields ?? {})
    .filter((field) => field.required && field.writable !== 'never' && !filled.has(field.name))
    .map((field) => ({
      path: 'fields.contact-lead',
      message: `Salesforce requires Lead.${field.name} and no map fills it`,
      remedy: `map a HubSpot property to ${field.name}, with a default for blanks`,
    }))
}

function checkOwnFields(schemas: Schemas): readonly SchemaProblem[] {
  const missing = [...HUBSPOT_FIELDS, ...SALESFORCE_FIELDS].filter((field) => {
    const schema = schemas.get(field.object)
    return schema !== undefined && schema?.fields[field.name] === undefined
  })
  const [first] = missing
  if (first === undefined) return []
  const message = `${missing.length} of Tandem's own fields are missing, e.g. ${first.object}.${first.name}`
  return [{ path: 'connection', message, remedy: 'run tandem provision --apply' }]
}

/** The fallback owner is the promise that nobody stays unowned; a pool may have people on leave, but not names that nobody has. */
function checkOwners(config: SyncConfig, { byEmail }: RepDirectory): readonly SchemaProblem[] {
  const find = (email: string) => byEmail.get(email.trim().toLowerCase())
  const fallback = find(config.routing.fallbackOwner)
  const unknown = config.routing.pools.flatMap((pool) =>
    pool.members
      .filter((member) => find(member.email) === undefined)
      .map((member) => ({
        path: `routing.pools.${pool.id}`,
        message: `no Salesforce user has the e-mail ${member.email}`,
        remedy: 'correct it, or take the member out of the pool',
      })),
  )
  if (fallback?.active === true) return unknown
  const message = fallback === undefined ? 'no Salesforce user has this e-mail' : 'this Salesforce user is not active'
  return [{ path: 'routing.fallbackOwner', message, remedy: 'name an active Salesforce user' }, ...unknown]
}
