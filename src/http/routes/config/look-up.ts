import { pairFigures } from '#app/config/pair-figures.ts'
import { tryMap } from '#app/config/try-map.ts'
import { valueCoverage } from '#app/config/value-coverage.ts'
import { PAIRS } from '#domain/objects/index.ts'
import { PLAIN_PAIRS } from '#domain/config.ts'
import { formatInstant } from '#domain/time.ts'
import {
  CONFIG_PAIRS,
  countValuesContract,
  readConfigCatalogueContract,
  readPairSchemasContract,
  readValueCoverageContract,
  tryMapContract,
  type WrittenMap,
} from '../../contract/config-fields.ts'
import { STEP_FORMS } from '../../contract/config-steps.ts'
import { readPairFiguresContract } from '../../contract/config-pairs.ts'
import { DIRECTION_WORDS, PAIR_WORDS, RULE_WORDS } from '../../contract/config-words.ts'
import { toLiveObject } from '../../present/config.ts'
import { connectionRoute } from '../../route.ts'
import { DIRECTIONS, RULES } from '#domain/mapping/field-map.ts'

export const readPairSchemas = connectionRoute(readPairSchemasContract, async ({ scope, params, query, deps }) => {
  const freshness = query.fresh === 'yes' ? 'fresh' : 'kept'
  const { readAt, hubspot, salesforce } = await deps.config.schemasOf(scope, params.pair, freshness)
  return {
    pair: params.pair,
    readAt: formatInstant(readAt),
    hubspot: hubspot === null ? null : toLiveObject(hubspot),
    salesforce: salesforce === null ? null : toLiveObject(salesforce),
  }
})

export const readConfigCatalogue = connectionRoute(readConfigCatalogueContract, async ({ deps }) => ({
  pairs: CONFIG_PAIRS.map((id) => ({
    id,
    ...PAIR_WORDS[id],
    hubspot: PAIRS[id].hubspot,
    salesforce: PAIRS[id].salesforce,
    canSwitchOff: (PLAIN_PAIRS as readonly string[]).includes(id),
    defaults: deps.config.defaultsOf(id) as WrittenMap[],
  })),
  rules: RULES.map((id) => ({ id, ...RULE_WORDS[id] })),
  directions: DIRECTIONS.map((id) => ({ id, ...DIRECTION_WORDS[id] })),
  steps: STEP_FORMS.map(({ id, label, words }) => ({ id, label, words })),
}))

export const readPairFigures = connectionRoute(readPairFiguresContract, async ({ scope }) => ({
  pairs: (await pairFigures(scope)).map(({ linked, held, changedAt, ...rest }) => ({
    ...rest,
    linked,
    inStep: linked - held,
    changedAt: changedAt === null ? null : formatInstant(changedAt),
  })),
}))

export const readValueCoverage = connectionRoute(readValueCoverageContract, async ({ scope, body, deps }) => {
  const coverage = await valueCoverage(scope, body.pair, deps.config.readMap(body.pair, body.map))
  return {
    toSalesforce:
      coverage.toSalesforce === null ? null : { ...coverage.toSalesforce, values: [...coverage.toSalesforce.values] },
    toHubspot: coverage.toHubspot === null ? null : { ...coverage.toHubspot, values: [...coverage.toHubspot.values] },
  }
})

/** One call of the platform for each value. */
export const countValues = connectionRoute(countValuesContract, async ({ scope, body }) => {
  const connector = body.side === 'hubspot' ? scope.hubspot : scope.salesforce
  const object = PAIRS[body.pair][body.side]
  const counts: Record<string, number> = {}
  for (const value of new Set(body.values)) {
    const { total } = await connector.sample({
      object,
      conditions: [{ field: body.field, in: [value] }],
      fields: [],
      limit: 0,
    })
    counts[value] = total
  }
  return { counts }
})

export const tryOneMap = connectionRoute(tryMapContract, async ({ scope, body, deps }) => {
  const map = deps.config.readMap(body.pair, body.map)
  return { rows: [...(await tryMap(scope, { pair: body.pair, map, to: body.to }))] }
})
