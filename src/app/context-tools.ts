import type { FieldPairId } from '#domain/config.ts'
import type { FieldMap } from '#domain/mapping/field-map.ts'
import type { Transform } from '#domain/mapping/transform.ts'
import type { Values } from '#domain/mapping/value.ts'
import type { ContextTools } from '#domain/reconcile/record.ts'
import { formatInstant, instantOfLocalNoon, isLocalDate, localDateOf, parseInstant } from '#domain/time.ts'
import type { ExpressionWork } from './expressions.ts'
import { computeExpressions } from './expressions.ts'
import { hubspotOwners, ownerTranslation } from './owners.ts'
import type { Scope } from './scope.ts'

/** Date tools for transforms; the zone `org` is the Salesforce org's own. Maps with owners or expressions need `mappingTools`. */
export function contextTools(orgTimeZone: string): ContextTools {
  const zone = (name: string): string => (name === 'org' ? orgTimeZone : name)
  return {
    noonOf: (date, timeZone) => (isLocalDate(date) ? formatInstant(instantOfLocalNoon(date, zone(timeZone))) : null),
    dateOf: (instant, timeZone) => {
      const at = parseInstant(instant)
      return at === null ? null : localDateOf(at, zone(timeZone))
    },
  }
}

/**
 * Everything the maps of some pairs need for a batch: dates, and where a map asks for them the owners of both accounts (read
 * every few minutes) and the results of expressions, computed here for exactly these records.
 * @param records the very `values` objects that are reconciled afterwards: results are found by their identity.
 */
export async function mappingTools(
  scope: Scope,
  pairs: readonly FieldPairId[],
  records: { readonly hubspot: readonly Values[]; readonly salesforce: readonly Values[] },
): Promise<ContextTools> {
  const maps = pairs.flatMap((pair) => scope.config.fields[pair]).filter((map) => map.rule !== 'off')
  const dates = contextTools(scope.connection.orgTimeZone)
  const tools = uses(maps, 'owner') ? { ...dates, ownerOn: await owners(scope) } : dates
  if (!uses(maps, 'expression')) return tools
  const ways = maps.flatMap((map): readonly ExpressionWork[] => [
    { steps: map.toSalesforce, field: map.hubspot, records: records.hubspot, to: 'salesforce' },
    { steps: map.toHubspot, field: map.salesforce, records: records.salesforce, to: 'hubspot' },
  ])
  return { ...tools, computed: await computeExpressions(ways, tools) }
}

async function owners(scope: Scope): Promise<NonNullable<ContextTools['ownerOn']>> {
  const [hubspot, reps] = await Promise.all([hubspotOwners(scope), scope.reps()])
  return ownerTranslation(scope.config, hubspot, reps)
}

const uses = (maps: readonly FieldMap[], kind: Transform['kind']): boolean =>
  maps.some((map) => [...map.toSalesforce, ...map.toHubspot].some((step) => step.kind === kind))
