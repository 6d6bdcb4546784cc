import { awaitsAssignment } from '#domain/handoff/owner.ts'
import type { Base, Link } from '#domain/identity/link.ts'
import type { Values } from '#domain/mapping/value.ts'
import type { SentValue } from '#domain/reconcile/echo.ts'
import { initialValues, reconcileRecord, refusalText } from '#domain/reconcile/record.ts'
import type { ContextTools, FieldWrite, RecordDecision } from '#domain/reconcile/record.ts'
import type { WriteOperation } from '#ports/connector/writes.ts'
import type { FieldChange } from '#ports/store/journal.ts'
import type { Scope } from '../scope.ts'
import type { Frozen } from './freeze.ts'
import { isReleased, NO_DECISIONS } from '../field-decisions.ts'
import type { OwnerTools, OwnPlan } from './own-values.ts'
import { planOwn, planOwnOfNew } from './own-values.ts'
import type { LinkedPerson } from './unit.ts'
import { mapsOf } from './unit.ts'

/** What the field maps ask for: the Salesforce write (if any), the HubSpot values, and the base once both succeeded. */
export interface PersonPlan {
  readonly person: LinkedPerson
  readonly salesforce: WriteOperation | null
  readonly salesforceChanges: readonly FieldChange[]
  /** What the handoff asks for; null: it was not looked at. */
  readonly own: OwnPlan | null
  /** The mapped fields among them. */
  readonly salesforceSent: readonly SentValue[]
  readonly hubspot: Values
  readonly hubspotChanges: readonly FieldChange[]
  readonly base: Base
  readonly conflicts: readonly string[]
  /** Values that were made up by the maps where there was none. */
  readonly defaultsUsed: number
  /** Maps that were left out because their value cannot be converted, with the reason; no values are told. */
  readonly unconvertible: readonly string[]
  /** Maps that were held back because they flip back and forth. */
  readonly frozen: Frozen
  /** What became of people's decisions, by map. */
  readonly decided: RecordDecision['decided']
  /** Something is left for another look, so the records must be news when they come again. */
  readonly unfinished: boolean
  /** The base that the Salesforce write alone leaves. */
  readonly written: Base
}

/** `owners` absent: what the handoff asks for is not looked at. */
export type PlanTools = ContextTools & { readonly owners?: OwnerTools }

/**
 * Decides the Salesforce record and the mapped HubSpot values of one person. Pure but for the scope's configuration.
 * A person without a Salesforce record gets a Lead by keyed upsert, owned by whom the handoff names.
 * @param frozen maps that are not written, whatever they ask for; their base stays.
 */
export function planPerson(
  scope: Scope,
  person: LinkedPerson,
  tools: PlanTools,
  frozen: Frozen = new Map(),
): PersonPlan | null {
  if (person.record === null) return planCreate(scope, person, tools)
  const { record, contact, link } = person
  const decision = reconcileRecord({
    maps: mapsOf(scope.config, record.object),
    base: link.base,
    hubspot: { values: contact.values, modifiedAt: contact.modifiedAt },
    salesforce: { values: record.values, modifiedAt: record.modifiedAt },
    tools,
    decided: person.decisions ?? NO_DECISIONS,
  })
  const isHeld = ({ map }: FieldWrite): boolean =>
    frozen.has(map) && !isReleased(map, person.decisions, decision.decided)
  const held = decision.writes.filter(isHeld).map((write) => write.map)
  const writes = decision.writes.filter((write) => !isHeld(write))
  const toSalesforce = writes.filter((write) => write.to === 'salesforce')
  const toHubspot = writes.filter((write) => write.to === 'hubspot')
  const key = keyToWrite(link, record.values)
  const own = tools.owners === undefined ? null : planOwn(person, tools.owners)
  const values = { ...valuesOf(toSalesforce), ...key, ...own?.values }
  const keyChange =
    Object.keys(key).length === 0
      ? []
      : [ownChange('Tandem_Key__c', record.values['Tandem_Key__c'] ?? null, link.key, 'link')]
  return {
    person,
    salesforce:
      Object.keys(values).length === 0
        ? null
        : { kind: 'update', traceId: link.id, object: record.object, id: record.id, values },
    salesforceChanges: [
      ...toSalesforce.filter(({ field }) => own?.values[field] === undefined).map(toChange),
      ...keyChange,
      ...(own?.changes ?? []),
    ],
    own,
    salesforceSent: toSalesforce.map(toSent),
    hubspot: valuesOf(toHubspot),
    hubspotChanges: toHubspot.map(toChange),
    base: withOldEntries(decision.base, link.base, held),
    conflicts: decision.conflicts,
    unconvertible: decision.refusals.map(refusalText),
    defaultsUsed: decision.defaultsUsed,
    frozen: new Map([...frozen].filter(([map]) => held.includes(map))),
    decided: decision.decided,
    unfinished: false,
    written: link.base,
  }
}

/** What is not written is decided again from where it was. */
function withOldEntries(base: Base, old: Base, maps: readonly string[]): Base {
  if (maps.length === 0) return base
  const kept = Object.entries(base).filter(([map]) => !maps.includes(map))
  return Object.fromEntries([...kept, ...Object.entries(old).filter(([map]) => maps.includes(map))])
}

/** Null: nothing may be made for this person (an adopted one whose record is gone, a link without handoff). */
function planCreate(scope: Scope, person: LinkedPerson, tools: PlanTools): PersonPlan | null {
  const { contact, link, handoff } = person
  if (handoff === null || link.adopted) return null
  const maps = scope.config.fields['contact-lead']
  const initial = initialValues(maps, 'salesforce', contact.values, tools)
  const own = planOwnOfNew(handoff)
  const values = { ...initial.values, ...own.values }
  const changes = [
    ...Object.entries(initial.values).flatMap(([field, value]) =>
      own.values[field] === undefined ? [ownChange(field, null, value, 'create')] : [],
    ),
    ...own.changes,
  ]
  return {
    person,
    salesforce: {
      kind: 'upsert',
      traceId: link.id,
      object: 'Lead',
      keyField: 'Tandem_Key__c',
      key: link.key,
      values,
      ...(awaitsAssignment(handoff) ? { owner: 'by-assignment-rule' } : {}),
    },
    salesforceChanges: changes,
    own,
    salesforceSent: maps.flatMap(({ id, salesforce }): SentValue[] => {
      const to = initial.values[salesforce]
      return to === undefined ? [] : [{ map: id, field: salesforce, from: null, to }]
    }),
    hubspot: {},
    hubspotChanges: [],
    base: initial.base,
    conflicts: [],
    unconvertible: initial.refusals.map(refusalText),
    defaultsUsed: initial.defaultsUsed,
    frozen: new Map(),
    decided: new Map(),
    unfinished: false,
    written: initial.base,
  }
}

/**
 * What Salesforce did by itself while it was written to (a default, a trigger, a rep) goes to HubSpot in the same round. What
 * would have to go to Salesforce again waits for the next look.
 * @param again the plan of the record as it was read back, on the base that the writes of `plan` leave.
 */
export function withAftermath(plan: PersonPlan, again: PersonPlan | null): PersonPlan {
  if (again === null) return plan
  const waiting = again.salesforceSent.map(({ map }) => map)
  const before = plan.hubspotChanges.filter(({ field }) => again.hubspot[field] === undefined)
  const first = new Map(plan.hubspotChanges.map((change) => [change.field, change.from]))
  return {
    ...plan,
    hubspot: { ...plan.hubspot, ...again.hubspot },
    hubspotChanges: [
      ...before,
      ...again.hubspotChanges.map((change) => ({ ...change, from: first.get(change.field) ?? change.from })),
    ],
    base: withOldEntries(again.base, plan.base, waiting),
    conflicts: [...new Set([...plan.conflicts, ...again.conflicts])],
    unconvertible: [...new Set([...plan.unconvertible, ...again.unconvertible])],
    frozen: new Map([...plan.frozen, ...again.frozen]),
    // What stood when it was written stands, whatever the platform made of it.
    decided: new Map([...again.decided, ...plan.decided]),
    unfinished: waiting.length > 0,
  }
}

const toSent = (write: FieldWrite): SentValue => ({
  map: write.map,
  field: write.field,
  from: write.from,
  to: write.value,
})

/** The key is written on linked records too, so that a lost database can be told who is who. */
const keyToWrite = (link: Link, held: Values): Values =>
  (held['Tandem_Key__c'] ?? null) === null ? { Tandem_Key__c: link.key } : {}

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

export const ownChange = (field: string, from: string | null, to: string | null, rule: string): FieldChange => ({
  field,
  from,
  to,
  rule,
  because: rule,
  winner: 'tandem',
})
