import type { SyncConfig } from '#domain/config.ts'
import { otherSide } from '#domain/ids.ts'
import type { Side } from '#domain/ids.ts'
import { mismatch } from '#domain/mapping/convert.ts'
import type { FieldMap } from '#domain/mapping/field-map.ts'
import { fit } from '#domain/mapping/fit.ts'
import type { Transform } from '#domain/mapping/transform.ts'
import type { FieldSchema } from '#ports/connector/schema.ts'
import { checkCoverage, isClosedList, spelledOut } from './coverage.ts'
import { checkLimits } from './limits.ts'
import type { SchemaProblem, Schemas } from './problem.ts'
import { checkOption, error } from './problem.ts'

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

/** What a map writes fits the field it is written to: the type, the length, and every value that can come. */
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
    const steps = map[key]
    const wrong = checkOwner(path, source, target, steps) ?? checkType(path, source, target, steps)
    if (wrong !== null) return [wrong]
    const named = checkSpelledOut(`${path}.${key}`, steps, target)
    return [
      ...named,
      // Values that the document names wrongly are said once.
      ...(named.length > 0 ? [] : checkCoverage(`${path}.${key}`, to, source, target, steps)),
      ...checkLimits(`${path}.${key}`, to, source, target, steps),
    ]
  })
}

function checkType(
  path: string,
  source: FieldSchema,
  target: FieldSchema,
  steps: readonly Transform[],
): SchemaProblem | null {
  const wrong = mismatch(source.type, target.type, steps)
  return wrong === null ? null : error(path, `${source.name} to ${target.name}: ${wrong.message}`, wrong.remedy)
}

const OWNERS: ReadonlySet<string> = new Set(['OWNER', 'User', 'Group'])
const holdsOwner = (field: FieldSchema): boolean => (field.referenceTo ?? []).some((target) => OWNERS.has(target))

/** Ids of one platform mean nothing on the other: people are translated, links to other records are Tandem's own work. */
function checkOwner(
  path: string,
  source: FieldSchema,
  target: FieldSchema,
  steps: readonly Transform[],
): SchemaProblem | null {
  const translated = steps.some((step) => step.kind === 'owner')
  if (translated && (!holdsOwner(source) || !holdsOwner(target)))
    return error(
      path,
      `the step owner needs an owner or user on both sides, which ${holdsOwner(source) ? target.name : source.name} is not`,
      'take the step out, or name owner fields',
    )
  if (source.type !== 'reference' || target.type !== 'reference' || translated) return null
  if (holdsOwner(source) && holdsOwner(target))
    return error(
      path,
      `${source.name} to ${target.name}: ids of one account mean nothing in the other`,
      'add the step owner',
    )
  return error(
    path,
    `${source.name} to ${target.name}: ids of one account mean nothing in the other`,
    'take the map out: Tandem joins linked records by itself',
  )
}

function checkSpelledOut(path: string, steps: readonly Transform[], target: FieldSchema): readonly SchemaProblem[] {
  const values = spelledOut(steps)
  if (isClosedList(target)) {
    const parts = target.type === 'multi-picklist' ? values.flatMap((value) => value.split(';')) : values
    return [...new Set(parts)].flatMap((value) => checkOption(path, `${target.name} has no option`, target, value))
  }
  return values.flatMap((value) => {
    const fitted = fit(value, { type: target.type })
    return fitted.ok
      ? []
      : [error(path, `"${value}" cannot stand in ${target.name}: ${fitted.why}`, 'correct the value')]
  })
}
