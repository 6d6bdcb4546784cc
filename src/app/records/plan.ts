import type { FieldMap } from '#domain/mapping/field-map.ts'
import type { Values } from '#domain/mapping/value.ts'
import { otherSide } from '#domain/ids.ts'
import type { Side } from '#domain/ids.ts'
import type { Base } from '#domain/identity/link.ts'
import { KEY_FIELDS, planCreate, planUpdate, withOwners } from '#domain/plan/plain.ts'
import type { PlainPair } from '#domain/plan/plain.ts'
import { difference } from '#domain/plan/write-back.ts'
import type { ContextTools, FieldWrite, RecordDecision } from '#domain/reconcile/record.ts'
import type { OnDuplicates, WriteOperation } from '#ports/connector/writes.ts'
import type { FieldChange } from '#ports/store/journal.ts'
import { NO_DECISIONS } from '../field-decisions.ts'
import type { Frozen } from '../people/freeze.ts'
import { ownChange } from '../people/plan.ts'
import type { Scope } from '../scope.ts'
import type { LinkedUnit } from './unit.ts'

/** What is the same for all units of a batch. */
export interface Planning {
  readonly pair: PlainPair
  readonly maps: readonly FieldMap[]
  /** Values of records made in Salesforce where nothing else gives one. */
  readonly otherwise: Values
  /** Values of every record made in Salesforce. */
  readonly always: Values
  readonly tools: ContextTools
}

export interface UnitPlan {
  readonly unit: LinkedUnit
  readonly writes: Readonly<Record<Side, { readonly values: Values; readonly changes: readonly FieldChange[] }>>
  /** The side on which the record is to be made; null when both are there. */
  readonly make: Side | null
  readonly base: Base
  readonly conflicts: readonly string[]
  readonly unconvertible: readonly string[]
  readonly frozen: Frozen
  /** What became of people's decisions, by map. */
  readonly decided: RecordDecision['decided']
  readonly defaultsUsed: number
  /** Sides on which a mapped field is written. */
  readonly mapped: readonly Side[]
}

/** Decides both records of a unit. Pure but for the scope's configuration. */
export function planUnit(scope: Scope, planning: Planning, unit: LinkedUnit, frozen: Frozen = new Map()): UnitPlan {
  const { hubspot, salesforce, link } = unit
  if (hubspot === null || salesforce === null) return planMake(planning, unit)
  const maps = withOwners(planning.maps, planning.tools, {
    hubspot: hubspot.record.values,
    salesforce: salesforce.record.values,
  })
  const update = planUpdate({
    maps,
    link,
    hubspot: hubspot.record,
    salesforce: salesforce.record,
    tools: planning.tools,
    frozen: new Set(frozen.keys()),
    decided: unit.decisions ?? NO_DECISIONS,
  })
  const key = keyToWrite(scope, unit, salesforce.record.values)
  return {
    unit,
    writes: {
      hubspot: { values: valuesOf(update.toHubspot), changes: update.toHubspot.map(toChange) },
      salesforce: {
        values: { ...valuesOf(update.toSalesforce), ...key },
        changes: [
          ...update.toSalesforce.map(toChange),
          ...Object.entries(key).map(([field, value]) => ownChange(field, null, value, 'link')),
        ],
      },
    },
    make: null,
    base: update.base,
    conflicts: update.conflicts,
    unconvertible: update.unconvertible,
    frozen: new Map([...frozen].filter(([map]) => update.held.includes(map))),
    decided: update.decided,
    defaultsUsed: update.defaultsUsed,
    mapped: [
      ...(update.toHubspot.length > 0 ? (['hubspot'] as const) : []),
      ...(update.toSalesforce.length > 0 ? (['salesforce'] as const) : []),
    ],
  }
}

const NOTHING = { values: {}, changes: [] }

function planMake(planning: Planning, unit: LinkedUnit): UnitPlan {
  const to: Side = unit.salesforce === null ? 'salesforce' : 'hubspot'
  const source = unit[otherSide(to)]
  const toSalesforce = to === 'salesforce'
  const made =
    source === null
      ? { values: {}, base: {}, unconvertible: [], defaultsUsed: 0 }
      : planCreate({
          pair: planning.pair,
          maps: planning.maps,
          to,
          source: source.record,
          tools: planning.tools,
          given: toSalesforce ? { ...planning.always, ...unit.given } : unit.given,
          otherwise: toSalesforce ? planning.otherwise : {},
        })
  const values = Object.fromEntries(Object.entries(made.values).filter(([, value]) => value !== null))
  const changes = Object.entries(values).map(([field, value]) => ownChange(field, null, value, 'create'))
  return {
    unit,
    writes: { hubspot: NOTHING, salesforce: NOTHING, [to]: { values, changes } },
    make: to,
    base: made.base,
    conflicts: [],
    unconvertible: made.unconvertible,
    frozen: new Map(),
    decided: new Map(),
    defaultsUsed: made.defaultsUsed,
    mapped: [],
  }
}

/** The key is written on linked records too, so that a lost database can be told who is who. What bears one keeps it. */
function keyToWrite(scope: Scope, { link }: LinkedUnit, held: Values): Values {
  const ours = link.key.startsWith(`${scope.connection.portalId}:`)
  return ours && (held[KEY_FIELDS.salesforce] ?? null) === null ? { [KEY_FIELDS.salesforce]: link.key } : {}
}

const valuesOf = (writes: readonly FieldWrite[]): Values => Object.fromEntries(writes.map((w) => [w.field, w.value]))

const toChange = (write: FieldWrite): FieldChange => ({
  field: write.field,
  from: write.from,
  to: write.value,
  rule: write.map,
  because: write.because,
  winner: write.to === 'salesforce' ? 'hubspot' : 'salesforce',
  ...(write.lost === undefined ? {} : { lost: write.lost }),
})

/** The plan with what the HubSpot record is told besides its maps. */
export function withTold(plan: UnitPlan, told: Values): UnitPlan {
  const held = plan.unit.hubspot?.record.values ?? {}
  const own = difference(told, held)
  // What a new record is not told is blank there.
  const values = plan.make === 'hubspot' ? Object.fromEntries(Object.entries(own).filter(([, v]) => v !== null)) : own
  if (Object.keys(values).length === 0) return plan
  const changes = Object.entries(values).map(([field, value]) =>
    ownChange(field, held[field] ?? null, value, 'write-back'),
  )
  const { hubspot } = plan.writes
  return {
    ...plan,
    writes: {
      ...plan.writes,
      hubspot: { values: { ...hubspot.values, ...values }, changes: [...hubspot.changes, ...changes] },
    },
  }
}

/** The write of one side; null when there is nothing to write. A record is made by its key, so a repeat makes no second one. */
export function operationOf(
  plan: UnitPlan,
  pair: PlainPair,
  side: Side,
  onDuplicates?: OnDuplicates,
): WriteOperation | null {
  const { values } = plan.writes[side]
  const { link } = plan.unit
  const object = pair[side]
  if (plan.make === side)
    return {
      kind: 'upsert',
      traceId: link.id,
      object,
      keyField: KEY_FIELDS[side],
      key: link.key,
      values,
      ...(onDuplicates === undefined ? {} : { onDuplicates }),
    }
  const id = plan.unit[side]?.record.id
  if (id === undefined || Object.keys(values).length === 0) return null
  return { kind: 'update', traceId: link.id, object, id, values }
}
