import type { Condition } from '../condition.ts'
import type { LeftOut } from '../handoff/types.ts'
import type { Instant } from '../instant.ts'

/** What an administrator asks of a first load. Kept with it, so that it goes on as it began. */
export interface BackfillChoices {
  /** All must hold for a contact to be looked at; none: every contact, and the sync config decides who enters. */
  readonly select: readonly Condition[]
  /**
   * Who qualified from then on is handed over although it was before go-live. Null: people who qualified before go-live are
   * linked where they are in Salesforce, and left alone otherwise.
   */
  readonly handOverSince: Instant | null
  readonly clocks: 'start' | 'none'
  /** Not made for those whom this backfill hands over, now or later. */
  readonly leaveOut: readonly LeftOut[]
  /** `later`: what HubSpot is told (`tandem_*`, mapped values) comes with the next change of each contact. Halves the calls. */
  readonly writeBack: 'now' | 'later'
}

/** Contacts by what became of them; each counted once, in the first of these that fits. */
export interface BackfillCounts {
  /** Listed so far, selected or not. */
  readonly listed: number
  /** A Lead was made. */
  readonly created: number
  /** A record that was there was joined to the contact. */
  readonly linked: number
  /** Joined before; values were written. */
  readonly updated: number
  /** Joined before, nothing to write. */
  readonly unchanged: number
  /** Wait for a person. */
  readonly parked: number
  /** Failed for now: the inbox tries them again. */
  readonly retried: number
  /** Stay out of the loop, by reason. */
  readonly skipped: Readonly<Record<string, number>>
}

export const NO_COUNTS: BackfillCounts = {
  listed: 0,
  created: 0,
  linked: 0,
  updated: 0,
  unchanged: 0,
  parked: 0,
  retried: 0,
  skipped: {},
}

export function addCounts(a: BackfillCounts, b: BackfillCounts): BackfillCounts {
  const skipped = { ...a.skipped }
  for (const [why, n] of Object.entries(b.skipped)) skipped[why] = (skipped[why] ?? 0) + n
  return {
    listed: a.listed + b.listed,
    created: a.created + b.created,
    linked: a.linked + b.linked,
    updated: a.updated + b.updated,
    unchanged: a.unchanged + b.unchanged,
    parked: a.parked + b.parked,
    retried: a.retried + b.retried,
    skipped,
  }
}

/** A stretch of the listing that was worked on. `from` null: the beginning; `next` null: the end. */
export interface Stretch {
  readonly from: string | null
  readonly next: string | null
  readonly counts: BackfillCounts
}

/** How far a backfill is: everything before `cursor` is done and counted, and so are stretches further on, not yet counted. */
export interface BackfillPlace {
  readonly cursor: string | null
  readonly counts: BackfillCounts
  readonly ahead: readonly Stretch[]
}

/**
 * One more stretch is done. Stretches are worked on side by side and end in any order; the cursor moves on as far as there is no
 * gap, so whoever goes on from it repeats at most those ahead, and counts nobody twice.
 * @returns `end` once nothing is left. The cursor stays at the last stretch then: null would mean the beginning.
 */
export function arrive(place: BackfillPlace, done: Stretch): BackfillPlace & { readonly end: boolean } {
  let { cursor, counts } = place
  let ahead = [...place.ahead, done]
  for (;;) {
    const at = cursor
    const stretch = ahead.find(({ from }) => from === at)
    if (stretch === undefined) return { cursor, counts, ahead, end: false }
    counts = addCounts(counts, stretch.counts)
    ahead = ahead.filter((other) => other !== stretch)
    if (stretch.next === null) return { cursor, counts, ahead, end: true }
    cursor = stretch.next
  }
}

/**
 * Milliseconds until the end, by the speed so far. Null: nothing to go by yet.
 * @param total about how many there are; records made meanwhile do not give a negative rest.
 */
export function msLeft(done: number, total: number | null, workedMs: number): number | null {
  if (total === null || done === 0 || workedMs === 0) return null
  return Math.round((Math.max(0, total - done) * workedMs) / done)
}
