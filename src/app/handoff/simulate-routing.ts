import { campaignNamer, withCampaignNames } from '#domain/attribution/campaign-name.ts'
import { CAMPAIGN_PROPERTIES } from '#domain/attribution/touch-facts.ts'
import type { ContractDecision } from '#domain/handoff/contract.ts'
import { chooseContract } from '#domain/handoff/contract.ts'
import type { LinkId } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'
import type { Values } from '#domain/mapping/value.ts'
import { leftToSalesforce } from '#domain/routing/assignment.ts'
import { routeAll } from '#domain/routing/batch.ts'
import type { RouteDecision } from '#domain/routing/decision.ts'
import type { RouteExplanation } from '#domain/routing/explain.ts'
import { explainRoute } from '#domain/routing/explain.ts'
import { dueAt } from '#domain/sla/calendar.ts'
import type { RemoteRecord } from '#ports/connector/records.ts'
import type { Scope } from '../scope.ts'
import { contactWording } from './contact-wording.ts'
import type { Routed } from './route-facts.ts'
import { gatherRouteFacts } from './route-facts.ts'
import { peekInput, routingPeople, withColleagues } from './route-leads.ts'
import { policyFor } from './start-clocks.ts'

/** Somebody as HubSpot has them, or would. `id` tells them apart: a contact id, or a line of a file. */
export interface SimulatedPerson {
  readonly id: string
  readonly values: Values
  readonly linkId: LinkId | null
}

export interface SimulatedClock {
  readonly name: string
  /** null: the calendar gives none. */
  readonly dueAt: Instant | null
  readonly timeZone: string
}

export interface SimulatedLead {
  readonly person: SimulatedPerson
  /** null: no contract holds, so nobody would get this person. */
  readonly route: {
    readonly contract: ContractDecision
    readonly decision: RouteDecision
    readonly explanation: RouteExplanation
    /** SLA policy by id; null: none applies. */
    readonly policy: string | null
    readonly clocks: readonly SimulatedClock[]
  } | null
}

/**
 * Who would get these people if they were handed over now, in this order, each knowing of those before. Whether they would be handed
 * over at all (selection, stage) is not asked. Reads both platforms; writes nothing, and no turn of a pool is taken.
 */
export async function simulateRouting(
  scope: Scope,
  people: readonly SimulatedPerson[],
): Promise<readonly SimulatedLead[]> {
  const now = scope.clock.now()
  const named = await namedByCampaign(scope, people)
  const wording = await contactWording(scope)
  const chosen = named.flatMap((person) => {
    const contract = chooseContract(scope.config.handover, person.values, now, wording)
    return contract === null ? [] : [{ person, contract }]
  })
  const routed = await asRouted(
    scope,
    chosen.map(({ person }) => person),
  )
  const facts = await gatherRouteFacts(scope, routed)
  const requests = chosen.flatMap(({ person, contract }) => {
    const known = facts.get(person.id)
    return known === undefined ? [] : [{ id: person.id, pool: contract.contract.pool, facts: known, contract }]
  })
  const owners = await routingPeople(scope)
  const leads = await withColleagues(scope, scope.store, owners, requests)
  const input = await peekInput(scope, owners)
  const made = new Set(routed.flatMap(({ contact, record }) => (record === null ? [contact.id] : [])))
  const isLeft = (id: string): boolean => scope.config.routing.by === 'salesforce' && made.has(id)
  const asked = leads.filter(({ id }) => !isLeft(id))
  const { decisions } = routeAll(input, asked)
  const decided = new Map(asked.map(({ id }, i) => [id, decisions[i]]))
  const { orgTimeZone } = scope.connection
  const routes = new Map(
    leads.flatMap(({ id, contract, facts: known }) => {
      const decision = isLeft(id) ? leftToSalesforce(input) : decided.get(id)
      if (decision === undefined) return []
      const explanation = explainRoute(decision, owners.reps, orgTimeZone)
      return [[id, { contract, decision, explanation, ...promised(scope, contract, decision, known.contact) }] as const]
    }),
  )
  return named.map((person) => ({ person, route: routes.get(person.id) ?? null }))
}

/** Campaigns by their names as far as they are stored: nothing is refreshed by a look ahead. */
async function namedByCampaign(
  { store, connection, config }: Scope,
  people: readonly SimulatedPerson[],
): Promise<readonly SimulatedPerson[]> {
  const nameOf = campaignNamer(await store.campaigns.list(connection.id))
  const properties = [...new Set([...CAMPAIGN_PROPERTIES, config.campaignProperty])]
  return people.map((person) => ({ ...person, values: withCampaignNames(person.values, properties, nameOf) }))
}

/** With the Contact or open Lead that has the same e-mail address, the oldest of several. */
async function asRouted(scope: Scope, people: readonly SimulatedPerson[]): Promise<readonly Routed[]> {
  const values = [...new Set(people.flatMap((person) => emailOf(person.values) ?? []))]
  const find = (object: 'Lead' | 'Contact', fields: readonly string[]): Promise<readonly RemoteRecord[]> =>
    scope.salesforce.findBy({ object, field: 'Email', values, fields: ['Email', 'OwnerId', ...fields] })
  const found =
    values.length === 0 ? [] : await Promise.all([find('Lead', ['IsConverted']), find('Contact', ['AccountId'])])
  const byEmail = new Map<string, RemoteRecord>()
  for (const record of found.flat().toSorted((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1))) {
    const email = emailOf({ email: record.values['Email'] ?? null })
    const before = email === null ? undefined : byEmail.get(email)
    if (email === null || record.values['IsConverted'] === 'true') continue
    if (before?.object !== 'Contact' || record.object === 'Contact') byEmail.set(email, record)
  }
  const asContact = ({ id, values: its }: SimulatedPerson): RemoteRecord => ({
    object: 'contacts',
    id,
    values: its,
    createdAt: 0,
    modifiedAt: 0,
    mergedIds: [],
  })
  return people.map((person) => ({
    contact: asContact(person),
    record: byEmail.get(emailOf(person.values) ?? '') ?? null,
    linkId: person.linkId,
  }))
}

const emailOf = (values: Values): string | null => values['email']?.trim().toLowerCase() ?? null

/** The policy and its deadlines, as if the person qualified and was handed over now. */
function promised(
  scope: Scope,
  { contract, urgency }: ContractDecision,
  decision: RouteDecision,
  contact: Values,
): { readonly policy: string | null; readonly clocks: readonly SimulatedClock[] } {
  if (decision.kind === 'nobody') return { policy: null, clocks: [] }
  const policy = policyFor(scope, {
    contract: contract.id,
    urgency,
    campaign: contact[scope.config.campaignProperty] ?? null,
    ownerRule: decision.rule,
    queueId: decision.kind === 'owner' ? null : decision.queueId,
    heldForPool: decision.kind === 'held' ? decision.pool : null,
  })
  const clocks = (policy?.clocks ?? []).flatMap((spec) => {
    const calendar = scope.config.calendars[spec.calendarId]
    if (calendar === undefined) return []
    const due = dueAt(calendar, scope.clock.now(), spec.targetSeconds)
    return [{ name: spec.name, dueAt: due, timeZone: calendar.timeZone }]
  })
  return { policy: policy?.id ?? null, clocks }
}
