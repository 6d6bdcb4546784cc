import type { Review } from '#ports/store/reviews.ts'

/** Stands in the place of who decided: a pair was closed because another one of its contact was accepted. */
export const CLOSED_BY_ACCEPTANCE = 'Tandem: another match of the contact was accepted'

/** Nobody said that these are two people: open again when the acceptance is taken back. */
export const isClosedByAcceptance = ({ state, decidedBy }: Review): boolean =>
  state === 'rejected' && decidedBy === CLOSED_BY_ACCEPTANCE
