import { RemoteError } from '#domain/errors.ts'
import { compareHeld } from '#domain/reconcile/echo.ts'
import { printOf } from '#domain/reconcile/print.ts'
import type { Values } from '#domain/mapping/value.ts'
import type { RemoteRecord } from '#ports/connector/records.ts'
import type { ItemOutcome, WriteOperation } from '#ports/connector/writes.ts'
import type { KnownVersion } from '#ports/store/inbox.ts'
import type { FieldChange, JournalRow } from '#ports/store/journal.ts'
import { capturedFields } from '../fields-to-read.ts'
import { heldChanges } from '../held-changes.ts'
import type { BatchScope } from '../intents/write-batch.ts'
import type { Scope } from '../scope.ts'
import type { BatchTools } from '../context-tools.ts'
import { lookAgain } from './look-again.ts'
import type { PersonPlan } from './plan.ts'
import { spokeMeanwhile } from '../handoff/take-feedback.ts'
import { carriedOut } from './own-values.ts'
import type { OwnerTools } from './own-values.ts'
import { ownChange, planPerson, withAftermath } from './plan.ts'
import type { Progress } from './progress.ts'
import { rowBase } from './progress.ts'
import { intendedRecord } from './intended-writes.ts'
import { settleDuplicates } from './settle-duplicates.ts'
import { valuesToMap } from './unit.ts'

export type PersonTools = BatchTools & { readonly owners: OwnerTools }

/** Writes the Leads and Contacts of a batch, reads back what Salesforce made of them, and plans what of that HubSpot is told. */
export async function writeRecords(
  scope: BatchScope,
  planned: readonly PersonPlan[],
  tools: PersonTools,
): Promise<readonly Progress[]> {
  const first = await scope.writes.write(
    scope.salesforce,
    planned.flatMap((plan) =>
      plan.salesforce === null ? [] : [intendedRecord(scope, plan, toldAfterwards(scope, plan.salesforce))],
    ),
  )
  const { plans, outcomes } = await settleDuplicates(scope, planned, first, tools)
  const held = await readBack(scope, plans, outcomes)
  await tools.also({
    hubspot: plans.map(({ person, hubspot }) => ({ ...person.contact.values, ...hubspot })),
    salesforce: [...held.values()].map(({ values }) => values),
  })
  const progress = plans.map((plan) => toProgress(scope, plan, outcomes.get(plan.person.link.id), held, tools))
  return withFreshContacts(scope, progress, tools)
}

/** An update may bring along what came of it, which saves the reading back. */
const toldAfterwards = (scope: Scope, operation: WriteOperation): WriteOperation =>
  operation.kind === 'update'
    ? {
        ...operation,
        returning: capturedFields(scope.config, { side: 'salesforce', object: operation.object }) ?? [],
      }
    : operation

/** No mapped field of a contact is written on a snapshot's word: whoever has one to write now is read first. */
async function withFreshContacts(
  scope: Scope,
  progress: readonly Progress[],
  tools: PersonTools,
): Promise<readonly Progress[]> {
  const isWriting = ({ failed, plan: { hubspot, person } }: Progress): boolean =>
    failed === null && person.contactBy === 'snapshot' && Object.keys(hubspot).length > 0
  const writing = progress.filter(isWriting)
  if (writing.length === 0) return progress
  const people = await lookAgain(
    scope,
    writing.map(({ plan }) => ({ ...plan.person, recordBy: 'read' as const })),
  )
  await tools.also(valuesToMap(people.flatMap((person) => person ?? [])))
  const fresh = new Map(writing.map((p, i) => [p, people[i]]))
  return progress.map((p): Progress => {
    const person = fresh.get(p)
    if (person === undefined) return p
    const plan = { ...p.plan, hubspot: {}, hubspotChanges: [], base: p.plan.written }
    // Gone or merged meanwhile: that is news of its own.
    if (person === null) return { ...p, plan: { ...plan, unfinished: true } }
    const now = { ...plan, person: { ...person, record: p.plan.person.record } }
    return { ...p, plan: withAftermath(now, planPerson(scope, asHeld(now, p.record), tools, plan.frozen)) }
  })
}

/**
 * Salesforce does not say what it holds after a write: defaults, triggers and rounding show only when the record is read. One
 * call per thousand; without it every such record would come back as news, and cost a read on both sides.
 */
async function readBack(
  scope: Scope,
  plans: readonly PersonPlan[],
  outcomes: ReadonlyMap<string, ItemOutcome>,
): Promise<ReadonlyMap<string, RemoteRecord>> {
  const written = plans.flatMap(({ person: { link, record } }) => {
    const outcome = outcomes.get(link.id)
    return outcome?.ok === true && outcome.record === undefined
      ? [{ object: record?.object ?? 'Lead', id: outcome.id }]
      : []
  })
  const told = [...outcomes.values()].flatMap((outcome) => (outcome.ok ? (outcome.record ?? []) : []))
  const read = await unlessItFails(
    [...Map.groupBy(written, ({ object }) => object)].map(([object, of]) =>
      scope.salesforce.read({
        object,
        ids: of.map(({ id }) => id),
        fields: capturedFields(scope.config, { side: 'salesforce', object }) ?? [],
      }),
    ),
  )
  return new Map([...told, ...read.flat()].map((record) => [record.id, record]))
}

/** What was written stays written when it cannot be read back: its echo is looked at instead. */
async function unlessItFails(
  reads: readonly Promise<readonly RemoteRecord[]>[],
): Promise<readonly (readonly RemoteRecord[])[]> {
  const settled = await Promise.allSettled(reads)
  return settled.flatMap((result) => {
    if (result.status === 'fulfilled') return [result.value]
    const error: unknown = result.reason
    if (error instanceof RemoteError && error.disposition !== 'fatal') return []
    throw error
  })
}

function toProgress(
  scope: Scope,
  plan: PersonPlan,
  outcome: ItemOutcome | undefined,
  held: ReadonlyMap<string, RemoteRecord>,
  tools: PersonTools,
): Progress {
  const { link, record } = plan.person
  const object = record?.object ?? 'Lead'
  const id = outcome?.ok === true ? outcome.id : (record?.id ?? '')
  const now = held.get(id)
  const before = record ?? blank(scope, object, id)
  const sent = outcome?.ok === true && plan.salesforce !== null ? writtenValues(plan.salesforce) : {}
  const after: RemoteRecord = now ?? { ...before, id, values: { ...before.values, ...sent } }
  const compared = compareHeld('salesforce', plan.base, plan.salesforceSent, now?.values ?? {})
  const { handoff, upkeep } =
    outcome?.ok === false || plan.own === null
      ? { handoff: plan.person.handoff, upkeep: {} }
      : carriedOut(plan.person, plan.own, after, tools.owners)
  const person = { ...plan.person, handoff }
  const settled = { ...plan, person, base: compared.base, written: compared.base }
  const written = outcome?.ok === true
  const spoke =
    now !== undefined &&
    spokeMeanwhile(scope, plan.person.handoff, { ...before, values: { ...before.values, ...sent } }, now)
  const changes = heldChanges(plan.salesforceChanges, now?.values ?? {})
  const next =
    now === undefined ? settled : withAftermath(settled, planPerson(scope, asHeld(settled, now), tools, plan.frozen))
  return {
    // What Salesforce set by itself goes to HubSpot in the same round.
    plan: spoke ? { ...next, unfinished: true } : next,
    link: outcome?.ok === false ? link : { ...link, salesforceObject: object, salesforceId: id, state: 'active' },
    record: after,
    journal: [
      ...meetingRow(scope, plan),
      ...(written ? [writtenRow(scope, plan, after, outcome.effect, changes)] : []),
    ],
    taskId: null,
    upkeep,
    opportunityId: null,
    failed: outcome?.ok === false ? outcome.error : null,
    refused: null,
    kept: compared.refused,
    known: written && !spoke ? knownRecord(after, now, record !== null) : [],
  }
}

/** The person as both sides are once the plan is carried out. */
const asHeld = (plan: PersonPlan, now: RemoteRecord): PersonPlan['person'] => ({
  ...plan.person,
  contact: { ...plan.person.contact, values: { ...plan.person.contact.values, ...plan.hubspot } },
  record: now,
  link: { ...plan.person.link, base: plan.base },
})

/** Of a record that could not be read back after it was made, too little is known to tell its echo from an edit. */
const knownRecord = (after: RemoteRecord, now: RemoteRecord | undefined, existed: boolean): readonly KnownVersion[] =>
  now === undefined && !existed
    ? []
    : [
        {
          side: 'salesforce',
          object: after.object,
          recordId: after.id,
          print: printOf(after.values),
          modifiedAt: now?.modifiedAt ?? null,
        },
      ]

const blank = (scope: Scope, object: string, id: string): RemoteRecord => ({
  object,
  id,
  values: {},
  createdAt: scope.clock.now(),
  modifiedAt: scope.clock.now(),
  mergedIds: [],
})

const writtenValues = (operation: WriteOperation): Values => ('values' in operation ? operation.values : {})

const writtenRow = (
  scope: Scope,
  plan: PersonPlan,
  { object, id }: RemoteRecord,
  effect: string,
  changes: readonly FieldChange[],
): JournalRow => ({
  ...rowBase(scope, plan.person),
  side: 'salesforce',
  object,
  recordId: id,
  action: effect === 'created' ? 'create' : 'update',
  changes,
})

/** The first time two records are found to be one is an event of its own, even when no value has to change. */
function meetingRow(scope: Scope, { person }: PersonPlan): readonly JournalRow[] {
  const { record, firstMeeting, link } = person
  if (!firstMeeting || record === null) return []
  const changes = [ownChange('Id', null, record.id, link.origin)]
  const row = { side: 'salesforce', object: record.object, recordId: record.id, action: 'link', changes } as const
  return [{ ...rowBase(scope, person), ...row }]
}
