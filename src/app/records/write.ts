import { RemoteError } from '#domain/errors.ts'
import type { Side } from '#domain/ids.ts'
import type { PlainPair } from '#domain/plan/plain.ts'
import type { ItemOutcome, WriteOperation } from '#ports/connector.ts'
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
): Promise<ReadonlyMap<string, ItemOutcome>> {
  const outcomes = await writeAll(
    connectorOf(scope, side),
    plans.flatMap((plan) => operationOf(plan, pair, side) ?? []),
  )
  if (side === 'hubspot' || scope.config.matching.suggestions === 'hold') return outcomes
  // A rule that only warns lets through what somebody insists on; what it found is listed.
  const warned = plans.filter(({ unit }) => {
    const outcome = outcomes.get(unit.link.id)
    return outcome?.ok === false && outcome.duplicates?.kind === 'alert'
  })
  const saved = await writeAll(
    scope.salesforce,
    warned.flatMap((plan) => operationOf(plan, pair, side, 'save') ?? []),
  )
  return new Map([...outcomes, ...saved])
}

async function writeAll(
  connector: Scope['salesforce'],
  operations: readonly WriteOperation[],
): Promise<ReadonlyMap<string, ItemOutcome>> {
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
