import type { Instant } from '#domain/instant.ts'

export const LINK_PURPOSES = ['set-up', 'invitation', 'reset', 'demo'] as const
export type LinkPurpose = (typeof LINK_PURPOSES)[number]

export interface AccessLink {
  readonly purpose: LinkPurpose
  /** null: of nobody yet (`set-up`). */
  readonly userId: string | null
  readonly expiresAt: Instant
}

/** Links that open once. Only the hash of their secret is kept. */
export interface AccessLinkStore {
  /** Those of the same purpose and user end. */
  add(hash: string, link: AccessLink, now: Instant): Promise<void>
  /** @returns null: there is none, or its time is over. */
  peek(hash: string, now: Instant): Promise<AccessLink | null>
  /** Uses it up: of several at once only one gets it. */
  take(hash: string, now: Instant): Promise<AccessLink | null>
  /** Ends every link of a user. */
  endAll(userId: string): Promise<void>
}
