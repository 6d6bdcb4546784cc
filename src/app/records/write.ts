import { RemoteError } from '#domain/errors.ts'
import type { Side } from '#domain/ids.ts'
import type { PlainPair } from '#domain/plan/plain.ts'
import type { DuplicateReport, ItemOutcome, WriteOperation } from '#ports/connector.ts'
import type { Scope } from '../scope.ts'
import type { UnitPlan } from './plan.ts'
import { operationOf } from './plan.ts'
import { connectorOf } from './unit.ts'

/** Outcomes by link. A missing outcome is a broken promise of the connector and fails its record. */
export async function writeSide(
  scope: Scope,
  pair: PlainPair,
  side: Side,
  plans: readonly UnitPlan[],
): Promise<Outcomes> {
  return writeAll(
    connectorOf(scope, side),
    plans.flatMap((plan) => operationOf(plan, pair, side) ?? []),
  )
}

type Outcomes = ReadonlyMap<string, ItemOutcome>

/**
 * A rule that only warns lets through what somebody insists on: such records are written again, insisting, unless the config holds
 * back what may be a duplicate.
 * @returns the outcomes now, and what the rules found of those that were made all the same, by link.
 */
export async function insist(
  scope: Scope,
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
  const saved = await writeAll(
    scope.salesforce,
    plans.flatMap((plan) =>
      reports.has(plan.unit.link.id) ? (operationOf(plan, pair, 'salesforce', 'save') ?? []) : [],
    ),
  )
  const made = [...reports].filter(([link]) => saved.get(link)?.ok === true)
  return { outcomes: new Map([...outcomes, ...saved]), warned: new Map(made) }
}

async function writeAll(connector: Scope['salesforce'], operations: readonly WriteOperation[]): Promise<Outcomes> {
  if (operations.length === 0) return new Map()
  const outcomes = new Map((await connector.write(operations)).map((outcome) => [outcome.traceId, outcome]))
  const missing = operations.filter(({ traceId }) => !outcomes.has(traceId))
  return new Map([...outcomes, ...missing.map(({ traceId }) => [traceId, noOutcome(traceId)] as const)])
}

const noOutcome = (traceId: string): ItemOutcome => ({
  traceId,
  ok: false,
  error: new RemoteError({
    code: 'NO_OUTCOME',
    disposition: 'retry',
    message: 'the platform did not say what became of it',
    remedy: '',
  }),
})
