import { readSignInOptionsContract } from '../../contract/session.ts'
import { deploymentRoute } from '../../route.ts'

export const readSignInOptions = deploymentRoute(readSignInOptionsContract, async ({ deps }) => {
  const { oidc } = deps.access.signIn
  return {
    setUpNeeded: !(await deps.store.users.hasOwner()),
    oidc: oidc === null ? null : { name: oidc.name, url: '/api/sign-in/oidc' },
    demo: deps.access.isDemo,
  }
})
