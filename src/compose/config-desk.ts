import { checkConfig } from '#app/check-config.ts'
import { describeOrNull } from '#app/fit-maps.ts'
import { mapsFor, fieldMaps } from '#config/field-maps.ts'
import { parseSyncConfig, syncConfigSchema } from '#config/sync-config.ts'
import { writtenMap } from '#config/written-steps.ts'
import { fromYaml, toYaml } from '#config/yaml-text.ts'
import type { FieldPairId } from '#domain/config.ts'
import { UsageError } from '#domain/errors.ts'
import { PAIRS } from '#domain/objects/index.ts'
import type { CheckedDocument, ConfigDesk, PairSchemas } from '#http/config-desk.ts'
import type { Tandem } from '../compose.ts'

/** What the operations on the configuration of a running Tandem need. */
export function createConfigDesk(tandem: Tandem): ConfigDesk {
  return {
    schema: syncConfigSchema,
    fromYaml,
    toYaml,
    check: (connection, document, against = 'accounts') => checkDocument(tandem, connection, document, against),
    readMap,
    defaultsOf: (pair) => PAIRS[pair].defaults.map(writtenMap),
    schemasOf: schemasKept(),
    takeNewest: () => tandem.live.look(),
    unused: () => tandem.live.unused(),
  }
}

async function checkDocument(
  { accounts }: Tandem,
  connection: string,
  document: unknown,
  against: 'form' | 'accounts',
): Promise<CheckedDocument> {
  const read = parseSyncConfig(document)
  const form = read.ok
    ? []
    : read.problems.map((problem) => ({ ...problem, level: 'error' as const, found: 'form' as const }))
  const config = read.ok ? read.config : read.unusable
  if (config === null) return { config, problems: form }
  if (config.connection.id !== connection)
    form.push({
      level: 'error',
      found: 'form',
      path: 'connection.id',
      message: `this is the configuration of "${config.connection.id}", not of "${connection}"`,
      remedy: `write ${connection}, or save it there`,
    })
  const problems = against === 'form' ? [] : await checkConfig(config, accounts)
  return { config, problems: [...form, ...problems.map((problem) => ({ ...problem, found: 'accounts' as const }))] }
}

function readMap(pair: FieldPairId, map: unknown) {
  const read = fieldMaps.safeParse([map])
  if (!read.success)
    throw new UsageError(
      read.error.issues.map(({ path, message }) => `${path.slice(1).join('.')}: ${message}`).join('; '),
    )
  const [own] = read.data
  const found = mapsFor(pair, read.data, null).find(({ id }) => id === (own?.id ?? own?.hubspot))
  if (found === undefined) throw new UsageError('there is no map in this request')
  return found
}

/** How long a schema is good for people who look at it; the check of a document asks anew. */
const KEPT_MS = 60_000

function schemasKept(): ConfigDesk['schemasOf'] {
  const kept = new Map<string, { readonly at: number; readonly schemas: Promise<PairSchemas> }>()
  return (scope, pair, freshness) => {
    const key = `${scope.connection.id} ${pair}`
    const known = kept.get(key)
    const now = performance.now()
    if (known !== undefined && freshness === 'kept' && now - known.at < KEPT_MS) return known.schemas
    const schemas = Promise.all([
      describeOrNull(scope.hubspot, PAIRS[pair].hubspot, 'fresh'),
      describeOrNull(scope.salesforce, PAIRS[pair].salesforce, 'fresh'),
    ]).then(([hubspot, salesforce]) => ({ readAt: scope.clock.now(), hubspot, salesforce }))
    kept.set(key, { at: now, schemas })
    // A failure is not kept.
    schemas.catch(() => kept.delete(key))
    return schemas
  }
}
