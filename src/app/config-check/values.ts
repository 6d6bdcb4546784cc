import type { SyncConfig } from '#domain/config.ts'
import { otherSide } from '#domain/ids.ts'
import type { Side } from '#domain/ids.ts'
import { mismatch } from '#domain/mapping/convert.ts'
import type { FieldMap } from '#domain/mapping/field-map.ts'
import { transform } from '#domain/mapping/transform.ts'
import type { Transform, TransformContext } from '#domain/mapping/transform.ts'
import type { FieldSchema } from '#ports/connector.ts'
import type { SchemaProblem, Schemas } from './problem.ts'
import { checkOption } from './problem.ts'

/** Stages and statuses that the document names. */
export function checkStages(config: SyncConfig, schemas: Schemas): readonly SchemaProblem[] {
  const { lifecycle, selection } = config
  const { opensOpportunity: opening } = lifecycle
  const status = schemas.get('Lead')?.fields['Status']
  const stage = schemas.get('Opportunity')?.fields['StageName']
  const lifecycleStage = schemas.get('contacts')?.fields['lifecyclestage']
  const fromStatus = Object.entries(lifecycle.fromLeadStatus ?? {})
  const stages = [
    ...selection.stages.map((value) => ({ path: 'selection.stages', value })),
    ...lifecycle.order.map((value) => ({ path: 'lifecycle.order', value })),
    ...opening.stages.map((value) => ({ path: 'lifecycle.opensOpportunity.stages', value })),
    { path: 'lifecycle.onOpportunity', value: lifecycle.onOpportunity },
    { path: 'lifecycle.onWon', value: lifecycle.onWon },
    ...fromStatus.map(([lead, value]) => ({ path: `lifecycle.fromLeadStatus.${lead}`, value })),
  ]
  const path = 'lifecycle.opensOpportunity'
  return [
    ...stages.flatMap((s) => checkOption(s.path, 'HubSpot has no lifecycle stage', lifecycleStage, s.value)),
    ...fromStatus.flatMap(([lead]) =>
      checkOption('lifecycle.fromLeadStatus', 'Salesforce has no Lead Status', status, lead),
    ),
    // Both have defaults, which an org without them need not have while nothing is opened.
    ...(opening.stages.length === 0
      ? []
      : [
          ...checkOption(
            `${path}.opportunityStage`,
            'Salesforce has no opportunity stage',
            stage,
            opening.opportunityStage,
          ),
          ...checkOption(`${path}.convertedStatus`, 'Salesforce has no Lead Status', status, opening.convertedStatus),
        ]),
  ]
}

/** What a map writes fits the field it is written to: the type, and every value that the document itself spells out. */
export function checkWritten(
  path: string,
  map: FieldMap,
  fields: Readonly<Record<Side, FieldSchema | undefined>>,
): readonly SchemaProblem[] {
  return (['hubspot', 'salesforce'] as const).flatMap((to) => {
    const source = fields[otherSide(to)]
    const target = fields[to]
    if (source === undefined || target === undefined) return []
    if (map.direction !== 'both' && map.direction !== `to-${to}`) return []
    const key = to === 'salesforce' ? 'toSalesforce' : 'toHubspot'
    const wrong = mismatch(source.type, target.type, map[key])
    const type =
      wrong === null
        ? []
        : [{ path, message: `${source.name} to ${target.name}: ${wrong.message}`, remedy: wrong.remedy }]
    return [...type, ...checkSpelledOut(`${path}.${key}`, map[key], target)]
  })
}

/** Picklists that take any value but mean nothing outside of their list. */
const STATUS_FIELDS = new Set(['Status', 'StageName'])

function checkSpelledOut(path: string, steps: readonly Transform[], target: FieldSchema): readonly SchemaProblem[] {
  if (target.restricted !== true && !STATUS_FIELDS.has(target.name)) return []
  const results = steps.flatMap((step, i) =>
    spelledOut(step).map((value) => transform(steps.slice(i + 1), value, NO_CONTEXT).value),
  )
  const values = results.flatMap((value) => (target.type === 'multi-picklist' ? value?.split(';') : value) ?? [])
  return [...new Set(values)].flatMap((value) => checkOption(path, `${target.name} has no option`, target, value))
}

const spelledOut = (step: Transform): readonly string[] => {
  if (step.kind === 'default') return [step.value]
  if (step.kind !== 'value-map') return []
  return [...Object.values(step.map), ...(step.otherwise === undefined ? [] : [step.otherwise])]
}

const NO_CONTEXT: TransformContext = { record: {}, noonOf: () => null, dateOf: () => null }
