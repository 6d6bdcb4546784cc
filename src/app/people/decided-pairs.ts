import type { Match } from '#domain/identity/match.ts'
import type { FoundPair, Review } from '#ports/store/reviews.ts'
import { isClosedByAcceptance } from '../review/closed-by-acceptance.ts'
import type { Verdict } from '../settle-outcomes.ts'
import type { Suggested } from './suggestions.ts'

/** What people decided about one contact. */
export interface DecidedPairs {
  /** The record that is the person; null: nobody said so. */
  readonly chosen: string | null
  /** Records that are somebody else. */
  readonly rejected: ReadonlySet<string>
}

export const decidedPairs = (reviews: readonly Review[]): DecidedPairs => ({
  chosen: reviews.find(({ state }) => state === 'accepted')?.salesforceId ?? null,
  rejected: new Set(reviews.filter(isRejected).map(({ salesforceId }) => salesforceId)),
})

/** Has anybody decided something about a contact between two looks at its pairs? What was found meanwhile is no decision. */
export const isSameDecision = (before: readonly Review[], now: readonly Review[]): boolean => {
  const said = new Map(before.filter(isDecided).map((one) => [one.id, wordOf(one)]))
  const after = now.filter(isDecided)
  return after.length === said.size && after.every((one) => said.get(one.id) === wordOf(one))
}

const isDecided = ({ state }: Review): boolean => state !== 'open'
const wordOf = (review: Review): string => `${review.state} ${String(isRejected(review))}`

/** Of one e-mail, and only passed over for another record: if that one is gone by now (merged, deleted), this may well be the person. */
const isRejected = (review: Review): boolean =>
  review.state === 'rejected' && !(review.kind === 'several' && isClosedByAcceptance(review))

/** Records of one e-mail, for a person to choose from. */
export function pairsOfSeveral(hubspotId: string, match: Match): readonly FoundPair[] {
  if (match.kind !== 'several') return []
  return match.candidates.map(({ object, id }) => ({
    kind: 'several',
    hubspotId,
    salesforceObject: object,
    salesforceId: id,
    reason: 'several records with this e-mail',
    points: 4,
    evidence: [{ field: 'email', likeness: 1, points: 4 }],
  }))
}

/** Nothing is made before a person decided. */
export function heldForReview(suggested: readonly Suggested[]): Verdict {
  const records = suggested.map(({ candidate, suggestion }) => {
    const fields = suggestion.evidence.map(({ field, likeness }) => `${field} ${String(likeness)}`)
    return `${candidate.object} ${candidate.id} (${fields.join(', ')})`
  })
  return {
    kind: 'park',
    code: 'SUGGESTED_MATCH',
    message: `Salesforce has who could be the same person: ${records.join('; ')}`,
    remedy: 'Decide with tandem matches accept or reject: the record is linked, or a new one made.',
    linkId: null,
  }
}
