import type { FieldPairId, SyncConfig } from '#domain/config.ts'
import { RemoteError } from '#domain/errors.ts'
import type { FieldMap } from '#domain/mapping/field-map.ts'
import { stepsInto } from '#domain/mapping/target.ts'
import { PAIRS } from '#domain/objects/index.ts'
import type { Connector } from '#ports/connector.ts'
import type { ObjectSchema } from '#ports/connector/schema.ts'
import { activePairs } from './active-pairs.ts'

interface Connectors {
  readonly hubspot: Connector
  readonly salesforce: Connector
}

/**
 * The config with its maps fitted to the live fields of both accounts, see `stepsInto`. Maps of pairs that are not synced, and
 * of fields that are not there (the check of the config says so), stay as they are. One describe an object.
 */
export async function fitMaps(
  config: SyncConfig,
  connectors: Connectors,
  freshness: 'cached' | 'fresh' = 'cached',
): Promise<SyncConfig> {
  const fitted = await Promise.all(
    activePairs(config).map(async (pair): Promise<readonly [FieldPairId, readonly FieldMap[]]> => {
      const [hubspot, salesforce] = await Promise.all([
        describeOrNull(connectors.hubspot, PAIRS[pair].hubspot, freshness),
        describeOrNull(connectors.salesforce, PAIRS[pair].salesforce, freshness),
      ])
      return [pair, config.fields[pair].map((map) => fittedMap(map, hubspot, salesforce))]
    }),
  )
  return { ...config, fields: { ...config.fields, ...Object.fromEntries(fitted) } }
}

/** One map with the steps that its two fields ask for. */
export function fittedMap(map: FieldMap, hubspot: ObjectSchema | null, salesforce: ObjectSchema | null): FieldMap {
  const own = hubspot?.fields[map.hubspot]
  const theirs = salesforce?.fields[map.salesforce]
  if (own === undefined || theirs === undefined) return map
  return {
    ...map,
    toSalesforce: stepsInto('salesforce', own, theirs, map.toSalesforce),
    toHubspot: stepsInto('hubspot', theirs, own, map.toHubspot),
  }
}

/** Null for an object that the account does not have. */
export async function describeOrNull(
  connector: Connector,
  object: string,
  freshness: 'cached' | 'fresh' = 'cached',
): Promise<ObjectSchema | null> {
  try {
    return await connector.describe(object, freshness)
  } catch (error) {
    if (error instanceof RemoteError && error.code === 'UNKNOWN_OBJECT') return null
    throw error
  }
}
