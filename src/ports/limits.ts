/** How often something may be done within a time. */
export interface Limit {
  readonly name: string
  readonly points: number
  readonly perMs: number
}

export interface Spent {
  readonly allowed: boolean
  /** Counted so far, this one included. */
  readonly used: number
  readonly left: number
  /** When counting begins anew. */
  readonly resetMs: number
}

/** Counts that all servers share. Keys are hashed before they are kept. */
export interface Limits {
  /** Counts one. */
  spend(limit: Limit, key: string): Promise<Spent>
  /** As it is, without counting. */
  look(limit: Limit, key: string): Promise<Spent>
  /** Allows nothing more for that time, whatever was counted. */
  block(limit: Limit, key: string, ms: number): Promise<void>
  forgive(limit: Limit, key: string): Promise<void>
}
