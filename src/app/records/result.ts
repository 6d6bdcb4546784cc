import type { Link } from '#domain/identity/link.ts'
import type { Side } from '#domain/ids.ts'
import type { FieldMap } from '#domain/mapping/field-map.ts'
import type { PlainPair } from '#domain/plan/plain.ts'
import type { RemoteRecord } from '#ports/connector/records.ts'
import type { ItemOutcome } from '#ports/connector/writes.ts'
import type { JournalRow } from '#ports/store/journal.ts'
import { NO_DECISIONS } from '../field-decisions.ts'
import type { FieldReport } from '../field-decisions.ts'
import { heldFields } from '../people/held-fields.ts'
import { ownChange } from '../people/plan.ts'
import type { Scope } from '../scope.ts'
import { DONE, verdictOf } from '../settle-outcomes.ts'
import type { Verdict } from '../settle-outcomes.ts'
import type { Seen } from '../snapshots.ts'
import type { UnitPlan } from './plan.ts'
import { deletedOnOneSide } from './take-apart.ts'
import { journalRow, storedLink } from './unit.ts'
import type { UnitResult } from './unit.ts'

/** The record as it is after a write. */
export function writtenTo(
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

/** What became of one unit, once both sides have answered. */
export function resultOf(
  scope: Scope,
  pair: PlainPair,
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
    verdict: verdictFor(plan, pair, link, { side: failedOn, outcome: failed, vanished }),
    defaultsUsed: failedOn === null ? plan.defaultsUsed : 0,
    agreed: failedOn === null,
    fields: vanished ? null : reportOf(pair, maps, plan, both, failedOn === null),
  }
}

/** Which fields wait for somebody, with both values, and what was carried out of what was said about them. */
function reportOf(
  pair: PlainPair,
  maps: readonly FieldMap[],
  { unit, conflicts, frozen, decided }: UnitPlan,
  { hubspot, salesforce }: Pick<UnitResult, Side>,
  agreed: boolean,
): FieldReport | null {
  if (hubspot === null || salesforce === null) return null
  const waiting = maps.filter(({ id }) => conflicts.includes(id) || frozen.has(id))
  return {
    linkId: unit.link.id,
    held: waiting.map((map) => ({
      linkId: unit.link.id,
      pair: pair.id,
      map: map.id,
      kind: conflicts.includes(map.id) ? 'conflict' : 'frozen',
      values: {
        hubspot: hubspot.record.values[map.hubspot] ?? null,
        salesforce: salesforce.record.values[map.salesforce] ?? null,
      },
      hubspotId: hubspot.record.id,
      salesforceObject: pair.salesforce,
      salesforceId: salesforce.record.id,
      modifiedAt: { hubspot: hubspot.record.modifiedAt, salesforce: salesforce.record.modifiedAt },
    })),
    decisions: unit.decisions ?? NO_DECISIONS,
    outcomes: decided,
    agreed,
  }
}

function verdictFor(
  plan: UnitPlan,
  pair: PlainPair,
  link: Link,
  failed: { readonly side: Side | null; readonly outcome: ItemOutcome | undefined; readonly vanished: boolean },
): Verdict {
  const { side, outcome, vanished } = failed
  if (outcome?.ok !== false || side === null) return heldFields({ ...plan, person: plan.unit }) ?? DONE
  return vanished ? deletedOnOneSide(pair, side, link) : verdictOf(outcome.error, plan.unit.rows, link.id)
}

/** The base moves only when every write succeeded: a failed one is decided again. What a platform made of a value is its value. */
function linkAfter(
  plan: UnitPlan,
  both: Pick<UnitResult, Side>,
  maps: readonly FieldMap[],
  succeeded: boolean,
  vanished: boolean,
): Link {
  const link = storedLink(plan.unit)
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
  pair: PlainPair,
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
