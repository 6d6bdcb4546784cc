import { signOutContract } from '../../contract/session.ts'
import { deploymentRoute } from '../../route.ts'

export const signOut = deploymentRoute(signOutContract, async ({ actor, deps, note, setCookies, visit }) => {
  note({ subject: actor.name })
  setCookies(await deps.access.signIn.end(visit))
})
