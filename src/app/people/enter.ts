import { personKey } from '#domain/identity/match.ts'
import type { Link } from '#domain/identity/link.ts'
import { linkId } from '#domain/ids.ts'
import { entryOf } from '#domain/lifecycle/selection.ts'
import type { EntryDecision } from '#domain/plan/entry.ts'
import type { RemoteRecord } from '#ports/connector/records.ts'
import type { FoundPair } from '#ports/store/reviews.ts'
import { listMembersOf } from '../list-members.ts'
import type { Scope } from '../scope.ts'
import type { Verdict } from '../settle-outcomes.ts'
import { DONE } from '../settle-outcomes.ts'
import { indexMade } from './alike-later.ts'
import { recordOf } from './candidates.ts'
import { decideNewcomers } from './decide-newcomers.ts'
import type { Decided, Stranger } from './decide-newcomers.ts'
import { heldForReview, isSameDecision, pairsOfSeveral } from './decided-pairs.ts'
import { handOver } from '../handoff/hand-over.ts'
import { gatherRouteFacts } from '../handoff/route-facts.ts'
import { routingPeople } from '../handoff/route-leads.ts'
import { toPairs } from './suggestions.ts'
import type { LinkedPerson, Person } from './unit.ts'

export interface Entered {
  readonly linked: readonly LinkedPerson[]
  /** People for whom nothing is to be written, with what happens to their rows. */
  readonly settled: readonly { readonly person: Person; readonly verdict: Verdict }[]
  /** Ids of contacts that stay out of the loop, with the reason: `before-go-live`, `not-marketing`, ... */
  readonly ignored: ReadonlyMap<string, string>
  /** Pairs of records for people to decide. */
  readonly found: readonly FoundPair[]
}

type Unknown = Stranger & { readonly person: Person }
type Newcomer = Unknown & Decided

/**
 * Lets newcomers in: who is it in Salesforce, is the person handed over, to whom. Keys, links, handoffs and clocks are stored
 * in one transaction before anything is written to Salesforce, so a crash repeats the same keyed write.
 */
export async function enterPeople(scope: Scope, people: readonly Person[]): Promise<Entered> {
  const settled: { person: Person; verdict: Verdict }[] = []
  const ignored = new Map<string, string>()
  const linked: LinkedPerson[] = []
  const unknown: Unknown[] = []
  const listsOf = await listMembersOf(
    scope,
    people.flatMap(({ contact, link }) => (contact === null || link !== null ? [] : [contact.id])),
  )
  for (const person of people) {
    const { contact, link } = person
    if (contact === null || link?.state === 'unlinked') settled.push({ person, verdict: DONE })
    else if (link !== null) linked.push(asLinked(person, contact, link))
    else {
      const memberships = listsOf(contact.id)
      const entry = entryOf(contact.values, scope.config.selection, memberships)
      if (entry.kind === 'enters') unknown.push({ person, contact, memberships })
      else {
        settled.push({ person, verdict: DONE })
        ignored.set(contact.id, entry.why)
      }
    }
  }
  const newcomers = await decideNewcomers(scope, unknown)
  for (const { person, decision, taken, held, suggested } of newcomers) {
    if (decision.kind === 'ignore') {
      settled.push({ person, verdict: DONE })
      ignored.set(person.contact?.id ?? '', decision.why)
    }
    if (decision.kind === 'left-out') settled.push({ person, verdict: leftOut(decision.why) })
    if (decision.kind === 'review') settled.push({ person, verdict: severalMatches(decision.why) })
    if (taken) settled.push({ person, verdict: belongsToAnother(person) })
    if (held !== 'no') settled.push({ person, verdict: held === 'early' ? BEING_LISTED : heldForReview(suggested) })
  }
  const free = newcomers.filter(({ taken, held }) => !taken && held === 'no')
  const entered = await letIn(scope, free)
  linked.push(...entered.linked)
  for (const { person } of entered.redecided) settled.push({ person, verdict: DECIDED_MEANWHILE })
  const found = newcomers.flatMap(({ contact, match, suggested }) => [
    ...pairsOfSeveral(contact.id, match),
    ...toPairs(contact.id, suggested),
  ])
  return { linked, settled, ignored, found }
}

const BEING_LISTED: Verdict = {
  kind: 'wait',
  afterMs: 15_000,
  error: 'the people in Salesforce are still being listed',
}

/** Whoever decided has the contact looked at again, so nothing is lost. */
const DECIDED_MEANWHILE: Verdict = {
  kind: 'wait',
  afterMs: 0,
  error: 'somebody decided about a match of this contact meanwhile',
}

const asLinked = (person: Person, contact: RemoteRecord, link: Link): LinkedPerson => ({
  ...person,
  contact,
  rawContact: person.rawContact ?? contact.values,
  link,
  firstMeeting: Object.keys(link.base).length === 0,
})

const severalMatches = (why: string): Verdict => ({
  kind: 'park',
  code: 'SEVERAL_MATCHES',
  message: why,
  remedy: 'Merge the duplicates in Salesforce, or write the Tandem Key of this contact on the right one, then retry.',
  linkId: null,
})

const leftOut = (why: string): Verdict => ({
  kind: 'park',
  code: 'LEFT_OUT',
  message: why,
  remedy:
    'No second record is made for the same person. Let the record take part (selection.salesforce), or change its e-mail, then retry.',
  linkId: null,
})

/** Looks a few times: most often the other contact's new address is on its way to Salesforce. */
const LOOKS = 5
const LOOK_AGAIN_MS = 2_000

function belongsToAnother(person: Person): Verdict {
  const message = 'the record in Salesforce that could be this person belongs to another HubSpot contact'
  const looks = Math.max(0, ...person.rows.map((row) => row.attempts))
  if (looks < LOOKS) return { kind: 'retry', afterMs: LOOK_AGAIN_MS * 2 ** looks, error: `ALREADY_LINKED: ${message}` }
  const remedy = 'Correct the e-mail on one of them, or merge the two contacts in HubSpot, then retry.'
  return { kind: 'park', code: 'ALREADY_LINKED', message, remedy, linkId: null }
}

interface LetIn {
  readonly linked: readonly LinkedPerson[]
  /** About whose matches people decided something else since they were read. */
  readonly redecided: readonly Newcomer[]
}

async function letIn(scope: Scope, newcomers: readonly Newcomer[]): Promise<LetIn> {
  const wanted = newcomers.filter(({ decision }) => decision.kind === 'adopt' || decision.kind === 'hand-over')
  if (wanted.length === 0) return { linked: [], redecided: [] }
  const { store, connection, clock } = scope
  const now = clock.now()
  const handing = wanted.filter(({ decision }) => decision.kind === 'hand-over')
  const routed = handing.map(({ contact, match }) => {
    const found = match.kind === 'one' ? match.candidate : null
    return { contact, record: found === null ? null : recordOf(found), linkId: null }
  })
  const [facts, owners] = await Promise.all([gatherRouteFacts(scope, routed), routingPeople(scope)])
  return store.transaction(async (tx) => {
    const pairs = await tx.reviews.hold(
      connection.id,
      wanted.map(({ contact }) => contact.id),
    )
    const entering = wanted.filter((one) => isSameDecision(one.pairs, pairs.get(one.contact.id) ?? []))
    const redecided = wanted.filter((one) => !entering.includes(one))
    const intents = entering.map(({ contact, match, decision }) => ({
      id: linkId(scope.newId()),
      kind: 'person' as const,
      key: personKey(connection.portalId, contact.id),
      hubspotId: contact.id,
      origin: match.kind === 'one' ? match.by : ('created' as const),
      adopted: decision.kind === 'adopt',
      createdAt: now,
    }))
    const stored = await tx.links.intend(connection.id, intents)
    const people = entering.flatMap((newcomer, i): (LinkedPerson & { decision: EntryDecision })[] => {
      const link = stored.get(intents[i]?.key ?? '')
      if (link === undefined) return []
      const found = newcomer.match.kind === 'one' ? newcomer.match.candidate : null
      const known: Link =
        found === null ? link : { ...link, salesforceObject: found.object, salesforceId: found.id, state: 'active' }
      const record = found === null ? null : recordOf(found)
      return [
        {
          ...newcomer.person,
          contact: newcomer.contact,
          rawContact: newcomer.person.rawContact ?? newcomer.contact.values,
          link: known,
          record,
          recordBy: 'read',
          firstMeeting: true,
          decision: newcomer.decision,
        },
      ]
    })
    await tx.links.save(
      connection.id,
      people.filter((p) => p.link.state === 'active').map((p) => p.link),
    )
    await indexMade(scope, tx, people)
    return { linked: await handOver(scope, tx, people, { facts, people: owners }), redecided }
  })
}
