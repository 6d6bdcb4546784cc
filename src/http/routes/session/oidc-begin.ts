import type { RawRoute } from '../../route.ts'
import { setCookies, visitOf } from '../../visit.ts'

/** On to the provider of identities. */
export const oidcBegin: RawRoute = {
  method: 'GET',
  path: '/api/sign-in/oidc',
  access: 'public',
  handle: async ({ api }, req, res) => {
    const { oidc } = api.access.signIn
    if (oidc === null) return res.redirect(303, '/sign-in')
    const { url, cookies } = await oidc.begin(visitOf(req))
    setCookies(res, cookies)
    res.redirect(303, url)
  },
}
