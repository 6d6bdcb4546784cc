import type { PlainPairId } from '#domain/config.ts'
import type { Side } from '#domain/ids.ts'
import type { Link } from '#domain/identity/link.ts'
import type { FieldMap } from '#domain/mapping/field-map.ts'
import type { PlainPair } from '#domain/plan/plain.ts'
import type { ContextTools } from '#domain/reconcile/record.ts'
import type { ItemOutcome, RemoteRecord } from '#ports/connector.ts'
import type { JournalRow } from '#ports/store.ts'
import { mappingTools } from '../context-tools.ts'
import { frozenFields } from '../people/freeze.ts'
import { heldFields } from '../people/held-fields.ts'
import { ownChange } from '../people/plan.ts'
import type { Scope } from '../scope.ts'
import { DONE, verdictOf } from '../settle-outcomes.ts'
import type { Verdict } from '../settle-outcomes.ts'
import type { Seen } from '../snapshots.ts'
import type { Planning, UnitPlan } from './plan.ts'
import { planUnit, withTold } from './plan.ts'
import { recordTypeId } from './record-type.ts'
import { deletedOnOneSide } from './take-apart.ts'
import { connectorOf, fieldsOf, journalRow } from './unit.ts'
import type { LinkedUnit, PlainStory, UnitResult } from './unit.ts'
import { writeSide } from './write.ts'

/**
 * Writes what a batch of units needs, one batched call after another: Salesforce first, because HubSpot is told the ids made
 * there. Nothing is remembered here.
 */
export async function applyUnits(
  scope: Scope,
  story: PlainStory,
  units: readonly LinkedUnit[],
): Promise<readonly UnitResult[]> {
  if (units.length === 0) return []
  const { pair } = story
  const planning = await planningOf(scope, story, units)
  const plans = await planAll(scope, planning, units)
  const inSalesforce = await writeSide(scope, pair, 'salesforce', plans)
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
    return resultOf(scope, story, planning.maps, plan, { hubspot: inHubspot.get(id), salesforce: inSalesforce.get(id) })
  })
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
    const stale = first.filter((plan) => plan.mapped.includes(side) && plan.unit[side]?.by === 'snapshot')
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

/** The record as it is after a write. */
function writtenTo(
  scope: Scope,
  before: Seen | null,
  object: string,
  outcome: Extract<ItemOutcome, { ok: true }>,
  sent: RemoteRecord['values'],
): Seen {
  const now = scope.clock.now()
  const record: RemoteRecord = before?.record ?? {
    object,
    id: outcome.id,
    values: {},
    createdAt: now,
    modifiedAt: now,
    mergedIds: [],
  }
  const said = Object.fromEntries(
    Object.entries(outcome.values ?? {}).filter(([field]) => field in sent || record.values[field] !== undefined),
  )
  return {
    record: {
      ...record,
      id: outcome.id,
      values: { ...record.values, ...sent, ...said },
      modifiedAt: outcome.modifiedAt ?? record.modifiedAt,
    },
    by: before?.by ?? 'snapshot',
  }
}

type Outcomes = Readonly<Record<Side, ItemOutcome | undefined>>

function resultOf(
  scope: Scope,
  { pair }: PlainStory,
  maps: readonly FieldMap[],
  plan: UnitPlan,
  outcomes: Outcomes,
): UnitResult {
  const { unit } = plan
  const failedOn = (['salesforce', 'hubspot'] as const).find((side) => outcomes[side]?.ok === false) ?? null
  const failed = failedOn === null ? undefined : outcomes[failedOn]
  const inHubspot =
    outcomes.hubspot?.ok === true
      ? writtenTo(scope, unit.hubspot, pair.hubspot, outcomes.hubspot, plan.writes.hubspot.values)
      : unit.hubspot
  const both = { hubspot: inHubspot, salesforce: unit.salesforce }
  const vanished = failed?.ok === false && failed.error.code === 'RECORD_NOT_FOUND' && plan.make === null
  const link = linkAfter(plan, both, maps, failedOn === null, vanished)
  return {
    unit,
    link,
    ...both,
    told: (['hubspot', 'salesforce'] as const).flatMap((side) => {
      const seen = both[side]
      const known = outcomes[side]?.ok === true && plan.make !== side ? true : seen?.by === 'read'
      return seen === null || !known ? [] : [{ side, seen }]
    }),
    journal: journalOf(scope, pair, plan, both, outcomes, vanished),
    verdict: verdict(plan, pair, link, failedOn, failed),
    defaultsUsed: failedOn === null ? plan.defaultsUsed : 0,
  }

  function verdict(
    of: UnitPlan,
    ofPair: PlainStory['pair'],
    now: Link,
    side: Side | null,
    outcome: ItemOutcome | undefined,
  ): Verdict {
    if (outcome?.ok === false && side !== null)
      return vanished ? deletedOnOneSide(ofPair, side, now) : verdictOf(outcome.error, of.unit.rows, now.id)
    return heldFields({ ...of, person: of.unit }) ?? DONE
  }
}

/** The base moves only when every write succeeded: a failed one is decided again. What a platform made of a value is its value. */
function linkAfter(
  plan: UnitPlan,
  both: Pick<UnitResult, Side>,
  maps: readonly FieldMap[],
  succeeded: boolean,
  vanished: boolean,
): Link {
  const { link } = plan.unit
  if (vanished) return { ...link, state: 'unlinked' }
  const ids = {
    hubspotId: both.hubspot?.record.id ?? link.hubspotId,
    salesforceId: both.salesforce?.record.id ?? link.salesforceId,
  }
  const joined = both.hubspot !== null && both.salesforce !== null
  const now: Link = { ...link, ...ids, state: joined ? 'active' : link.state }
  if (!succeeded) return now
  const fieldOf = new Map(maps.map((map) => [map.id, map]))
  const base = Object.fromEntries(
    Object.entries(plan.base).map(([id, entry]) => {
      const map = fieldOf.get(id)
      const wrote = map !== undefined && Object.hasOwn(plan.writes.hubspot.values, map.hubspot)
      const holds = map === undefined ? undefined : both.hubspot?.record.values[map.hubspot]
      return [id, wrote && holds !== undefined ? { ...entry, hubspot: holds } : entry]
    }),
  )
  return { ...now, base }
}

function journalOf(
  scope: Scope,
  pair: PlainStory['pair'],
  plan: UnitPlan,
  both: Pick<UnitResult, Side>,
  outcomes: Outcomes,
  vanished: boolean,
): readonly JournalRow[] {
  const { unit } = plan
  const about = (side: Side) => ({
    linkId: unit.link.id,
    side,
    object: pair[side],
    recordId: both[side]?.record.id ?? '',
  })
  const met = unit.firstMeeting && plan.make === null && unit.link.origin !== 'created'
  return [
    ...(met
      ? [
          journalRow(scope, unit, {
            ...about('salesforce'),
            action: 'link',
            changes: [ownChange('Id', null, both.salesforce?.record.id ?? null, unit.link.origin)],
          }),
        ]
      : []),
    ...(['salesforce', 'hubspot'] as const).flatMap((side) => {
      const outcome = outcomes[side]
      if (outcome?.ok !== true) return []
      const action = outcome.effect === 'created' ? 'create' : 'update'
      const held = both[side]?.record.values ?? {}
      const changes = plan.writes[side].changes.map((change) => {
        const now = held[change.field]
        return now === undefined || now === change.to
          ? change
          : { ...change, to: now, because: 'kept-by-platform', lost: change.to }
      })
      return [journalRow(scope, unit, { ...about(side), action, changes })]
    }),
    ...(vanished
      ? [
          journalRow(scope, unit, {
            ...about('salesforce'),
            action: 'unlink',
            changes: [],
            cause: 'deleted on one side',
          }),
        ]
      : []),
  ]
}
