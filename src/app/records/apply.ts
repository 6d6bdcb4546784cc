import type { PlainPairId } from '#domain/config.ts'
import type { PlainPair } from '#domain/plan/plain.ts'
import type { ContextTools } from '#domain/reconcile/record.ts'
import type { ItemOutcome } from '#ports/connector/writes.ts'
import { mappingTools } from '../context-tools.ts'
import { decisionsOf, NO_DECISIONS } from '../field-decisions.ts'
import { frozenFields } from '../people/freeze.ts'
import type { BatchScope } from '../intents/write-batch.ts'
import type { Scope } from '../scope.ts'
import { madeAllTheSame } from './look-alikes.ts'
import type { Planning, UnitPlan } from './plan.ts'
import { planUnit, withTold } from './plan.ts'
import { recordTypeId } from './record-type.ts'
import { resultOf, writtenTo } from './result.ts'
import { connectorOf, fieldsOf } from './unit.ts'
import type { LinkedUnit, PlainStory, UnitResult } from './unit.ts'
import { insist, writeSide } from './write.ts'

/**
 * Writes what a batch of units needs, one batched call after another: Salesforce first, because HubSpot is told the ids made
 * there. Nothing is remembered here.
 */
export async function applyUnits(
  scope: BatchScope,
  story: PlainStory,
  given: readonly LinkedUnit[],
): Promise<readonly UnitResult[]> {
  if (given.length === 0) return []
  const units = await withDecisions(scope, given)
  const { pair } = story
  const planning = await planningOf(scope, story, units)
  const plans = await planAll(scope, planning, units)
  const first = await writeSide(scope, pair, 'salesforce', plans)
  const { outcomes: inSalesforce, warned } = await insist(scope, pair, plans, first)
  const written = plans.map((plan) => afterWrite(scope, plan, pair.salesforce, inSalesforce.get(plan.unit.link.id)))
  const made = await readBack(scope, pair, written)
  const told = await story.tells(
    scope,
    made.filter(({ failed }) => failed === null).map(({ plan }) => plan.unit),
  )
  const going = made.map((one) => ({ ...one, plan: withTold(one.plan, told.get(one.plan.unit.link.id) ?? {}) }))
  const inHubspot = await writeSide(
    scope,
    pair,
    'hubspot',
    going.filter(({ failed }) => failed === null).map(({ plan }) => plan),
  )
  return going.map(({ plan }) => {
    const { id } = plan.unit.link
    const outcomes = { hubspot: inHubspot.get(id), salesforce: inSalesforce.get(id) }
    const result = resultOf(scope, pair, planning.maps, plan, outcomes)
    const report = warned.get(id)
    return report === undefined || result.verdict.kind !== 'done'
      ? result
      : { ...result, verdict: madeAllTheSame(pair, report) }
  })
}

/** With what was said about their fields. */
async function withDecisions(scope: Scope, units: readonly LinkedUnit[]): Promise<readonly LinkedUnit[]> {
  const decisions = await decisionsOf(
    scope,
    units.map(({ link }) => link.id),
  )
  if (decisions.size === 0) return units
  return units.map((unit) => ({ ...unit, decisions: decisions.get(unit.link.id) ?? NO_DECISIONS }))
}

async function planningOf(scope: Scope, { pair }: PlainStory, units: readonly LinkedUnit[]): Promise<Planning> {
  const making = units.some(({ salesforce }) => salesforce === null)
  const type = making ? await recordTypeId(scope, pair) : null
  const owner = making ? await fallbackOwner(scope) : null
  return {
    pair,
    maps: scope.config.fields[pair.id],
    otherwise: owner === null ? {} : { OwnerId: owner },
    always: type === null ? {} : { RecordTypeId: type },
    tools: await toolsFor(scope, pair.id, units),
  }
}

const toolsFor = (scope: Scope, pair: PlainPairId, units: readonly LinkedUnit[]): Promise<ContextTools> =>
  mappingTools(scope, [pair], {
    hubspot: units.flatMap(({ hubspot }) => (hubspot === null ? [] : [hubspot.record.values])),
    salesforce: units.flatMap(({ salesforce }) => (salesforce === null ? [] : [salesforce.record.values])),
  })

/** The user who gets what nobody else can take; null when the address is no active user's. */
async function fallbackOwner(scope: Scope): Promise<string | null> {
  const { byEmail } = await scope.reps()
  const user = byEmail.get(scope.config.routing.fallbackOwner.trim().toLowerCase())
  return user?.active === true ? user.id : null
}

/** A mapped field is never written to a record that is known by its capture alone: it is read, and decided again. */
async function planAll(scope: Scope, planning: Planning, units: readonly LinkedUnit[]): Promise<readonly UnitPlan[]> {
  const first = units.map((unit) => planUnit(scope, planning, unit))
  const fresh = new Map<LinkedUnit, LinkedUnit>()
  for (const side of ['hubspot', 'salesforce'] as const) {
    // By a snapshot a value may look changed, or unchanged, that is not: who was decided about is read as well.
    const isDoubtful = ({ mapped, unit }: UnitPlan): boolean => mapped.includes(side) || (unit.decisions?.size ?? 0) > 0
    const stale = first.filter((plan) => isDoubtful(plan) && plan.unit[side]?.by === 'snapshot')
    const ids = stale.flatMap(({ unit }) => unit[side]?.record.id ?? [])
    if (ids.length === 0) continue
    const request = { object: planning.pair[side], ids, fields: fieldsOf(scope.config, planning.pair, side) }
    const read = new Map((await connectorOf(scope, side).read(request)).map((record) => [record.id, record]))
    for (const { unit } of stale) {
      const record = read.get(unit[side]?.record.id ?? '')
      // One that vanished meanwhile is told by the write itself.
      if (record !== undefined) fresh.set(unit, { ...(fresh.get(unit) ?? unit), [side]: { record, by: 'read' } })
    }
  }
  // What tools computed was computed for the records as they were.
  const renewed =
    fresh.size === 0 ? planning : { ...planning, tools: await toolsFor(scope, planning.pair.id, [...fresh.values()]) }
  const planningOfUnit = new Map([...fresh.values()].map((unit) => [unit, renewed]))
  const again = first.map((plan) => {
    const unit = fresh.get(plan.unit)
    return unit === undefined ? plan : planUnit(scope, renewed, unit)
  })
  const writing = again.filter((plan) => plan.mapped.length > 0).map(({ unit }) => unit)
  const frozen = writing.length === 0 ? new Map<never, never>() : await frozenFields(scope, writing)
  return again.map((plan) => {
    const held = frozen.get(plan.unit.link.id)
    return held === undefined || held.size === 0
      ? plan
      : planUnit(scope, planningOfUnit.get(plan.unit) ?? planning, plan.unit, held)
  })
}

/** The unit as it is once Salesforce has answered. */
function afterWrite(
  scope: Scope,
  plan: UnitPlan,
  object: string,
  outcome: ItemOutcome | undefined,
): { readonly plan: UnitPlan; readonly failed: ItemOutcome | null } {
  if (outcome === undefined) return { plan, failed: null }
  if (!outcome.ok) return { plan, failed: outcome }
  const { unit } = plan
  const seen = writtenTo(scope, unit.salesforce, object, outcome, plan.writes.salesforce.values)
  return { plan: { ...plan, unit: { ...unit, salesforce: seen } }, failed: null }
}

type Written = ReturnType<typeof afterWrite>

/**
 * What was made in Salesforce is read once: the platform adds much of its own, and a record that is known whole needs no look when
 * its echo comes. One of which Salesforce made something else than was sent stays news.
 */
async function readBack(scope: Scope, pair: PlainPair, written: readonly Written[]): Promise<readonly Written[]> {
  const ids = written.flatMap(({ plan, failed }) =>
    plan.make === 'salesforce' && failed === null ? (plan.unit.salesforce?.record.id ?? []) : [],
  )
  if (ids.length === 0) return written
  const request = { object: pair.salesforce, ids, fields: fieldsOf(scope.config, pair, 'salesforce') }
  const read = new Map((await scope.salesforce.read(request)).map((record) => [record.id, record]))
  return written.map((one) => {
    const { plan } = one
    const record = plan.make === 'salesforce' ? read.get(plan.unit.salesforce?.record.id ?? '') : undefined
    if (record === undefined) return one
    const sent = Object.entries(plan.writes.salesforce.values)
    const asSent = sent.every(([field, value]) => !(field in record.values) || record.values[field] === value)
    return asSent ? { ...one, plan: { ...plan, unit: { ...plan.unit, salesforce: { record, by: 'read' } } } } : one
  })
}
