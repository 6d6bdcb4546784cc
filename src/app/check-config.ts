import type { FieldPairId, SyncConfig } from '#domain/config.ts'
import { otherSide } from '#domain/ids.ts'
import type { Side } from '#domain/ids.ts'
import type { FieldMap } from '#domain/mapping/field-map.ts'
import { PAIRS } from '#domain/objects/index.ts'
import { HUBSPOT_FIELDS, SALESFORCE_FIELDS } from '#domain/objects/own-field.ts'
import type { ObjectSchema } from '#ports/connector/schema.ts'
import { activePairs } from './active-pairs.ts'
import type { Accounts } from './config-check/accounts.ts'
import { checkAccounts } from './config-check/accounts.ts'
import { checkPolicyCampaigns } from './config-check/facts.ts'
import { checkAttribution } from './config-check/attribution.ts'
import { checkFeedback } from './config-check/feedback.ts'
import { checkNames, checkNamesOfMap } from './config-check/names.ts'
import type { SchemaProblem, Schemas } from './config-check/problem.ts'
import { checkName, error, fieldNamed, whereIs } from './config-check/problem.ts'
import { checkRequired } from './config-check/required.ts'
import { checkStages, checkWritten } from './config-check/values.ts'
import { describeOrNull } from './fit-maps.ts'

/**
 * Checks a config against the live schemas of both CRMs: every field it names exists, mapped ones are writable in the map's
 * direction and of a type that converts, all values that can come over have a place, required fields of whatever Tandem makes
 * are filled, Tandem's own fields are there; stages, statuses, users, lists, record types and campaigns exist, and statuses mean what they are named for. Only pairs that
 * are synced are checked. Writes nothing.
 * @returns every problem at once, errors first; without errors the config can be used.
 */
export async function checkConfig(config: SyncConfig, accounts: Accounts): Promise<readonly SchemaProblem[]> {
  const [schemas, named] = await Promise.all([describeAll(config, accounts), checkAccounts(config, accounts)])
  const problems = [
    ...activePairs(config).flatMap((pair) => checkPair(pair, config, schemas)),
    ...checkNames(config, schemas),
    ...checkRequired(config, schemas),
    ...checkOwnFields(schemas),
    ...checkStages(config, schemas),
    ...checkFeedback(config, schemas),
    ...checkAttribution(config, schemas),
    ...named,
    ...(await checkPolicyCampaigns(
      config,
      accounts.hubspot,
      fieldNamed(schemas.get('contacts'), config.campaignProperty),
    )),
  ]
  return problems.toSorted((a, b) => rank(a) - rank(b))
}

const rank = ({ level }: SchemaProblem): number => (level === 'error' ? 0 : 1)

async function describeAll(config: SyncConfig, accounts: Accounts): Promise<Schemas> {
  const pairs = activePairs(config).map((pair) => PAIRS[pair])
  const asked = new Map<string, Side>([
    ...pairs.map(({ hubspot }) => [hubspot, 'hubspot'] as const),
    ...pairs.map(({ salesforce }) => [salesforce, 'salesforce'] as const),
    ['Task', 'salesforce'],
  ])
  const schemas = await Promise.all(
    [...asked].map(async ([object, side]) => [object, await describeOrNull(accounts[side], object, 'fresh')] as const),
  )
  return new Map(schemas)
}

function checkPair(pair: FieldPairId, config: SyncConfig, schemas: Schemas): readonly SchemaProblem[] {
  const hubspot = schemas.get(PAIRS[pair].hubspot)
  const salesforce = schemas.get(PAIRS[pair].salesforce)
  return config.fields[pair].flatMap((map) => {
    if (map.rule === 'off') return []
    const path = `fields.${pair}.${map.id}`
    const fields = { hubspot: fieldNamed(hubspot, map.hubspot), salesforce: fieldNamed(salesforce, map.salesforce) }
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
  const writable = fieldNamed(schema, map[side])?.writable
  const written = map.direction === 'both' || map.direction === `to-${side}`
  if (!written || writable === undefined || writable === 'always') return []
  const why =
    writable === 'never' ? 'is read-only' : 'can only be set when a record is made, so later changes would fail'
  return [
    error(path, `${whereIs(side, schema)}: ${map[side]} ${why}`, `set direction: to-${otherSide(side)}, or rule: off`),
  ]
}

function checkOwnFields(schemas: Schemas): readonly SchemaProblem[] {
  const missing = [...HUBSPOT_FIELDS, ...SALESFORCE_FIELDS].filter((field) => {
    const schema = schemas.get(field.object)
    return schema !== undefined && schema?.fields[field.name] === undefined
  })
  const [first] = missing
  if (first === undefined) return []
  const message = `${missing.length} of Tandem's own fields are missing, e.g. ${first.object}.${first.name}`
  return [error('connection', message, 'run tandem provision --apply')]
}
