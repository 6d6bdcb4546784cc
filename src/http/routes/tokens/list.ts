import { listTokensContract } from '../../contract/tokens.ts'
import { toToken } from '../../present/tokens.ts'
import { deploymentRoute } from '../../route.ts'
import { tokensFor } from '../../users.ts'

export const listTokens = deploymentRoute(listTokensContract, async ({ actor, deps, now }) => {
  const tokens = await tokensFor(deps, actor)
  return { items: tokens.map((token) => toToken(token, actor, now)) }
})
