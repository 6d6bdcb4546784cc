import type { Side } from '#domain/ids.ts'
import type { PlainPair } from '#domain/plan/plain.ts'
import type { DuplicateReport, ItemOutcome, OnDuplicates } from '#ports/connector/writes.ts'
import { intendedChanges } from '../intents/intended.ts'
import type { BatchScope, IntendedWrite } from '../intents/write-batch.ts'
import type { Scope } from '../scope.ts'
import type { UnitPlan } from './plan.ts'
import { operationOf } from './plan.ts'
import { connectorOf } from './unit.ts'

/** Outcomes by link. A missing outcome is a broken promise of the connector and fails its record. */
export async function writeSide(
  scope: BatchScope,
  pair: PlainPair,
  side: Side,
  plans: readonly UnitPlan[],
): Promise<Outcomes> {
  return scope.writes.write(
    connectorOf(scope, side),
    plans.flatMap((plan) => intendedWrite(scope, pair, side, plan)),
  )
}

type Outcomes = ReadonlyMap<string, ItemOutcome>

/**
 * A rule that only warns lets through what somebody insists on: such records are written again, insisting, unless the config holds
 * back what may be a duplicate.
 * @returns the outcomes now, and what the rules found of those that were made all the same, by link.
 */
export async function insist(
  scope: BatchScope,
  pair: PlainPair,
  plans: readonly UnitPlan[],
  outcomes: Outcomes,
): Promise<{ readonly outcomes: Outcomes; readonly warned: ReadonlyMap<string, DuplicateReport> }> {
  const reports = new Map(
    [...outcomes].flatMap(([link, outcome]) =>
      !outcome.ok && outcome.duplicates?.kind === 'alert' ? [[link, outcome.duplicates] as const] : [],
    ),
  )
  if (reports.size === 0 || scope.config.matching.suggestions === 'hold') return { outcomes, warned: new Map() }
  const saved = await scope.writes.write(
    scope.salesforce,
    plans.flatMap((plan) =>
      reports.has(plan.unit.link.id) ? intendedWrite(scope, pair, 'salesforce', plan, 'save') : [],
    ),
  )
  const made = [...reports].filter(([link]) => saved.get(link)?.ok === true)
  return { outcomes: new Map([...outcomes, ...saved]), warned: new Map(made) }
}

/** The write of one side of a unit, with what it says. */
const intendedWrite = (
  scope: Scope,
  pair: PlainPair,
  side: Side,
  plan: UnitPlan,
  onDuplicates?: OnDuplicates,
): readonly IntendedWrite[] => {
  const operation = operationOf(plan, pair, side, onDuplicates)
  if (operation === null) return []
  const { id } = plan.unit.link
  const changes = intendedChanges(side, plan.writes[side].changes, plan.base, scope.config.fields[pair.id])
  return [{ operation, subject: id, linkId: id, changes }]
}
