import * as z from 'zod'
import { PERMISSIONS } from '#domain/access.ts'
import { deploymentContract } from './contract.ts'
import { instant } from './primitives.ts'
import { personName } from './session.ts'
import { reach } from './users.ts'

export const tokenSchema = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    hint: z.string().meta({ description: 'Its last four characters' }),
    permissions: z.array(z.enum(PERMISSIONS)),
    connections: reach,
    madeBy: z.string().meta({ description: 'Name of who made it' }),
    own: z.boolean().meta({ description: 'You made it' }),
    createdAt: instant,
    expiresAt: instant.nullable().meta({ description: 'null: never' }),
    lastUsedAt: instant.nullable().meta({ description: 'To the minute; null: never' }),
    state: z.enum(['active', 'expired', 'revoked']),
  })
  .meta({ id: 'ApiToken' })
export type TokenOnWire = z.infer<typeof tokenSchema>

const tokens = { of: 'deployment', access: 'signed-in', tag: 'Users and tokens' } as const

export const listTokensContract = deploymentContract({
  ...tokens,
  name: 'listTokens',
  method: 'GET',
  path: '/tokens',
  summary: 'Your API tokens; for an administrator everybody’s',
  reply: z.strictObject({ items: z.array(tokenSchema) }),
})

export const createTokenContract = deploymentContract({
  ...tokens,
  name: 'createToken',
  method: 'POST',
  path: '/tokens',
  audit: 'token.create',
  secretReply: true,
  summary: 'Make an API token',
  description:
    'It never does more than you could do yourself. Machines send it as "Authorization: Bearer <token>". Only people make tokens.',
  body: z.strictObject({
    name: personName,
    permissions: z.array(z.enum(PERMISSIONS)).min(1).max(PERMISSIONS.length),
    connections: reach,
    expiresInDays: z.int().min(1).max(3_650).nullable().meta({ description: 'null: never' }),
  }),
  reply: z.strictObject({
    token: tokenSchema,
    secret: z.string().meta({ description: 'The token itself. It is shown here and nowhere else' }),
  }),
})

export const revokeTokenContract = deploymentContract({
  ...tokens,
  name: 'revokeToken',
  method: 'DELETE',
  path: '/tokens/:token',
  audit: 'token.revoke',
  summary: 'Revoke an API token',
  params: z.strictObject({ token: z.string().min(1).max(100) }),
})
