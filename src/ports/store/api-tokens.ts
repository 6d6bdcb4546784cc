import type { Permission, Reach } from '#domain/access.ts'
import type { Instant } from '#domain/instant.ts'
import type { User } from './users.ts'

export interface ApiToken {
  readonly id: string
  readonly name: string
  /** Its last characters, to tell it from others. */
  readonly hint: string
  readonly permissions: readonly Permission[]
  readonly connections: Reach
  /** Who made it. */
  readonly userId: string
  readonly createdAt: Instant
  /** null: never. */
  readonly expiresAt: Instant | null
  /** To the minute; null: never. */
  readonly lastUsedAt: Instant | null
  readonly revokedAt: Instant | null
}

/** Only the hash of a token is kept. */
export interface ApiTokenStore {
  add(token: ApiToken, hash: string): Promise<void>
  /** Newest first, with who made each. @param userId null: of everybody. */
  list(userId: string | null): Promise<readonly (ApiToken & { readonly madeBy: string })[]>
  /** Whatever its state, with its maker as he is now. */
  byHash(hash: string): Promise<{ readonly token: ApiToken; readonly maker: User } | null>
  used(id: string, at: Instant): Promise<void>
  /** @param userId whose it must be; null: anybody's. @returns null: there is none, or it was revoked before. */
  revoke(id: string, userId: string | null, at: Instant): Promise<ApiToken | null>
}
