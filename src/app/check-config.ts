import type { FieldPairId, SyncConfig } from '#domain/config.ts'
import { RemoteError } from '#domain/errors.ts'
import type { Side } from '#domain/ids.ts'
import type { FieldMap } from '#domain/mapping/field-map.ts'
import { HUBSPOT_FIELDS, SALESFORCE_FIELDS } from '#domain/objects/own-field.ts'
import { directoryOf } from '#domain/routing/route.ts'
import type { RepDirectory } from '#domain/routing/route.ts'
import { PAIRS } from '#domain/objects/index.ts'
import type { Connector, FieldSchema, ObjectSchema } from '#ports/connector.ts'

export interface SchemaProblem {
  /** Where in the document, e.g. `fields.contact-lead.jobtitle`. */
  readonly path: string
  readonly message: string
  readonly remedy: string
}

type Schemas = ReadonlyMap<string, ObjectSchema | null>

/**
 * Checks a config against the live schemas of both CRMs: mapped fields exist and are writable in the map's direction, required
 * fields of new Leads are filled, Tandem's own fields are there, stages and statuses exist. Writes nothing.
 * @returns every problem at once; empty when the config can be used.
 */
export async function checkConfig(
  config: SyncConfig,
  connectors: { readonly hubspot: Connector; readonly salesforce: Connector },
): Promise<readonly SchemaProblem[]> {
  const schemas = await describeAll(connectors)
  return [
    ...(Object.keys(PAIRS) as FieldPairId[]).flatMap((pair) => checkPair(pair, config, schemas)),
    ...checkRequired(config, schemas),
    ...checkOwnFields(schemas),
    ...checkOptions(config, schemas),
    ...checkOwners(config, directoryOf(await connectors.salesforce.owners())),
  ]
}

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
  const { hubspot, salesforce } = PAIRS[pair]
  return config.fields[pair].flatMap((map) => {
    if (map.rule === 'off') return []
    const path = `fields.${pair}.${map.id}`
    return [
      ...checkField(path, map, 'hubspot', map.hubspot, schemas.get(hubspot)),
      ...checkField(path, map, 'salesforce', map.salesforce, schemas.get(salesforce)),
    ]
  })
}

const PLATFORM = { hubspot: 'HubSpot', salesforce: 'Salesforce' } as const
const WORD = { hubspot: 'property', salesforce: 'field' } as const

function checkField(
  path: string,
  map: FieldMap,
  side: Side,
  name: string,
  schema: ObjectSchema | null | undefined,
): readonly SchemaProblem[] {
  const field = schema?.fields[name]
  const where = `${PLATFORM[side]} ${schema?.label ?? 'object'}`
  if (field === undefined) {
    const own = isOwn(name)
    const near = own ? undefined : closest(name, schema)
    const remedy = own
      ? 'run tandem provision --apply, which makes it'
      : `correct the name${near === undefined ? '' : ` (did you mean ${near}?)`}, or give the integration user the right to see it`
    return [{ path, message: `${where} has no ${WORD[side]} "${name}"`, remedy }]
  }
  const written = map.direction === 'both' || map.direction === `to-${side}`
  if (written && field.writable === 'never') {
    const other = side === 'hubspot' ? 'to-salesforce' : 'to-hubspot'
    return [{ path, message: `${where}: ${name} is read-only`, remedy: `set direction: ${other}, or rule: off` }]
  }
  return []
}

const isOwn = (name: string): boolean => [...HUBSPOT_FIELDS, ...SALESFORCE_FIELDS].some((field) => field.name === name)

/** The field whose name differs least, if it differs by little: for the error message only. */
function closest(name: string, schema: ObjectSchema | null | undefined): string | undefined {
  const wanted = name.toLowerCase()
  return Object.keys(schema?.fields ?? {}).find((candidate) => {
    const other = candidate.toLowerCase()
    return other.startsWith(wanted.slice(0, 4)) && Math.abs(other.length - wanted.length) <= 3 && wanted.length >= 4
  })
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

function checkOptions(config: SyncConfig, schemas: Schemas): readonly SchemaProblem[] {
  const stages = schemas.get('contacts')?.fields['lifecyclestage']
  const named = [
    ...config.selection.stages.map((value) => ({ path: 'selection.stages', value })),
    ...config.lifecycle.opensOpportunity.stages.map((value) => ({ path: 'lifecycle.opensOpportunity.stages', value })),
    { path: 'lifecycle.onOpportunity', value: config.lifecycle.onOpportunity },
    { path: 'lifecycle.onWon', value: config.lifecycle.onWon },
  ]
  return named
    .filter(({ value }) => !hasOption(stages, value))
    .map(({ path, value }) => ({
      path,
      message: `HubSpot has no lifecycle stage "${value}"`,
      remedy: `use the internal value of a stage: ${(stages?.options ?? []).map((o) => o.value).join(', ')}`,
    }))
}

const hasOption = (field: FieldSchema | undefined, value: string): boolean =>
  field?.options === undefined || field.options.some((option) => option.value === value)
