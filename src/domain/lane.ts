/**
 * How urgent a call to a platform is. When calls are scarce, `handoff` (a lead for sales) goes first, then `live` changes, then
 * `backfill` (first loads, nightly checks), which must never delay the others.
 */
export const LANES = ['handoff', 'live', 'backfill'] as const
export type Lane = (typeof LANES)[number]
