import { RemoteError } from '#domain/errors.ts'
import { taskKey } from '#domain/identity/match.ts'
import type { Link } from '#domain/identity/link.ts'
import type { Values } from '#domain/mapping/value.ts'
import { contactWriteBack, difference, stageWriteBack } from '#domain/plan/write-back.ts'
import type { ItemOutcome, RemoteRecord, WriteOperation } from '#ports/connector.ts'
import type { FieldChange, JournalRow } from '#ports/store.ts'
import type { Scope } from '../scope.ts'
import { DONE, verdictOf } from '../settle-outcomes.ts'
import type { Verdict } from '../settle-outcomes.ts'
import { contextTools } from '../context-tools.ts'
import { factsOf, knownFacts } from './facts.ts'
import type { KnownFacts } from './facts.ts'
import { frozenFields } from './freeze.ts'
import { heldFields } from './held-fields.ts'
import { taskOperation } from './follow-up-task.ts'
import type { Opened } from './open-opportunity.ts'
import { openOpportunities } from './open-opportunity.ts'
import type { PersonPlan } from './plan.ts'
import { ownChange, planPerson } from './plan.ts'
import type { LinkedPerson, PersonResult } from './unit.ts'

/** A person on the way through the stages; a failed stage ends the way, a refused opportunity does not. */
interface Progress {
  readonly plan: PersonPlan
  readonly link: Link
  /** The Salesforce record as it is after the writes so far. */
  readonly record: RemoteRecord
  readonly journal: readonly JournalRow[]
  readonly taskId: string | null
  readonly opportunityId: string | null
  readonly failed: RemoteError | null
  /** Why no opportunity was opened. The lead is sales' to answer all the same. */
  readonly refused: RemoteError | null
}

/**
 * Writes what a batch of people needs, stage by stage, each stage one batched call per platform and object:
 * Salesforce record, opportunity (when the stage asks), follow-up Task, then HubSpot. Nothing is remembered here.
 */
export async function applyPeople(scope: Scope, people: readonly LinkedPerson[]): Promise<readonly PersonResult[]> {
  const known = await knownFacts(
    scope,
    people.map((p) => p.link.id),
  )
  const tools = contextTools(scope.connection.orgTimeZone)
  const results: PersonResult[] = []
  const plans: PersonPlan[] = []
  const planned = people.map((person) => ({ person, plan: planPerson(scope, person, tools) }))
  const writing = planned.filter(({ plan }) => plan !== null && writesFields(plan)).map(({ person }) => person)
  const frozen = await frozenFields(scope, writing)
  for (const { person, plan: free } of planned) {
    const held = frozen.get(person.link.id)
    const plan = held === undefined || held.size === 0 ? free : planPerson(scope, person, tools, held)
    if (plan === null) results.push(withoutWrites(person))
    else plans.push(plan)
  }
  const written = await writeSalesforce(scope, plans)
  const opened = await openInSalesforce(scope, written, known)
  const tasked = await writeTasks(scope, opened)
  results.push(...(await writeHubspot(scope, tasked, known)))
  return results
}

const writesFields = (plan: PersonPlan): boolean => plan.salesforceChanges.length + plan.hubspotChanges.length > 0

const withoutWrites = (person: LinkedPerson): PersonResult => ({
  person,
  link: person.link,
  taskId: null,
  journal: [],
  verdict: DONE,
  opportunities: [],
})

async function writeSalesforce(scope: Scope, plans: readonly PersonPlan[]): Promise<readonly Progress[]> {
  const outcomes = await writeAll(
    scope.salesforce,
    plans.flatMap((plan) => plan.salesforce ?? []),
  )
  return plans.map((plan): Progress => {
    const { link, record } = plan.person
    const outcome = outcomes.get(link.id)
    const object = record?.object ?? 'Lead'
    const id = outcome?.ok === true ? outcome.id : (record?.id ?? '')
    const held = record ?? {
      object,
      id,
      values: {},
      createdAt: scope.clock.now(),
      modifiedAt: scope.clock.now(),
      mergedIds: [],
    }
    const values =
      outcome?.ok === true && plan.salesforce !== null
        ? { ...held.values, ...writtenValues(plan.salesforce) }
        : held.values
    const journal = [
      ...meetingRow(scope, plan),
      ...(outcome?.ok === true ? [journalRow(scope, plan, object, id, outcome)] : []),
    ]
    return {
      plan,
      link: outcome?.ok === false ? link : { ...link, salesforceObject: object, salesforceId: id, state: 'active' },
      record: { ...held, id, values },
      journal,
      taskId: null,
      opportunityId: null,
      failed: outcome?.ok === false ? outcome.error : null,
      refused: null,
    }
  })
}

const writtenValues = (operation: WriteOperation): Values => ('values' in operation ? operation.values : {})

function journalRow(
  scope: Scope,
  plan: PersonPlan,
  object: string,
  id: string,
  outcome: Extract<ItemOutcome, { ok: true }>,
): JournalRow {
  return {
    ...rowBase(scope, plan),
    side: 'salesforce',
    object,
    recordId: id,
    action: outcome.effect === 'created' ? 'create' : 'update',
    changes: plan.salesforceChanges,
  }
}

/** The first time two records are found to be one is an event of its own, even when no value has to change. */
function meetingRow(scope: Scope, plan: PersonPlan): readonly JournalRow[] {
  const { record, firstMeeting, link } = plan.person
  if (!firstMeeting || record === null) return []
  const changes = [ownChange('Id', null, record.id, link.origin)]
  return [
    {
      ...rowBase(scope, plan),
      side: 'salesforce',
      object: record.object,
      recordId: record.id,
      action: 'link',
      changes,
    },
  ]
}

const rowBase = (scope: Scope, plan: PersonPlan) => ({
  at: scope.clock.now(),
  linkId: plan.person.link.id,
  configVersion: scope.configVersion,
  cause: plan.person.rows[0]?.cause ?? 'changed',
})

async function openInSalesforce(
  scope: Scope,
  progress: readonly Progress[],
  known: KnownFacts,
): Promise<readonly Progress[]> {
  const able = progress.filter((p) => p.failed === null)
  const opened = await openOpportunities(
    scope,
    able.map((p) => ({ person: p.plan.person, record: p.record, link: p.link })),
    known,
  )
  return progress.map((p) => {
    const result = opened.get(p.link.id)
    return result === undefined ? p : withOpened(p, result)
  })
}

function withOpened(p: Progress, opened: Opened): Progress {
  const { salesforceObject, salesforceId } = opened.link
  const record = { ...p.record, object: salesforceObject ?? p.record.object, id: salesforceId ?? p.record.id }
  return {
    ...p,
    link: opened.link,
    record,
    journal: [...p.journal, ...opened.journal],
    opportunityId: opened.opportunityId,
    refused: opened.error,
  }
}

async function writeTasks(scope: Scope, progress: readonly Progress[]): Promise<readonly Progress[]> {
  const wanted = progress.flatMap((p) => {
    const operation = p.failed === null ? taskOperation(scope, p.plan.person, p.record.id) : null
    return operation === null ? [] : [{ p, operation }]
  })
  const existing = await tasksOfEarlierTries(
    scope,
    wanted.map(({ p }) => p),
  )
  const outcomes = await writeAll(
    scope.salesforce,
    wanted.filter(({ p }) => !existing.has(p.link.id)).map((w) => w.operation),
  )
  return progress.map((p): Progress => {
    const found = existing.get(p.link.id)
    if (found !== undefined) return { ...p, taskId: found }
    const outcome = outcomes.get(p.link.id)
    if (outcome === undefined) return p
    if (!outcome.ok) return { ...p, failed: outcome.error }
    const changes = [ownChange('WhoId', null, p.record.id, 'handoff')]
    const row: JournalRow = {
      ...rowBase(scope, p.plan),
      side: 'salesforce',
      object: 'Task',
      recordId: outcome.id,
      action: 'create',
      changes,
    }
    return { ...p, taskId: outcome.id, journal: [...p.journal, row] }
  })
}

/**
 * A handoff that was stored by an earlier batch may have its Task already: a crash came between the write and the remembering.
 * So may a person whose record bears our key although this database never met them: it was made anew. Upserting such a Task
 * again would reopen one that a rep has closed since.
 */
async function tasksOfEarlierTries(scope: Scope, progress: readonly Progress[]): Promise<ReadonlyMap<string, string>> {
  const earlier = progress.filter(({ plan: { person } }) => {
    const bearsKey = (person.record?.values['Tandem_Key__c'] ?? null) !== null
    return !person.firstMeeting || bearsKey || (person.rows[0]?.attempts ?? 0) > 0
  })
  if (earlier.length === 0) return new Map()
  const keyOf = (p: Progress): string => taskKey(p.link.key, p.plan.person.handoff?.cycle ?? 1)
  const fields = ['Tandem_Key__c']
  const found = await scope.salesforce.findBy({
    object: 'Task',
    field: 'Tandem_Key__c',
    values: earlier.map(keyOf),
    fields,
  })
  const byKey = new Map(found.map((task) => [task.values['Tandem_Key__c'], task.id]))
  return new Map(
    earlier.flatMap((p) => (byKey.has(keyOf(p)) ? [[p.link.id as string, byKey.get(keyOf(p)) ?? ''] as const] : [])),
  )
}

async function writeHubspot(
  scope: Scope,
  progress: readonly Progress[],
  known: KnownFacts,
): Promise<readonly PersonResult[]> {
  const wanted = await Promise.all(
    progress.map(async (p) => {
      if (p.failed !== null) return { p, values: {}, changes: [], stage: null }
      const { contact } = p.plan.person
      const now = { salesforceId: p.record.id, ownerId: p.record.values['OwnerId'] ?? null }
      const facts = await factsOf(scope, p.plan.person, now, known)
      const own = difference(contactWriteBack(facts), contact.values)
      const leadStatus = p.record.object === 'Lead' ? (p.record.values['Status'] ?? null) : null
      const stage = stageWriteBack(contact.values['lifecyclestage'] ?? null, facts, scope.config.lifecycle, leadStatus)
      const values: Values = { ...p.plan.hubspot, ...own, ...(stage === null ? {} : { lifecyclestage: stage }) }
      const ownChanges = Object.entries(own).map(([f, v]) => ownChange(f, contact.values[f] ?? null, v, 'write-back'))
      const stageChange =
        stage === null
          ? []
          : [ownChange('lifecyclestage', contact.values['lifecyclestage'] ?? null, stage, 'lifecycle')]
      return { p, values, changes: [...p.plan.hubspotChanges, ...ownChanges, ...stageChange], stage }
    }),
  )
  const operations = wanted
    .filter(({ values }) => Object.keys(values).length > 0)
    .map(({ p, values }): WriteOperation => ({
      kind: 'update',
      traceId: p.link.id,
      object: 'contacts',
      id: p.plan.person.contact.id,
      values,
    }))
  const outcomes = await writeAll(scope.hubspot, operations)
  return wanted.map(({ p, changes, stage }) => toResult(scope, p, outcomes.get(p.link.id), changes, stage))
}

function toResult(
  scope: Scope,
  p: Progress,
  outcome: ItemOutcome | undefined,
  changes: readonly FieldChange[],
  stage: string | null,
): PersonResult {
  const { person, base } = p.plan
  const row: JournalRow | null =
    outcome?.ok === true
      ? {
          ...rowBase(scope, p.plan),
          side: 'hubspot',
          object: 'contacts',
          recordId: person.contact.id,
          action: 'update',
          changes,
        }
      : null
  const failed = p.failed ?? (outcome?.ok === false ? outcome.error : null)
  return {
    person,
    // The base moves only when every write of this person succeeded: a failed one is decided again.
    link: failed === null ? { ...p.link, base } : p.link,
    taskId: p.taskId,
    journal: row === null ? p.journal : [...p.journal, row],
    verdict: verdict(p.plan, firstToMend(failed, p.refused), stage, outcome),
    opportunities: p.opportunityId === null ? [] : [p.opportunityId],
  }
}

/** Of two errors the one that goes away by itself: the other is met again when the person is tried again. */
function firstToMend(failed: RemoteError | null, refused: RemoteError | null): RemoteError | null {
  return failed?.disposition === 'park' && refused !== null && refused.disposition !== 'park'
    ? refused
    : (failed ?? refused)
}

function verdict(
  plan: PersonPlan,
  failed: RemoteError | null,
  stage: string | null,
  outcome: ItemOutcome | undefined,
): Verdict {
  const { person } = plan
  if (failed !== null) return verdictOf(failed, person.rows, person.link.id)
  const held = heldFields(plan)
  if (held !== null) return held
  const kept = outcome?.ok === true ? outcome.values?.['lifecyclestage'] : undefined
  if (stage !== null && kept !== undefined && kept !== stage) {
    const message = `HubSpot kept lifecycle stage ${kept ?? 'blank'} instead of ${stage}`
    return {
      kind: 'park',
      code: 'STAGE_KEPT',
      message,
      remedy: 'Check the order of the lifecycle stages in HubSpot.',
      linkId: person.link.id,
    }
  }
  return DONE
}

/** Outcomes by trace id; a missing outcome is a broken promise of the connector and fails its record. */
async function writeAll(
  connector: Scope['salesforce'],
  operations: readonly WriteOperation[],
): Promise<ReadonlyMap<string, ItemOutcome>> {
  if (operations.length === 0) return new Map()
  const outcomes = new Map((await connector.write(operations)).map((outcome) => [outcome.traceId, outcome]))
  for (const { traceId } of operations) {
    if (outcomes.has(traceId)) continue
    const error = new RemoteError({
      code: 'NO_OUTCOME',
      disposition: 'retry',
      message: 'the platform did not say what became of it',
      remedy: '',
    })
    outcomes.set(traceId, { traceId, ok: false, error })
  }
  return outcomes
}
