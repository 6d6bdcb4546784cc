import type { FieldPairId, LifecycleConfig, SyncConfig } from '#domain/config.ts'
import { otherSide } from '#domain/ids.ts'
import type { Side } from '#domain/ids.ts'
import type { FieldMap } from '#domain/mapping/field-map.ts'
import { PAIRS } from '#domain/objects/index.ts'
import { HUBSPOT_FIELDS, SALESFORCE_FIELDS } from '#domain/objects/own-field.ts'

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
      ...tandemsOwn(pair, acting, 'hubspot'),
      ...tandemsOwn(pair, acting, 'salesforce'),
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

/** Written by Tandem besides its own fields, by the rules of another section. */
const DECIDED_ELSEWHERE: Readonly<Record<string, string>> = { 'contacts.lifecyclestage': 'lifecycle' }

/**
 * A key that a map overwrites joins the wrong records, or makes them twice; other fields of Tandem's own would be written in turns.
 * Those that Tandem itself fills by a map may be filled by another one.
 */
function tandemsOwn(pair: FieldPairId, maps: readonly FieldMap[], side: Side): readonly ConfigProblem[] {
  const object = PAIRS[pair][side]
  const mapped = new Set(writersOf(PAIRS[pair].defaults, side).map((map) => map[side]))
  const own = new Set(
    [...HUBSPOT_FIELDS, ...SALESFORCE_FIELDS]
      .filter((field) => field.object === object && !mapped.has(field.name))
      .map((field) => field.name),
  )
  return writersOf(maps, side).flatMap((map) => {
    const section = DECIDED_ELSEWHERE[`${object}.${map[side]}`]
    if (section === undefined && !own.has(map[side])) return []
    const path = `fields.${pair}.${map.id}`
    const direction = `set direction: to-${otherSide(side)}`
    return section === undefined
      ? [
          {
            path,
            message: `writes ${map[side]}, which Tandem fills itself`,
            remedy: `${direction}, or name a field of yours`,
          },
        ]
      : [
          {
            path,
            message: `writes ${map[side]}, which ${section} decides`,
            remedy: `${direction}, and say it under ${section}`,
          },
        ]
  })
}

const writersOf = (maps: readonly FieldMap[], side: Side): readonly FieldMap[] =>
  maps.filter((map) => map.rule !== 'off' && (map.direction === 'both' || map.direction === `to-${side}`))

/** Two maps that write one field would overwrite each other for ever. */
function twoWriters(pair: FieldPairId, maps: readonly FieldMap[], side: Side): readonly ConfigProblem[] {
  const byField = Map.groupBy(writersOf(maps, side), (map) => map[side])
  return [...byField].flatMap(([field, [first, ...others]]) =>
    others.map((map) => ({
      path: `fields.${pair}.${map.id}`,
      message: `writes ${field}, which ${first?.id ?? 'another map'} writes too`,
      remedy: `give it the id ${first?.id ?? ''} to replace that map, or set rule: off or another direction on one of them`,
    })),
  )
}
