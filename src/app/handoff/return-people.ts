import { mayReturn } from '#domain/handoff/feedback.ts'
import type { Handoff } from '#domain/handoff/types.ts'
import type { EntryDecision } from '#domain/plan/entry.ts'
import { parseInstant } from '#domain/time.ts'
import type { LinkedPerson } from '../people/unit.ts'
import { CONTACTS } from '../scope.ts'
import type { Scope } from '../scope.ts'
import type { Entering } from './hand-over.ts'
import { handOver } from './hand-over.ts'
import { gatherRouteFacts } from './route-facts.ts'
import { routingPeople } from './route-leads.ts'

type Rejected = LinkedPerson & { readonly handoff: Handoff }

/**
 * Hands people over again who were given back: those who qualified anew, and those whose return date has come. Each return is a
 * cycle of its own, with an owner who has not given the person back before, new clocks and a new Task.
 */
export async function returnPeople(scope: Scope, people: readonly LinkedPerson[]): Promise<readonly LinkedPerson[]> {
  const asked = people.filter(isRejected).map((person) => ({ person, decision: decide(scope, person) }))
  const over = asked.flatMap(({ person, decision }) => (decision === null ? [person.handoff] : []))
  await forgetDates(scope, over)
  const returning = asked.flatMap(({ person, decision }): Entering[] =>
    decision === null || decision === 'not-yet' ? [] : [{ ...person, decision }],
  )
  const dated = people.map((person) => (isOver(person, over) ? withoutDate(person) : person))
  if (returning.length === 0) return dated
  const routed = returning.map(({ contact, record, link }) => ({
    contact,
    // Whoever keeps the record meanwhile is no owner that a person has.
    record: record === null ? null : { ...record, values: { ...record.values, OwnerId: null } },
    linkId: link.id,
  }))
  const [facts, owners] = await Promise.all([gatherRouteFacts(scope, routed), routingPeople(scope)])
  const handed = await scope.store.transaction((tx) => handOver(scope, tx, returning, { facts, people: owners }))
  const again = new Map(handed.map((person) => [person.link.id, person]))
  return dated.map((person) => again.get(person.link.id) ?? person)
}

const isOver = ({ handoff }: LinkedPerson, over: readonly Handoff[]): boolean =>
  handoff !== null && over.includes(handoff)

const withoutDate = (person: LinkedPerson): LinkedPerson =>
  person.handoff === null ? person : { ...person, handoff: { ...person.handoff, returnAt: null } }

const isRejected = (person: LinkedPerson): person is Rejected => person.handoff?.state === 'rejected'

/** Null: the date has come, and the person stays all the same. */
function decide(scope: Scope, { contact, handoff }: Rejected): EntryDecision | 'not-yet' | null {
  const now = scope.clock.now()
  const { values } = contact
  const qualifiedAt = parseInstant(values['hs_v2_date_entered_marketingqualifiedlead'] ?? '')
  const decision = mayReturn(handoff, { values, qualifiedAt }, now, scope.config)
  const optedOut = scope.config.selection.optedOut === 'exclude' && values['hs_email_optout'] === 'true'
  if (decision.kind === 'stays' || optedOut)
    return handoff.returnAt !== null && handoff.returnAt <= now ? null : 'not-yet'
  const anew = qualifiedAt !== null && qualifiedAt > (handoff.rejectedAt ?? now)
  return {
    kind: 'hand-over',
    contract: decision.contract,
    qualifiedAt: anew ? qualifiedAt : now,
    cycle: handoff.cycle + 1,
  }
}

/** A date that has come and brought nobody back is over: the person returns by qualifying anew. */
async function forgetDates({ store, connection }: Scope, handoffs: readonly Handoff[]): Promise<void> {
  if (handoffs.length === 0) return
  await store.handoffs.update(
    connection.id,
    handoffs.map(({ id }) => ({ id, returnAt: null })),
  )
}

/** How many people one look takes; the rest waits for the next. */
const LOOK = 1000

/** Puts people in the inbox whose return date has come. @returns how many. */
export async function wakeReturning(scope: Scope): Promise<number> {
  const { store, connection, clock } = scope
  const due = await store.handoffs.returning(connection.id, clock.now(), LOOK)
  if (due.length === 0) return 0
  return store.transaction(async (tx) => {
    const links = await tx.links.byIds(
      connection.id,
      due.map(({ linkId }) => linkId),
    )
    const contacts = due.flatMap(({ linkId }) => {
      const link = links.get(linkId)
      return link?.state === 'active' && link.hubspotId !== null ? [link.hubspotId] : []
    })
    // Nobody comes back whose records are no longer joined.
    const gone = due.filter(({ linkId }) => links.get(linkId)?.state !== 'active')
    await tx.handoffs.update(
      connection.id,
      gone.map(({ id }) => ({ id, returnAt: null })),
    )
    await tx.inbox.add(connection.id, CONTACTS, contacts, 'the return date has come', clock.now())
    return contacts.length
  })
}
