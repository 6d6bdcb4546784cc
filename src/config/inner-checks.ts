import type { FieldPairId, LifecycleConfig, SyncConfig } from '#domain/config.ts'
import type { Side } from '#domain/ids.ts'
import type { FieldMap } from '#domain/mapping/field-map.ts'

export interface ConfigProblem {
  readonly path: string
  readonly message: string
  readonly remedy: string
}

/** Stages that Tandem writes have a rank, and never open an Opportunity by themselves. */
export function checkLifecycle(lifecycle: LifecycleConfig): readonly ConfigProblem[] {
  const fromStatus = Object.entries(lifecycle.fromLeadStatus ?? {}).map(([status, stage]) => ({
    path: `lifecycle.fromLeadStatus.${status}`,
    stage,
  }))
  const written = [
    { path: 'lifecycle.onOpportunity', stage: lifecycle.onOpportunity },
    { path: 'lifecycle.onWon', stage: lifecycle.onWon },
    ...fromStatus,
  ]
  return [
    ...written
      .filter(({ stage }) => !lifecycle.order.includes(stage))
      .map(({ path, stage }) => ({
        path,
        message: `"${stage}" has no place in lifecycle.order, so nobody would ever be moved to it`,
        remedy: 'add it to lifecycle.order, or name a stage of it',
      })),
    ...fromStatus
      .filter(({ stage }) => lifecycle.opensOpportunity.stages.includes(stage))
      .map(({ path, stage }) => ({
        path,
        message: `"${stage}" opens an Opportunity, so a change of the Lead Status would open one`,
        remedy: 'name another stage, or take this one out of lifecycle.opensOpportunity.stages',
      })),
  ]
}

/** What can be wrong with maps whatever the accounts hold. */
export function checkMaps(fields: SyncConfig['fields']): readonly ConfigProblem[] {
  return (Object.keys(fields) as FieldPairId[]).flatMap((pair) => {
    const acting = fields[pair].filter((map) => map.rule !== 'off')
    return [
      ...acting
        .filter((map) => map.rule === 'most-advanced' && (map.order ?? []).length === 0)
        .map((map) => ({
          path: `fields.${pair}.${map.id}`,
          message: 'most-advanced needs an order',
          remedy: 'list the HubSpot values under order, from least to most advanced',
        })),
      ...(pair === 'deal-opportunity' ? oneWay(acting) : []),
      ...twoWriters(pair, acting, 'hubspot'),
      ...twoWriters(pair, acting, 'salesforce'),
    ]
  })
}

/** Deals mirror Opportunities: nothing is written back to one, so a map that asks for it would lose what it promises. */
function oneWay(maps: readonly FieldMap[]): readonly ConfigProblem[] {
  return maps
    .filter((map) => map.direction !== 'to-hubspot' || map.rule === 'manual')
    .map((map) => ({
      path: `fields.deal-opportunity.${map.id}`,
      message: 'deals mirror Opportunities, so their maps go one way and need no decision',
      remedy: 'set direction: to-hubspot and a rule such as salesforce-wins',
    }))
}

/** Two maps that write one field would overwrite each other for ever. */
function twoWriters(pair: FieldPairId, maps: readonly FieldMap[], side: Side): readonly ConfigProblem[] {
  const writers = maps.filter((map) => map.direction === 'both' || map.direction === `to-${side}`)
  const byField = Map.groupBy(writers, (map) => map[side])
  return [...byField].flatMap(([field, [first, ...others]]) =>
    others.map((map) => ({
      path: `fields.${pair}.${map.id}`,
      message: `writes ${field}, which ${first?.id ?? 'another map'} writes too`,
      remedy: `give it the id ${first?.id ?? ''} to replace that map, or set rule: off or another direction on one of them`,
    })),
  )
}
