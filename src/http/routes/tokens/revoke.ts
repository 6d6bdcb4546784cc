import { revokeTokenContract } from '../../contract/tokens.ts'
import { HttpError } from '../../problem.ts'
import { deploymentRoute } from '../../route.ts'
import { tokensFor } from '../../users.ts'

export const revokeToken = deploymentRoute(revokeTokenContract, async ({ actor, deps, note, now, params }) => {
  note({ subject: params.token })
  const seen = (await tokensFor(deps, actor)).find(({ id }) => id === params.token)
  const token = seen === undefined ? null : await deps.store.apiTokens.revoke(seen.id, seen.userId, now)
  if (token !== null) return note({ subject: token.name, details: { token: token.id } })
  throw new HttpError({
    status: 404,
    code: 'TOKEN_NOT_FOUND',
    message: 'There is no such token of yours, or it was revoked before.',
    remedy: 'Choose one of those that GET /api/tokens lists.',
  })
})
