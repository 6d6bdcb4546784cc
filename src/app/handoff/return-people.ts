import { mayReturn } from '#domain/handoff/return.ts'
import type { ReturnDecision } from '#domain/handoff/return.ts'
import type { Handoff } from '#domain/handoff/types.ts'
import { DAY_MS, parseInstant } from '#domain/time.ts'
import { listMembersOf } from '../list-members.ts'
import type { HandoffChange } from '#ports/store/handoffs.ts'
import type { LinkedPerson } from '../people/unit.ts'
import { CONTACTS } from '../scope.ts'
import type { Scope } from '../scope.ts'
import { contactWording } from './contact-wording.ts'
import type { Entering } from './hand-over.ts'
import { handOver } from './hand-over.ts'
import { gatherRouteFacts } from './route-facts.ts'
import { routingPeople } from './route-leads.ts'

type Rejected = LinkedPerson & { readonly handoff: Handoff }

interface Judged {
  readonly person: Rejected
  readonly qualifiedAt: number | null
  readonly decision: ReturnDecision
}

/**
 * Hands people over again who were given back: those who qualified anew, and those whose return date has come. Each return is a
 * cycle of its own, with an owner who has not given the person back before, new clocks and a new Task. Who has to stay is remembered
 * with the reason, and looked at again with every news of them, and weekly.
 */
export async function returnPeople(scope: Scope, people: readonly LinkedPerson[]): Promise<readonly LinkedPerson[]> {
  const judged = await judgeAll(scope, people.filter(isRejected))
  await rememberStaying(scope, judged)
  const returning = judged.flatMap((one) => entering(scope, one) ?? [])
  if (returning.length === 0) return people
  const routed = returning.map(({ contact, record, link }) => ({
    contact,
    // Whoever keeps the record meanwhile is no owner that a person has.
    record: record === null ? null : { ...record, values: { ...record.values, OwnerId: null } },
    linkId: link.id,
  }))
  const [facts, owners] = await Promise.all([gatherRouteFacts(scope, routed), routingPeople(scope)])
  const handed = await scope.store.transaction((tx) => handOver(scope, tx, returning, { facts, people: owners }))
  const again = new Map(handed.map((person) => [person.link.id, person]))
  return people.map((person) => again.get(person.link.id) ?? person)
}

const isRejected = (person: LinkedPerson): person is Rejected => person.handoff?.state === 'rejected'

/** Lists and opportunities are asked of the store alone, and only where somebody is there whom they may concern. */
async function judgeAll(scope: Scope, people: readonly Rejected[]): Promise<readonly Judged[]> {
  if (people.length === 0) return []
  const { store, connection, config, clock } = scope
  const [listsOf, opportunities, wording] = await Promise.all([
    listMembersOf(
      scope,
      people.map(({ contact }) => contact.id),
    ),
    store.opportunities.byPeople(
      connection.id,
      people.map(({ link }) => link.id),
    ),
    contactWording(scope),
  ])
  return people.map((person): Judged => {
    const { contact, handoff, link } = person
    const qualifiedAt = parseInstant(contact.values['hs_v2_date_entered_marketingqualifiedlead'] ?? '')
    const now = {
      values: contact.values,
      qualifiedAt,
      memberships: listsOf(contact.id),
      opportunities: opportunities.get(link.id) ?? [],
    }
    return { person, qualifiedAt, decision: mayReturn(handoff, now, clock.now(), config, wording) }
  })
}

function entering({ clock }: Scope, { person, qualifiedAt, decision }: Judged): Entering | null {
  if (decision.kind !== 'returns') return null
  const { rejectedAt, cycle } = person.handoff
  const anew = qualifiedAt !== null && qualifiedAt > (rejectedAt ?? clock.now())
  return {
    ...person,
    decision: {
      kind: 'hand-over',
      contract: decision.contract,
      qualifiedAt: anew ? qualifiedAt : clock.now(),
      cycle: cycle + 1,
    },
  }
}

const LOOK_AGAIN_MS = 7 * DAY_MS

/** What is in the way of whom, and when that is asked again though nothing is heard of the person. */
async function rememberStaying({ store, connection, clock }: Scope, judged: readonly Judged[]): Promise<void> {
  const changes = judged.flatMap(({ person: { handoff }, decision }): readonly HandoffChange[] => {
    const { id, staysBecause = null } = handoff
    if (decision.kind === 'held-back')
      return [{ id, staysBecause: decision.why, returnLookAt: clock.now() + LOOK_AGAIN_MS }]
    return staysBecause === null ? [] : [{ id, staysBecause: null, returnLookAt: null }]
  })
  if (changes.length > 0) await store.handoffs.update(connection.id, changes)
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
