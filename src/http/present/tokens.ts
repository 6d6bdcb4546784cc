import type { Actor } from '#domain/access.ts'
import type { Instant } from '#domain/instant.ts'
import type { ApiToken } from '#ports/store/api-tokens.ts'
import type { TokenOnWire } from '../contract/tokens.ts'
import { toInstantText, toInstantTextOrNull } from './instants.ts'

export const toToken = (token: ApiToken & { readonly madeBy: string }, actor: Actor, now: Instant): TokenOnWire => ({
  id: token.id,
  name: token.name,
  hint: token.hint,
  permissions: [...token.permissions],
  connections: token.connections === 'all' ? 'all' : [...token.connections],
  madeBy: token.madeBy,
  own: actor.id === token.userId,
  createdAt: toInstantText(token.createdAt),
  expiresAt: toInstantTextOrNull(token.expiresAt),
  lastUsedAt: toInstantTextOrNull(token.lastUsedAt),
  state:
    token.revokedAt !== null ? 'revoked' : token.expiresAt !== null && token.expiresAt <= now ? 'expired' : 'active',
})
