import type { Link } from '#domain/identity/link.ts'
import type { InboxRow } from '#ports/store/inbox.ts'
import type { JournalRow } from '#ports/store/journal.ts'
import type { Review } from '#ports/store/reviews.ts'
import { readCandidates } from '../people/candidates.ts'
import type { Scope } from '../scope.ts'
import { isClosedByAcceptance } from './closed-by-acceptance.ts'

interface Move {
  readonly review: Review
  readonly link: Link
}

/**
 * Carries out what people accepted about contacts that are linked with another record by now: the link moves to the chosen one.
 * The record left behind is not deleted; it gives the key back, which is unique, and its id stays known. Contacts without a link
 * are joined when they are let in.
 */
export async function followReviews(scope: Scope, rows: readonly InboxRow[]): Promise<void> {
  const { store, connection } = scope
  const ids = rows.flatMap((row) => (row.side === 'hubspot' && row.object === 'contacts' ? [row.recordId] : []))
  const reviews = await store.reviews.ofContacts(connection.id, ids)
  const accepted = [...reviews.values()]
    .flat()
    .filter((review) => review.state === 'accepted' && review.appliedAt === null)
  if (accepted.length === 0) return
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
  // Taken by somebody else meanwhile, or kept by the platform: a person has to look again.
  const again = joined.filter((move) => !there.includes(move) && !able.includes(move) && !gone.includes(move))
  // What their acceptance had closed is to be decided as well.
  const reopened = [...again, ...gone].flatMap(({ review }) =>
    (reviews.get(review.hubspotId) ?? []).filter(isClosedByAcceptance),
  )
  const now = scope.clock.now()
  await store.transaction(async (tx) => {
    await tx.links.save(
      connection.id,
      able.map(({ review, link }) => movedTo(link, review)),
    )
    await tx.links.addAliases(
      connection.id,
      able.flatMap(({ link }) =>
        link.salesforceId === null
          ? []
          : [{ side: 'salesforce' as const, recordId: link.salesforceId, linkId: link.id, kind: 'person' as const }],
      ),
    )
    await tx.journal.append(
      connection.id,
      able.flatMap((move) => journalRows(scope, move)),
    )
    await tx.reviews.applied(
      connection.id,
      [...there, ...able].map(({ review }) => review.id),
      now,
    )
    await tx.reviews.decide(
      connection.id,
      [...again.map(({ review }) => review), ...reopened].map(({ id }) => id),
      { state: 'open', by: null, at: now },
    )
    await tx.reviews.decide(
      connection.id,
      gone.map(({ review }) => review.id),
      { state: 'rejected', by: 'Tandem: the record is gone', at: now },
    )
  })
  if (again.length > 0)
    scope.log.warn(
      { reviews: again.map(({ review }) => review.id) },
      'accepted matches could not be joined, the record belongs to another contact or keeps its key: they are open again',
    )
}

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

function journalRows(scope: Scope, { review, link }: Move): readonly JournalRow[] {
  const base = {
    at: scope.clock.now(),
    linkId: link.id,
    side: 'salesforce' as const,
    configVersion: scope.configVersion,
    cause: `match accepted by ${review.decidedBy ?? 'a person'}`,
  }
  const change = { rule: 'review', because: 'review', winner: 'tandem' as const }
  const moved: JournalRow = {
    ...base,
    object: review.salesforceObject,
    recordId: review.salesforceId,
    action: 'link',
    changes: [{ field: 'Id', from: link.salesforceId, to: review.salesforceId, ...change }],
  }
  if (link.salesforceId === null) return [moved]
  const given: JournalRow = {
    ...base,
    object: link.salesforceObject ?? '',
    recordId: link.salesforceId,
    action: 'update',
    changes: [{ field: 'Tandem_Key__c', from: link.key, to: null, ...change }],
  }
  return [given, moved]
}
