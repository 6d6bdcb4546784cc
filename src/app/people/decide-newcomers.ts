import type { Candidate, Match } from '#domain/identity/match.ts'
import { isKnown, matchPerson, personKey } from '#domain/identity/match.ts'
import { takesPart } from '#domain/lifecycle/selection.ts'
import type { EntryDecision } from '#domain/plan/entry.ts'
import { decideEntry } from '#domain/plan/entry.ts'
import { parseInstant } from '#domain/time.ts'
import type { RemoteRecord } from '#ports/connector/records.ts'
import type { Review } from '#ports/store/reviews.ts'
import { contactWording } from '../handoff/contact-wording.ts'
import { resolvePeople } from '../resolve-people.ts'
import type { Scope } from '../scope.ts'
import { candidatesFor } from './candidates.ts'
import { decidedPairs } from './decided-pairs.ts'
import type { DecidedPairs } from './decided-pairs.ts'
import { arePeopleListed } from './index-people.ts'
import { suggestionsFor } from './suggestions.ts'
import type { Suggested } from './suggestions.ts'

export interface Stranger {
  readonly contact: RemoteRecord
  /** Of the lists that the selection names. */
  readonly memberships: ReadonlySet<string>
}

export interface Decided {
  /** The pairs of the contact as they were when this was decided. */
  readonly pairs: readonly Review[]
  readonly match: Match
  readonly decision: EntryDecision
  /** The record found belongs to another contact already. */
  readonly taken: boolean
  /** Nobody is it by id or e-mail, these are alike: for a person to decide. */
  readonly suggested: readonly Suggested[]
  /** Nothing is made before that; `early`: not everybody is known yet who could be alike. */
  readonly held: 'no' | 'yes' | 'early'
}

/** What is to happen to contacts without a link that enter by the selection. Reads alone, nothing is stored. */
export async function decideNewcomers<S extends Stranger>(
  scope: Scope,
  unknown: readonly S[],
): Promise<readonly (S & Decided)[]> {
  const contacts = unknown.map(({ contact }) => contact)
  const reviews = await scope.store.reviews.ofContacts(
    scope.connection.id,
    contacts.map(({ id }) => id),
  )
  const decidedOf = ({ id }: RemoteRecord): DecidedPairs => decidedPairs(reviews.get(id) ?? [])
  const nameOf = (contact: RemoteRecord): string | null =>
    decidedOf(contact).chosen ?? contact.values['tandem_salesforce_id'] ?? null
  const candidates = await candidatesFor(scope, contacts, nameOf)
  const owned = await resolvePeople(
    scope,
    [...candidates.values()].flatMap((found) => found.map((candidate) => candidate.id)),
  )
  const matched = unknown.map((stranger) => ({
    stranger,
    ...matchOf(scope, stranger.contact, candidates.get(stranger.contact.id) ?? [], decidedOf(stranger.contact)),
  }))
  const alike = await whoIsAlike(
    scope,
    matched.flatMap(({ stranger, match, outside }) =>
      match.kind === 'none' && outside.length === 0 ? [stranger.contact] : [],
    ),
    decidedOf,
  )
  const wording = await contactWording(scope)
  const claimed = new Set<string>()
  return matched.map(({ stranger, match: exact, outside }): S & Decided => {
    const { suggested = [], linked = null } = alike.people.get(stranger.contact.id) ?? {}
    const match: Match = linked === null ? exact : { kind: 'one', candidate: linked, others: [], by: 'name' }
    const decision = decisionOf(scope, stranger, { match, leftOut: outside, wording })
    const entering = decision.kind === 'adopt' || decision.kind === 'hand-over'
    // Of two contacts who claim one record here, the second meets it as the other's.
    const wanted = entering && match.kind === 'one' ? match.candidate.id : null
    const isClaimed = wanted !== null && claimed.has(wanted)
    if (wanted !== null) claimed.add(wanted)
    const isMade = match.kind === 'none' && decision.kind === 'hand-over'
    const holds = scope.config.matching.suggestions === 'hold' && isMade
    return {
      ...stranger,
      pairs: reviews.get(stranger.contact.id) ?? [],
      match,
      decision,
      taken: isClaimed || (wanted !== null && owned.get(wanted)?.state === 'active'),
      suggested,
      held: !holds ? 'no' : suggested.length > 0 ? 'yes' : alike.complete ? 'no' : 'early',
    }
  })
}

/** By id and e-mail, and by what people decided. */
function matchOf(scope: Scope, contact: RemoteRecord, all: readonly Candidate[], decided: DecidedPairs) {
  const found = all.filter(({ id }) => !decided.rejected.has(id))
  const stored = {
    key: personKey(scope.connection.portalId, contact.id),
    salesforceId: decided.chosen ?? contact.values['tandem_salesforce_id'] ?? null,
  }
  const admitted = found.filter((c) => isKnown(c, stored) || takesPart(c.object, c.values, scope.config.selection))
  const match = matchPerson(admitted, stored)
  const outside = found.filter((c) => !admitted.includes(c) && c.values['IsConverted'] !== 'true')
  const isChosen = match.kind === 'one' && match.candidate.id === decided.chosen
  return { match: isChosen ? { ...match, by: 'review' as const } : match, outside }
}

function decisionOf(
  scope: Scope,
  { contact, memberships }: Stranger,
  given: Pick<Parameters<typeof decideEntry>[0], 'match' | 'leftOut' | 'wording'>,
) {
  const now = scope.clock.now()
  const entered = contact.values['hs_v2_date_entered_marketingqualifiedlead'] ?? null
  const qualifiedAt = entered === null ? null : parseInstant(entered)
  return decideEntry({ contact: contact.values, memberships, qualifiedAt, now, config: scope.config, ...given })
}

interface Alike {
  /** To be listed. */
  readonly suggested: readonly Suggested[]
  /** To be linked without asking: the only one who is alike, by phone or by name and employer, and alike to nobody else here. */
  readonly linked: Candidate | null
}

async function whoIsAlike(
  scope: Scope,
  contacts: readonly RemoteRecord[],
  decidedOf: (contact: RemoteRecord) => DecidedPairs,
): Promise<{ readonly people: ReadonlyMap<string, Alike>; readonly complete: boolean }> {
  const { suggestions, autoLinkNames } = scope.config.matching
  if (contacts.length === 0 || (suggestions === 'off' && !autoLinkNames)) return { people: new Map(), complete: true }
  const complete = suggestions !== 'hold' || (await arePeopleListed(scope))
  const all = await suggestionsFor(scope, contacts)
  const byContact = contacts.flatMap((contact) => {
    const { rejected } = decidedOf(contact)
    const of = (all.get(contact.id) ?? []).filter(({ candidate }) => !rejected.has(candidate.id))
    return of.length === 0 ? [] : [{ id: contact.id, of }]
  })
  const wanted = Map.groupBy(
    byContact.flatMap(({ of }) => of),
    ({ candidate }) => candidate.id,
  )
  const people = byContact.map(({ id, of }): readonly [string, Alike] => {
    const [only, another] = of
    const unique = only !== undefined && another === undefined && wanted.get(only.candidate.id)?.length === 1
    if (autoLinkNames && unique && only.suggestion.sure) return [id, { suggested: [], linked: only.candidate }]
    return [id, { suggested: suggestions === 'off' ? [] : of, linked: null }]
  })
  return { people: new Map(people), complete }
}
