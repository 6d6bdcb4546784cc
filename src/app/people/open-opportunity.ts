import { opportunityKey } from '#domain/identity/match.ts'
import type { Link } from '#domain/identity/link.ts'
import { opensOpportunity } from '#domain/lifecycle/stage.ts'
import { formatInstant } from '#domain/time.ts'
import type { RemoteError } from '#domain/errors.ts'
import type { RemoteRecord } from '#ports/connector/records.ts'
import type { WriteOperation } from '#ports/connector/writes.ts'
import type { JournalRow } from '#ports/store/journal.ts'
import type { Scope } from '../scope.ts'
import type { KnownFacts } from './facts.ts'
import { ownChange } from './plan.ts'
import type { LinkedPerson } from './unit.ts'
import { nameOf } from './unit.ts'

export interface Opened {
  readonly link: Link
  readonly opportunityId: string | null
  readonly journal: readonly JournalRow[]
  readonly error: RemoteError | null
}

const DAY_MS = 86_400_000

/**
 * Opens Opportunities for people whose HubSpot stage asks for one and who have none: by converting the Lead (always with a
 * user as owner and the account of the same name), or on the Contact with a contact role.
 * @returns by link id, only those for whom something was tried.
 */
export async function openOpportunities(
  scope: Scope,
  people: readonly { readonly person: LinkedPerson; readonly record: RemoteRecord; readonly link: Link }[],
  known: KnownFacts,
): Promise<ReadonlyMap<string, Opened>> {
  const asking = people.filter(({ person, link }) => {
    const stage = person.contact.values['lifecyclestage'] ?? null
    const opportunities = known.opportunities.get(link.id)?.length ?? 0
    return person.handoff !== null && opensOpportunity(stage, { opportunities, openDeals: 0 }, scope.config.lifecycle)
  })
  if (asking.length === 0) return new Map()
  const withoutDeals = await withoutOpportunity(scope, await withoutOpenDeals(scope, asking))
  const leads = withoutDeals.filter(({ record }) => record.object === 'Lead')
  const contacts = withoutDeals.filter(({ record }) => record.object === 'Contact')
  return new Map([...(await convertLeads(scope, leads)), ...(await onContacts(scope, contacts))])
}

type Asking = { readonly person: LinkedPerson; readonly record: RemoteRecord; readonly link: Link }

/** HubSpot moves stages by itself when deals are associated: whoever has a deal is not asking. */
async function withoutOpenDeals(scope: Scope, asking: readonly Asking[]): Promise<readonly Asking[]> {
  const related = await scope.hubspot.related({
    from: 'contacts',
    ids: asking.map(({ person }) => person.contact.id),
    to: 'deals',
  })
  const having = new Set(related.filter((r) => r.related.length > 0).map((r) => r.id))
  return asking.filter(({ person }) => !having.has(person.contact.id))
}

/**
 * The store learns of an opportunity with a later batch, so Salesforce is asked: the contact may have one since the batch before,
 * or since a run that was cut off after its conversion.
 */
async function withoutOpportunity(scope: Scope, asking: readonly Asking[]): Promise<readonly Asking[]> {
  const ids = asking.filter(({ record }) => record.object === 'Contact').map(({ record }) => record.id)
  if (ids.length === 0) return asking
  const related = await scope.salesforce.related({ from: 'Contact', ids, to: 'Opportunity' })
  const having = new Set(related.map(({ id }) => id))
  return asking.filter(({ record }) => !having.has(record.id))
}

async function convertLeads(scope: Scope, leads: readonly Asking[]): Promise<readonly (readonly [string, Opened])[]> {
  if (leads.length === 0) return []
  const companies = leads.flatMap(({ record }) => record.values['Company'] ?? [])
  const accounts = await scope.salesforce.findBy({
    object: 'Account',
    field: 'Name',
    values: companies,
    fields: ['Name'],
  })
  const accountOf = new Map(accounts.toReversed().map((account) => [account.values['Name']?.toLowerCase(), account.id]))
  const reps = await scope.reps()
  const operations = leads.map(({ person, record, link }): WriteOperation => {
    const owner = record.values['OwnerId'] ?? null
    // A queue cannot own what a lead becomes.
    const ownerId = owner !== null && reps.byId.get(owner)?.active === true ? owner : (person.handoff?.ownerId ?? '')
    return {
      kind: 'convert-lead',
      traceId: link.id,
      leadId: record.id,
      convertedStatus: scope.config.lifecycle.opensOpportunity.convertedStatus,
      ownerId,
      accountId: accountOf.get(record.values['Company']?.toLowerCase()) ?? null,
      contactId: null,
      opportunityName: opportunityName(person, record),
    }
  })
  const outcomes = await scope.salesforce.write(operations)
  return leads.map(({ record, link }, i): readonly [string, Opened] => {
    const outcome = outcomes[i]
    if (outcome?.ok !== true)
      return [link.id, { link, opportunityId: null, journal: [], error: outcome?.error ?? null }]
    const contactId = outcome.converted?.contactId ?? outcome.id
    const opportunityId = outcome.converted?.opportunityId ?? null
    const moved: Link = { ...link, salesforceObject: 'Contact', salesforceId: contactId }
    const changes = [
      ownChange('IsConverted', 'false', 'true', 'lifecycle'),
      ownChange('ConvertedContactId', null, contactId, 'lifecycle'),
    ]
    return [
      link.id,
      { link: moved, opportunityId, journal: [row(scope, link, 'Lead', record.id, changes)], error: null },
    ]
  })
}

async function onContacts(scope: Scope, contacts: readonly Asking[]): Promise<readonly (readonly [string, Opened])[]> {
  const opening = scope.config.lifecycle.opensOpportunity
  const closeOn = formatInstant(scope.clock.now() + opening.closeInDays * DAY_MS).slice(0, 10)
  const operations = contacts.map(({ person, record, link }) => ({
    kind: 'upsert' as const,
    traceId: link.id,
    object: 'Opportunity',
    keyField: 'Tandem_Key__c',
    key: opportunityKey(link.key, person.handoff?.cycle ?? 1),
    values: {
      Name: opportunityName(person, record),
      StageName: opening.opportunityStage,
      CloseDate: closeOn,
      AccountId: record.values['AccountId'] ?? null,
      OwnerId: record.values['OwnerId'] ?? person.handoff?.ownerId ?? null,
    },
  }))
  const made = operations.length === 0 ? [] : await scope.salesforce.write(operations)
  const roles = contacts.flatMap(({ record, link }, i): WriteOperation[] => {
    const outcome = made[i]
    if (outcome?.ok !== true) return []
    const to = { object: 'Contact', id: record.id }
    return [
      { kind: 'associate', traceId: link.id, from: { object: 'Opportunity', id: outcome.id }, to, primary: 'primary' },
    ]
  })
  const roleOutcomes = new Map(
    (roles.length === 0 ? [] : await scope.salesforce.write(roles)).map((o) => [o.traceId, o]),
  )
  return contacts.map(({ record, link }, i): readonly [string, Opened] => {
    const outcome = made[i]
    if (outcome?.ok !== true)
      return [link.id, { link, opportunityId: null, journal: [], error: outcome?.error ?? null }]
    const role = roleOutcomes.get(link.id)
    const error = role === undefined || role.ok ? null : role.error
    const changes = Object.entries(operations[i]?.values ?? {}).map(([field, to]) =>
      ownChange(field, null, to, 'lifecycle'),
    )
    const journal = [row(scope, link, 'Opportunity', outcome.id, changes)]
    if (role?.ok === true) {
      const joined = [ownChange('OpportunityContactRole', null, record.id, 'lifecycle')]
      journal.push({ ...row(scope, link, 'Opportunity', outcome.id, joined), action: 'associate' })
    }
    return [link.id, { link, opportunityId: outcome.id, journal, error }]
  })
}

const opportunityName = (person: LinkedPerson, record: RemoteRecord): string =>
  `${record.values['Company'] ?? person.contact.values['company'] ?? nameOf(person.contact)} - ${nameOf(person.contact)}`.slice(
    0,
    120,
  )

const row = (
  scope: Scope,
  link: Link,
  object: string,
  recordId: string,
  changes: JournalRow['changes'],
): JournalRow => ({
  at: scope.clock.now(),
  linkId: link.id,
  side: 'salesforce',
  object,
  recordId,
  action: object === 'Lead' ? 'convert' : 'create',
  changes,
  configVersion: scope.configVersion,
  cause: 'HubSpot stage opens an opportunity',
})
