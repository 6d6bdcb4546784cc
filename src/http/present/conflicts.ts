import type { LinkId } from '#domain/ids.ts'
import type { StoredConflict, StoredDecision } from '#ports/store/field-conflicts.ts'
import type { Review } from '#ports/store/reviews.ts'
import type { ConflictView } from '../contract/conflicts.ts'
import type { MatchView } from '../contract/matches.ts'
import { toInstantText, toInstantTextOrNull } from './instants.ts'

export interface Labels {
  readonly hubspot: string
  readonly salesforce: string
}

export const toConflict = (one: StoredConflict, labels: Labels, names: ReadonlyMap<LinkId, string>): ConflictView => ({
  link: one.linkId,
  map: one.map,
  pair: one.pair,
  kind: one.kind,
  name: names.get(one.linkId) ?? null,
  labels: { ...labels },
  values: { ...one.values },
  hubspotId: one.hubspotId,
  salesforceObject: one.salesforceObject,
  salesforceId: one.salesforceId,
  modifiedAt: { hubspot: toInstantText(one.modifiedAt.hubspot), salesforce: toInstantText(one.modifiedAt.salesforce) },
  firstAt: toInstantText(one.firstAt),
  seenAt: toInstantText(one.seenAt),
  decision: one.decision === null ? null : toDecision(one.decision),
})

const toDecision = ({ id, by, at, choice, state, note }: StoredDecision): NonNullable<ConflictView['decision']> => ({
  id,
  by,
  at: toInstantText(at),
  choice: choice.kind === 'side' ? choice.side : choice.kind,
  value: choice.kind === 'value' ? choice.value : null,
  state,
  note,
})

/** @param names of contacts by their HubSpot id, those that are known. */
export const toMatch = (review: Review, names: ReadonlyMap<string, string>): MatchView => ({
  id: review.id,
  kind: review.kind,
  state: review.state,
  hubspotId: review.hubspotId,
  name: names.get(review.hubspotId) ?? null,
  salesforceObject: review.salesforceObject,
  salesforceId: review.salesforceId,
  reason: review.reason,
  points: review.points,
  evidence: review.evidence.map(({ field, likeness, points }) => ({ field, likeness, points })),
  foundAt: toInstantText(review.foundAt),
  decidedAt: toInstantTextOrNull(review.decidedAt),
  decidedBy: review.decidedBy,
  joinedAt: toInstantTextOrNull(review.appliedAt),
})
