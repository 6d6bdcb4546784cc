import type { Reach, Role } from '#domain/access.ts'
import type { Instant } from '#domain/instant.ts'

/** `invited`: was never in. `deactivated`: is nobody until an administrator says otherwise. */
export const USER_STATES = ['invited', 'active', 'deactivated'] as const
export type UserState = (typeof USER_STATES)[number]

export interface User {
  readonly id: string
  readonly name: string
  /** In lower case; unique. */
  readonly email: string
  readonly role: Role
  readonly connections: Reach
  readonly state: UserState
  readonly createdAt: Instant
  /** null: never. */
  readonly signedInAt: Instant | null
}

export interface UserSession {
  readonly id: string
  readonly createdAt: Instant
  /** When it was last used, to the day. */
  readonly updatedAt: Instant
  readonly expiresAt: Instant
  readonly address: string | null
  readonly browser: string | null
}

export interface UserStore {
  /** @returns false: there is one with this e-mail already. */
  add(user: User): Promise<boolean>
  get(id: string): Promise<User | null>
  byEmail(email: string): Promise<User | null>
  /** In the order of their names. */
  list(): Promise<readonly User[]>
  /** Whether somebody active administers every connection, also those to come. Until then nobody could let others in. */
  hasOwner(): Promise<boolean>
  /**
   * Changes what is given. `only-admin`: nobody who administers every connection would be left, so nothing was changed. Several
   * at once wait for one another.
   */
  change(
    id: string,
    to: Partial<Pick<User, 'name' | 'role' | 'connections' | 'state'>>,
    now: Instant,
  ): Promise<'changed' | 'unknown' | 'only-admin'>
  /** Whoever was invited is active from the first sign-in on; nobody else's state changes. */
  signedIn(id: string, now: Instant): Promise<void>
  /** Sessions that have not ended, newest first. */
  sessions(id: string, now: Instant): Promise<readonly UserSession[]>
  /** Ends one session of this user, or all but one. @returns how many. */
  endSessions(id: string, which: { readonly only: string } | { readonly but: string | null }): Promise<number>
}
