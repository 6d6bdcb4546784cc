import type { FieldPairId } from '#domain/config.ts'
import type { FieldMap } from '#domain/mapping/field-map.ts'
import type { Transform } from '#domain/mapping/transform.ts'
import type { Values } from '#domain/mapping/value.ts'
import type { ContextTools } from '#domain/reconcile/record.ts'
import { formatInstant, instantOfLocalNoon, isLocalDate, localDateOf, parseInstant } from '#domain/time.ts'
import { expressionResults } from './expressions.ts'
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

/** The values of records that are going to be mapped. */
export interface MappedRecords {
  readonly hubspot: readonly Values[]
  readonly salesforce: readonly Values[]
}

export interface BatchTools extends ContextTools {
  /** Call it for records that were read anew before they are mapped. Costs nothing where no map has an expression. */
  readonly also: (records: Partial<MappedRecords>) => Promise<void>
}

/**
 * Everything the maps of some pairs need for a batch: dates, and where a map asks for them the owners of both accounts (read
 * every few minutes) and the results of expressions, computed here for these records.
 */
export async function mappingTools(
  scope: Scope,
  pairs: readonly FieldPairId[],
  records: MappedRecords,
): Promise<BatchTools> {
  const maps = pairs.flatMap((pair) => scope.config.fields[pair]).filter((map) => map.rule !== 'off')
  const dates = contextTools(scope.connection.orgTimeZone)
  const tools = uses(maps, 'owner') ? { ...dates, ownerOn: await owners(scope) } : dates
  if (!uses(maps, 'expression')) return { ...tools, also: () => Promise.resolve() }
  const { computed, also } = expressionResults(tools)
  const compute = ({ hubspot = [], salesforce = [] }: Partial<MappedRecords>): Promise<void> =>
    also(
      maps.flatMap((map) => [
        { steps: map.toSalesforce, field: map.hubspot, records: hubspot, to: 'salesforce' as const },
        { steps: map.toHubspot, field: map.salesforce, records: salesforce, to: 'hubspot' as const },
      ]),
    )
  await compute(records)
  return { ...tools, computed, also: compute }
}

async function owners(scope: Scope): Promise<NonNullable<ContextTools['ownerOn']>> {
  const [hubspot, reps] = await Promise.all([hubspotOwners(scope), scope.reps()])
  return ownerTranslation(scope.config, hubspot, reps)
}

const uses = (maps: readonly FieldMap[], kind: Transform['kind']): boolean =>
  maps.some((map) => [...map.toSalesforce, ...map.toHubspot].some((step) => step.kind === kind))
