import type { Handoff } from '#domain/handoff/types.ts'
import type { Instant } from '#domain/instant.ts'
import type { Values } from '#domain/mapping/value.ts'
import type { RepDirectory } from '#domain/routing/types.ts'
import type { Entry } from '#domain/lifecycle/selection.ts'
import { entryOf } from '#domain/lifecycle/selection.ts'
import type { Scope } from '../scope.ts'
import { findContact } from './find-contact.ts'
import type { SimulatedLead, SimulatedPerson } from './simulate-routing.ts'
import { simulateRouting } from './simulate-routing.ts'

/** Somebody HubSpot has, by e-mail or id; or what a contact would have, by property. */
type LeadToForesee = { readonly who: string } | { readonly values: Values }

export interface ForeseenLead {
  readonly lead: SimulatedLead
  /** Whether the selection lets them in; of typed facts every list and marketing status counts as given. */
  readonly entry: Entry
  readonly last: Handoff | null
  readonly reps: RepDirectory
  readonly at: Instant
}

/**
 * Who would get one lead that comes at an instant, by when, and why. Reads both platforms and writes nothing.
 * @returns null: HubSpot has nobody of this e-mail or id.
 */
export async function foreseeLead(scope: Scope, asked: LeadToForesee, at: Instant): Promise<ForeseenLead | null> {
  const then = atInstant(scope, at)
  const person =
    'who' in asked ? await findContact(then, asked.who) : { id: 'lead', values: asked.values, linkId: null }
  if (person === null) return null
  const [lead] = await simulateRouting(then, [person])
  if (lead === undefined) return null
  return {
    lead,
    entry: await entryNow(then, person, 'who' in asked ? 'known' : 'typed'),
    last: await lastOf(then, person),
    reps: await then.reps(),
    at,
  }
}

/**
 * The same of many people who are described and come one after the other, each knowing of those before.
 * @returns one for each, in their order.
 */
export async function foreseeLeads(
  scope: Scope,
  leads: readonly Values[],
  at: Instant,
): Promise<readonly ForeseenLead[]> {
  const then = atInstant(scope, at)
  const people = leads.map((values, i): SimulatedPerson => ({ id: `lead ${i}`, values, linkId: null }))
  const [simulated, reps] = await Promise.all([simulateRouting(then, people), then.reps()])
  return Promise.all(
    simulated.map(async (lead) => ({ lead, entry: await entryNow(then, lead.person, 'typed'), last: null, reps, at })),
  )
}

const atInstant = (scope: Scope, at: Instant): Scope => ({ ...scope, clock: { ...scope.clock, now: () => at } })

async function entryNow(scope: Scope, person: SimulatedPerson, how: 'known' | 'typed'): Promise<Entry> {
  const { selection } = scope.config
  if (how === 'typed') {
    const given = { hs_marketable_status: 'true', lifecyclestage: selection.stages[0] ?? null, ...person.values }
    return entryOf(given, selection, new Set(selection.lists))
  }
  const lists =
    selection.lists.length === 0
      ? undefined
      : (await scope.store.listMembers.ofRecords(scope.connection.id, [person.id])).get(person.id)
  return entryOf(person.values, selection, lists ?? new Set())
}

async function lastOf({ store, connection }: Scope, { linkId }: SimulatedPerson): Promise<Handoff | null> {
  if (linkId === null) return null
  return (await store.handoffs.latestByLinks(connection.id, [linkId])).get(linkId) ?? null
}
