import type { Link } from '#domain/identity/link.ts'
import type { InboxRow } from '#ports/store/inbox.ts'
import type { JournalRow } from '#ports/store/journal.ts'
import type { Review } from '#ports/store/reviews.ts'
import type { Store } from '#ports/store.ts'
import { readCandidates } from '../people/candidates.ts'
import type { Scope } from '../scope.ts'
import { isClosedByAcceptance } from './closed-by-acceptance.ts'

interface Move {
  readonly review: Review
  readonly link: Link
}

/** What a batch found out about pairs that are accepted and not joined yet. */
interface Sorted {
  /** Joined already, by other means. */
  readonly there: readonly Move[]
  /** The link moves; the record left behind bears no key any more. */
  readonly able: readonly Move[]
  /** Taken by somebody else meanwhile, or kept by the platform: a person has to look again. */
  readonly again: readonly Move[]
  /** The record was deleted. */
  readonly gone: readonly Move[]
}

/**
 * Carries out what people accepted about contacts that are linked with another record by now: the link moves to the chosen one.
 * The record left behind is not deleted; it gives the key back, which is unique, and its id stays known. Contacts without a link
 * are joined when they are let in. An acceptance that is taken back while the platforms are asked is not carried out: the contact
 * is looked at anyway then, and the record that stays gets its key again like every linked record that has none.
 */
export async function followReviews(scope: Scope, rows: readonly InboxRow[]): Promise<void> {
  const { store, connection } = scope
  const ids = rows.flatMap((row) => (row.side === 'hubspot' && row.object === 'contacts' ? [row.recordId] : []))
  const reviews = await store.reviews.ofContacts(connection.id, ids)
  const accepted = [...reviews.values()].flat().filter(isWaiting)
  if (accepted.length === 0) return
  const sorted = await sortedOut(scope, accepted)
  await store.transaction((tx) => rememberMoves(scope, tx, sorted))
}

const isWaiting = ({ state, appliedAt }: Review): boolean => state === 'accepted' && appliedAt === null

async function sortedOut(scope: Scope, accepted: readonly Review[]): Promise<Sorted> {
  const { store, connection } = scope
  const links = await store.links.byHubspotIds(
    connection.id,
    'person',
    accepted.map((review) => review.hubspotId),
  )
  const owners = await store.links.bySalesforceIds(
    connection.id,
    'person',
    accepted.map((review) => review.salesforceId),
  )
  const claimed = new Set<string>()
  const isFree = ({ review, link }: Move): boolean => {
    const owner = owners.get(review.salesforceId)
    const free = owner === undefined || owner.id === link.id || owner.state === 'unlinked'
    if (!free || claimed.has(review.salesforceId)) return false
    claimed.add(review.salesforceId)
    return true
  }
  const joined = accepted.flatMap((review): Move[] => {
    const link = links.get(review.hubspotId)
    return link === undefined ? [] : [{ review, link }]
  })
  // A record that is known as theirs since a merge, but is not the one they are joined with, is still to be taken.
  const there = joined.filter(({ review, link }) => link.salesforceId === review.salesforceId)
  const free = joined.filter((move) => !there.includes(move) && isFree(move))
  const alive = await readCandidates(
    scope,
    free.map(({ review }) => review.salesforceId),
  )
  const moves = free.filter(({ review }) => alive.has(review.salesforceId))
  const gone = free.filter((move) => !moves.includes(move))
  const refused = await giveKeysBack(scope, moves)
  const able = moves.filter((move) => !refused.has(move))
  const again = joined.filter((move) => !there.includes(move) && !able.includes(move) && !gone.includes(move))
  return { there, able, again, gone }
}

/** Carries out what is still asked for: the pairs are held, so that nobody takes back what is being joined. */
async function rememberMoves(scope: Scope, tx: Store, sorted: Sorted): Promise<void> {
  const { id } = scope.connection
  const now = scope.clock.now()
  const all = [...sorted.there, ...sorted.able, ...sorted.again, ...sorted.gone]
  const held = await tx.reviews.hold(id, [...new Set(all.map(({ review }) => review.hubspotId))])
  const ofContact = ({ review }: Move): readonly Review[] => held.get(review.hubspotId) ?? []
  const stands = (move: Move): boolean => ofContact(move).some((one) => one.id === move.review.id && isWaiting(one))
  const there = sorted.there.filter(stands)
  const able = sorted.able.filter(stands)
  const again = sorted.again.filter(stands)
  const gone = sorted.gone.filter(stands)
  await tx.links.save(
    id,
    able.map(({ review, link }) => movedTo(link, review)),
  )
  await tx.links.addAliases(
    id,
    able.flatMap(({ link }) =>
      link.salesforceId === null
        ? []
        : [{ side: 'salesforce' as const, recordId: link.salesforceId, linkId: link.id, kind: 'person' as const }],
    ),
  )
  await tx.journal.append(id, [
    ...sorted.able.flatMap((move) => keyGivenBack(scope, move)),
    ...able.map((move) => linkMoved(scope, move)),
  ])
  await tx.reviews.applied(id, idsOf([...there, ...able]), now)
  await tx.reviews.decide(id, idsOf(gone), { state: 'rejected', by: 'Tandem: the record is gone', at: now })
  // What their acceptance had closed is to be decided as well.
  const closed = [...again, ...gone].flatMap((move) => ofContact(move).filter(isClosedByAcceptance))
  await tx.reviews.decide(id, [...idsOf(again), ...closed.map((one) => one.id)], { state: 'open', by: null, at: now })
  if (again.length > 0)
    scope.log.warn(
      { reviews: idsOf(again) },
      'accepted matches could not be joined, the record belongs to another contact or keeps its key: they are open again',
    )
}

const idsOf = (moves: readonly Move[]): readonly string[] => moves.map(({ review }) => review.id)

/** Both records are compared as at a first meeting. */
const movedTo = (link: Link, { salesforceObject, salesforceId }: Review): Link => ({
  ...link,
  salesforceObject,
  salesforceId,
  state: 'active',
  origin: 'review',
  base: {},
})

/** The key is unique in Salesforce, so the record left behind must not bear it. Repeated after a crash, it changes nothing. */
async function giveKeysBack(scope: Scope, moves: readonly Move[]): Promise<ReadonlySet<Move>> {
  const bearing = moves.filter(({ link }) => link.salesforceId !== null && link.salesforceObject !== null)
  if (bearing.length === 0) return new Set()
  const outcomes = await scope.salesforce.write(
    bearing.map(({ link }) => ({
      kind: 'update' as const,
      traceId: link.id,
      object: link.salesforceObject ?? '',
      id: link.salesforceId ?? '',
      values: { Tandem_Key__c: null },
    })),
  )
  const refused = new Set<Move>()
  bearing.forEach((move, i) => {
    const outcome = outcomes[i]
    if (outcome === undefined || outcome.ok || outcome.error.code === 'RECORD_NOT_FOUND') return
    if (outcome.error.disposition !== 'park') throw outcome.error
    refused.add(move)
  })
  return refused
}

const aboutMove = (scope: Scope, { review, link }: Move) => ({
  at: scope.clock.now(),
  linkId: link.id,
  side: 'salesforce' as const,
  configVersion: scope.configVersion,
  cause: `match accepted by ${review.decidedBy ?? 'a person'}`,
})

const REVIEWED = { rule: 'review', because: 'review', winner: 'tandem' as const }

const linkMoved = (scope: Scope, move: Move): JournalRow => ({
  ...aboutMove(scope, move),
  object: move.review.salesforceObject,
  recordId: move.review.salesforceId,
  action: 'link',
  changes: [{ field: 'Id', from: move.link.salesforceId, to: move.review.salesforceId, ...REVIEWED }],
})

/** It was written, whatever became of the acceptance meanwhile. */
const keyGivenBack = (scope: Scope, move: Move): readonly JournalRow[] =>
  move.link.salesforceId === null
    ? []
    : [
        {
          ...aboutMove(scope, move),
          object: move.link.salesforceObject ?? '',
          recordId: move.link.salesforceId,
          action: 'update',
          changes: [{ field: 'Tandem_Key__c', from: move.link.key, to: null, ...REVIEWED }],
        },
      ]
