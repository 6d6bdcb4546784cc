import { hashOf, newSecret } from '#app/access/secrets.ts'
import { createTokenContract } from '../../contract/tokens.ts'
import { personOf } from '../../person.ts'
import { toToken } from '../../present/tokens.ts'
import { HttpError } from '../../problem.ts'
import { deploymentRoute } from '../../route.ts'
import { givenReach } from '../../users.ts'

const DAY_MS = 86_400_000
/** Scanners of code for leaked secrets know tokens by their beginning. */
const PREFIX = 'tandem_'

export const createToken = deploymentRoute(createTokenContract, async ({ actor, body, deps, note, now }) => {
  const maker = personOf(actor)
  const permissions = [...new Set(body.permissions)]
  note({ subject: body.name, details: { permissions: permissions.join(', '), days: body.expiresInDays } })
  const beyond = permissions.filter((permission) => !maker.permissions.includes(permission))
  if (beyond.length > 0)
    throw new HttpError({
      status: 403,
      code: 'BEYOND_YOUR_PERMISSIONS',
      message: `You do not have the permission "${beyond.join('", "')}" yourself, so no token of yours can.`,
      remedy: 'Leave it out, or ask an administrator to make the token.',
    })
  const secret = `${PREFIX}${newSecret()}`
  const token = {
    id: deps.access.newId(),
    name: body.name,
    hint: secret.slice(-4),
    permissions,
    connections: await givenReach(deps, maker, body.connections),
    userId: maker.id,
    createdAt: now,
    expiresAt: body.expiresInDays === null ? null : now + body.expiresInDays * DAY_MS,
    lastUsedAt: null,
    revokedAt: null,
  }
  await deps.store.apiTokens.add(token, hashOf(secret))
  return { token: toToken({ ...token, madeBy: maker.name }, maker, now), secret }
})
