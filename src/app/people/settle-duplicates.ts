import { RemoteError } from '#domain/errors.ts'
import type { Candidate } from '#domain/identity/match.ts'
import { takesPart } from '#domain/lifecycle/selection.ts'
import type { DuplicateReport, ItemOutcome, WriteOperation } from '#ports/connector/writes.ts'
import type { FoundPair } from '#ports/store/reviews.ts'
import { resolvePeople } from '../resolve-people.ts'
import type { BatchScope } from '../intents/write-batch.ts'
import type { Scope } from '../scope.ts'
import { readCandidates, recordOf } from './candidates.ts'
import type { PersonPlan } from './plan.ts'
import { planPerson } from './plan.ts'
import { intendedRecord } from './intended-writes.ts'
import type { PersonTools } from './write-record.ts'

type Outcomes = ReadonlyMap<string, ItemOutcome>
type Refusal = Extract<ItemOutcome, { ok: false }>

interface Refused {
  readonly plan: PersonPlan
  readonly outcome: Refusal
  /** Records that Salesforce named, as they are now. */
  readonly named: readonly Candidate[]
}

/**
 * What becomes of records that Salesforce refused because it knows one that is alike. Duplicate rules are fuzzy, so only a single
 * record with the same e-mail or key becomes the person's. Else a rule that only warns is asked to save all the same, once, and the
 * pairs are listed; a rule that blocks leaves the person parked with what it named. A key that another record bears names that one.
 */
export async function settleDuplicates(
  scope: BatchScope,
  plans: readonly PersonPlan[],
  outcomes: Outcomes,
  tools: PersonTools,
): Promise<{ readonly plans: readonly PersonPlan[]; readonly outcomes: Outcomes }> {
  const refused = await refusedOnes(scope, plans, outcomes)
  if (refused.length === 0) return { plans, outcomes }
  const taken = await takenOnes(scope, refused)
  const partners = new Map(refused.map((one) => [one, partnerOf(scope, one, taken)]))
  await tools.also({
    hubspot: [],
    salesforce: [...partners.values()].flatMap((found) => (found === null ? [] : [found.values])),
  })
  const settled = refused.map((one) => settle(scope, one, partners.get(one) ?? null, tools))
  const again = new Map(settled.map((one) => [one.plan.person.link.id, one]))
  const written = await scope.writes.write(
    scope.salesforce,
    settled.flatMap(({ plan, operation }) => (operation === null ? [] : [intendedRecord(scope, plan, operation)])),
  )
  const joined = new Set<string>(settled.flatMap((one) => (one.joined ? [one.plan.person.link.id] : [])))
  const kept = [...outcomes].filter(([id]) => !joined.has(id))
  const explained = settled.flatMap(({ plan, refusal }) =>
    refusal === null ? [] : [[plan.person.link.id, refusal] as const],
  )
  return {
    plans: plans.map((plan) => again.get(plan.person.link.id)?.plan ?? plan),
    outcomes: new Map<string, ItemOutcome>([...kept, ...explained, ...written]),
  }
}

async function refusedOnes(
  scope: Scope,
  plans: readonly PersonPlan[],
  outcomes: Outcomes,
): Promise<readonly Refused[]> {
  const all = plans.flatMap((plan) => {
    const outcome = outcomes.get(plan.person.link.id)
    if (plan.salesforce === null || outcome?.ok !== false) return []
    const ids = namedIn(outcome)
    return ids.length === 0 ? [] : [{ plan, outcome, ids }]
  })
  if (all.length === 0) return []
  const records = await readCandidates(scope, [...new Set(all.flatMap(({ ids }) => ids))])
  return all.map(({ plan, outcome, ids }) => ({ plan, outcome, named: ids.flatMap((id) => records.get(id) ?? []) }))
}

function namedIn({ error, duplicates }: Refusal): readonly string[] {
  if (duplicates !== undefined) return duplicates.matches.map(({ id }) => id)
  const existing = error.code === 'DUPLICATE_VALUE' ? error.context['existingId'] : undefined
  return typeof existing === 'string' ? [existing] : []
}

/** Records that belong to another contact. */
async function takenOnes(scope: Scope, refused: readonly Refused[]): Promise<ReadonlyMap<string, string>> {
  const owners = await resolvePeople(
    scope,
    refused.flatMap(({ named }) => named.map(({ id }) => id)),
  )
  return new Map([...owners].flatMap(([id, link]) => (link.state === 'unlinked' ? [] : [[id, link.id] as const])))
}

/** The only one of those named that is surely the person. */
function partnerOf(scope: Scope, { plan, named }: Refused, taken: ReadonlyMap<string, string>): Candidate | null {
  const { link, contact, record } = plan.person
  const email = contact.values['email']?.toLowerCase() ?? null
  const open = named.filter(
    ({ id, object, values }) =>
      id !== record?.id &&
      values['IsConverted'] !== 'true' &&
      (taken.get(id) ?? link.id) === link.id &&
      (values['Tandem_Key__c'] === link.key || takesPart(object, values, scope.config.selection)),
  )
  const bearing = open.filter(({ values }) => values['Tandem_Key__c'] === link.key)
  // A record that has its person already is only given up for the one that bears the person's key.
  const same = plan.salesforce?.kind === 'update' ? [] : open.filter(({ values }) => isSame(values['Email'], email))
  const [only, another] = bearing.length > 0 ? bearing : same
  return only !== undefined && another === undefined ? only : null
}

const isSame = (held: string | null | undefined, email: string | null): boolean =>
  email !== null && held?.toLowerCase() === email

interface SettledRefusal {
  readonly plan: PersonPlan
  /** To be written now; null: nothing. */
  readonly operation: WriteOperation | null
  /** The person has another record now. */
  readonly joined: boolean
  /** The refusal in words that say what to do; null: it is overcome. */
  readonly refusal: Refusal | null
}

function settle(scope: Scope, refused: Refused, partner: Candidate | null, tools: PersonTools): SettledRefusal {
  const { plan, outcome } = refused
  if (partner !== null) {
    const joined = joinedTo(scope, plan, partner, tools)
    return { plan: joined, operation: joined.salesforce, joined: true, refusal: null }
  }
  if (outcome.duplicates === undefined) return { plan, operation: null, joined: false, refusal: outcome }
  const report = outcome.duplicates
  const listed = { ...plan, person: { ...plan.person, found: pairsOf(refused, report) } }
  if (report.kind === 'alert' && scope.config.matching.suggestions !== 'hold')
    return { plan: listed, operation: saving(plan.salesforce), joined: false, refusal: null }
  return { plan: listed, operation: null, joined: false, refusal: { ...outcome, error: explained(outcome, report) } }
}

/** As at a first meeting, with the record that was there. */
function joinedTo(scope: Scope, plan: PersonPlan, partner: Candidate, tools: PersonTools): PersonPlan {
  const { person } = plan
  const link = {
    ...person.link,
    salesforceObject: partner.object,
    salesforceId: partner.id,
    state: 'active' as const,
    origin: 'duplicate-rule' as const,
    base: {},
  }
  const met = { ...person, link, record: recordOf(partner), recordBy: 'read' as const, firstMeeting: true }
  return planPerson(scope, met, tools) ?? plan
}

const saving = (operation: WriteOperation | null): WriteOperation | null =>
  operation?.kind === 'upsert' || operation?.kind === 'create' ? { ...operation, onDuplicates: 'save' } : null

function pairsOf({ plan, named }: Refused, report: DuplicateReport): readonly FoundPair[] {
  return named
    .filter(({ id, values }) => id !== plan.person.record?.id && values['IsConverted'] !== 'true')
    .map(({ object, id }) => ({
      kind: 'duplicate-rule',
      hubspotId: plan.person.contact.id,
      salesforceObject: object,
      salesforceId: id,
      reason: report.rule,
      points: 2,
      evidence: [],
    }))
}

function explained({ error }: Refusal, { rule, kind, matches }: DuplicateReport): RemoteError {
  const named = matches.map(({ object, id }) => `${object} ${id}`).join(', ')
  const allows = kind === 'alert' ? 'matching.suggestions is hold' : 'the rule blocks'
  return new RemoteError({
    code: error.code,
    disposition: error.disposition,
    message: `duplicate rule ${rule} refused the record (${allows}): it is like ${named === '' ? 'one that is not shown' : named}`,
    remedy:
      'If it is the same person, accept the match (tandem matches list). If not, let the rule pass for the integration user, then retry.',
    context: error.context,
  })
}
