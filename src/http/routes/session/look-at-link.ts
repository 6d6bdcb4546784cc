import { hashOf } from '#app/access/secrets.ts'
import { readAccessLinkContract } from '../../contract/session.ts'
import { toInstantText } from '../../present/instants.ts'
import { deploymentRoute } from '../../route.ts'
import { linkEnded } from '../../link-ended.ts'

export const readAccessLink = deploymentRoute(readAccessLinkContract, async ({ body, deps, now }) => {
  const link = await deps.store.accessLinks.peek(hashOf(body.token), now)
  if (link === null) throw linkEnded()
  const user = link.userId === null ? null : await deps.store.users.get(link.userId)
  return {
    purpose: link.purpose,
    name: user?.name ?? null,
    email: user?.email ?? null,
    expiresAt: toInstantText(link.expiresAt),
  }
})
