import { decisionsOf, NO_DECISIONS } from '../field-decisions.ts'
import { mappingTools } from '../context-tools.ts'
import type { LeftOvers } from '../intents/look.ts'
import type { BatchScope } from '../intents/write-batch.ts'
import type { Scope } from '../scope.ts'
import { DONE } from '../settle-outcomes.ts'
import type { Verdict } from '../settle-outcomes.ts'
import { knownFacts } from './facts.ts'
import type { KnownFacts } from './facts.ts'
import { frozenFields } from './freeze.ts'
import { lookAgain } from './look-again.ts'
import { keepTasks } from './keep-task.ts'
import type { Opened } from './open-opportunity.ts'
import { openOpportunities } from './open-opportunity.ts'
import { ownerTools } from './own-values.ts'
import type { PersonPlan } from './plan.ts'
import { planPerson } from './plan.ts'
import type { Progress } from './progress.ts'
import type { LinkedPerson, PersonResult } from './unit.ts'
import { storedLink, valuesToMap } from './unit.ts'
import { writeContacts } from './write-contact.ts'
import { writeRecords } from './write-record.ts'
import type { PersonTools } from './write-record.ts'
import { writeTasks } from './write-task.ts'

/**
 * Writes what a batch of people needs, stage by stage, each stage one batched call per platform and object:
 * Salesforce record, opportunity (when the stage asks), follow-up Task, then HubSpot. Nothing is remembered here.
 * @param leftOvers what earlier batches wrote for these people and nobody remembers.
 */
export async function applyPeople(
  scope: BatchScope,
  given: readonly LinkedPerson[],
  leftOvers: LeftOvers,
): Promise<readonly PersonResult[]> {
  const people = await withDecisions(scope, given)
  const known = await knownFacts(scope, people)
  const tools: PersonTools = {
    ...(await mappingTools(scope, ['contact-lead', 'contact-contact'], valuesToMap(people))),
    owners: await ownerTools(scope, known.reps),
  }
  const { plans, results } = await planPeople(scope, people, tools)
  const written = await writeRecords(scope, plans, tools)
  const opened = await openInSalesforce(scope, written, known)
  const tasked = await keepTasks(scope, await writeTasks(scope, opened, leftOvers))
  return [...results, ...(await writeContacts(scope, tasked, known))]
}

/** With what was said about their fields. */
async function withDecisions(scope: Scope, people: readonly LinkedPerson[]): Promise<readonly LinkedPerson[]> {
  const decisions = await decisionsOf(
    scope,
    people.map(({ link }) => link.id),
  )
  if (decisions.size === 0) return people
  return people.map((person) => ({ ...person, decisions: decisions.get(person.link.id) ?? NO_DECISIONS }))
}

interface Planned {
  readonly plans: readonly PersonPlan[]
  /** Of people for whom nothing is written in this batch. */
  readonly results: readonly PersonResult[]
}

/** Plans by snapshots where there are some; whoever has a mapped field to be written to such a side is read and planned again. */
async function planPeople(scope: Scope, people: readonly LinkedPerson[], tools: PersonTools): Promise<Planned> {
  const first = people.map((person) => ({ person, plan: planPerson(scope, person, tools) }))
  const doubtful = first.filter(({ person, plan }) => plan !== null && writesOnSnapshot(person, plan))
  const again =
    doubtful.length === 0
      ? []
      : await lookAgain(
          scope,
          doubtful.map(({ person }) => person),
        )
  await tools.also(valuesToMap(again.flatMap((person) => person ?? [])))
  const fresh = new Map(doubtful.map(({ person }, i) => [person, again[i] ?? null]))
  const results: PersonResult[] = []
  const planned: { person: LinkedPerson; plan: PersonPlan }[] = []
  for (const { person, plan } of first) {
    const now = fresh.get(person)
    const settled =
      now === undefined || now === null ? { person, plan } : { person: now, plan: planPerson(scope, now, tools) }
    if (now === null) results.push(withoutWrites(person, CHANGED_MEANWHILE))
    else if (settled.plan === null) results.push(withoutWrites(person, DONE))
    else planned.push({ person: settled.person, plan: settled.plan })
  }
  return { plans: await withFrozen(scope, planned, tools), results }
}

const CHANGED_MEANWHILE: Verdict = {
  kind: 'retry',
  afterMs: 0,
  error: 'CHANGED_MEANWHILE: a record was deleted, merged or converted while it was worked on',
}

/** Also who was decided about: by a snapshot a value may look changed, or unchanged, that is not. */
const writesOnSnapshot = ({ contactBy, recordBy, decisions }: LinkedPerson, plan: PersonPlan): boolean =>
  ((decisions?.size ?? 0) > 0 && (contactBy === 'snapshot' || recordBy === 'snapshot')) ||
  (contactBy === 'snapshot' && plan.hubspotChanges.length > 0) ||
  (recordBy === 'snapshot' && (plan.salesforceSent.length > 0 || movesOwner(plan)))

/** A snapshot may be older than what Tandem wrote: nobody is followed, and nothing given away, on its word. */
const movesOwner = ({ own }: PersonPlan): boolean =>
  own !== null && (own.owner.kind === 'follow' || Object.keys(own.values).length > 0)

/** Fields that two automations fight over are held back. */
async function withFrozen(
  scope: Scope,
  planned: readonly { readonly person: LinkedPerson; readonly plan: PersonPlan }[],
  tools: PersonTools,
): Promise<readonly PersonPlan[]> {
  const frozen = await frozenFields(
    scope,
    planned.filter(({ plan }) => writesFields(plan)).map(({ person }) => person),
  )
  return planned.map(({ person, plan }) => {
    const held = frozen.get(person.link.id)
    return held === undefined || held.size === 0 ? plan : (planPerson(scope, person, tools, held) ?? plan)
  })
}

const writesFields = (plan: PersonPlan): boolean => plan.salesforceChanges.length + plan.hubspotChanges.length > 0

const withoutWrites = (person: LinkedPerson, verdict: Verdict): PersonResult => ({
  person,
  link: storedLink(person),
  taskId: null,
  journal: [],
  verdict,
  opportunities: [],
  known: [],
  unfinished: verdict.kind !== 'done',
  agreed: verdict.kind === 'done',
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
    // Its conversion is news.
    known: opened.link.salesforceId === p.link.salesforceId ? p.known : [],
  }
}
