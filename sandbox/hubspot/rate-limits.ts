/** Limits are counted and shown in headers always; `enforced` decides whether a call over them is refused. */
export interface RateLimits {
  readonly enforced: boolean
  /** Of each private app or service key. */
  readonly perTenSeconds: number
  /** Of each OAuth app; it has no daily limit. */
  readonly oauthPerTenSeconds: number
  /** Of the whole account. */
  readonly searchPerSecond: number
  /** Shared by all private apps of the account. */
  readonly perDay: number
  /** The associations API has limits of its own. */
  readonly associationsPerTenSeconds: number
  readonly associationsPerDay: number
}

export const defaultLimits: RateLimits = {
  enforced: false,
  perTenSeconds: 190,
  oauthPerTenSeconds: 110,
  searchPerSecond: 5,
  perDay: 625_000,
  associationsPerTenSeconds: 150,
  associationsPerDay: 500_000,
}
