const MINUTE = 60_000

/** Wrong passwords that an account takes before it is locked, and the time in which they count. */
export const WRONG_PASSWORDS = { name: 'wrong-passwords', points: 10, perMs: 15 * MINUTE } as const
/** Tries from one address, whatever the account. */
export const TRIES_OF_ADDRESS = { name: 'tries-of-address', points: 100, perMs: 15 * MINUTE } as const
/** Links that open once, tried from one address. */
export const WRONG_LINKS = { name: 'links-of-address', points: 50, perMs: 15 * MINUTE } as const
/** How often an account was locked lately. */
export const LOCK_OUTS = { name: 'lock-outs', points: 1_000, perMs: 24 * 60 * MINUTE } as const

const FIRST_MS = 15 * MINUTE
const LONGEST_MS = 24 * 60 * MINUTE

/**
 * How long an account is locked. @param times which lock-out of the last day it is, from 1.
 * @returns milliseconds: 15 minutes, doubled each time, a day at most.
 */
export const lockOutMs = (times: number): number => Math.min(FIRST_MS * 2 ** Math.max(times - 1, 0), LONGEST_MS)
