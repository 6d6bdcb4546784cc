import { refusalOf } from '#domain/refusals.ts'
import type { RawRoute } from '../../route.ts'
import { setCookies, visitOf } from '../../visit.ts'

/** The way back from the provider of identities. */
export const oidcFinish: RawRoute = {
  method: 'GET',
  path: '/api/auth/callback/oidc',
  access: 'public',
  handle: async ({ api, audit }, req, res) => {
    const { oidc } = api.access.signIn
    if (oidc === null) return res.redirect(303, '/sign-in')
    const visit = visitOf(req)
    const url = new URL(req.originalUrl, api.access.baseUrl)
    const { userId, why, cookies } = await oidc.finish(visit, url.href)
    const user = userId === null ? null : await api.store.users.get(userId)
    setCookies(res, cookies)
    await audit({
      at: api.now(),
      actor: user === null ? null : { kind: 'user', id: user.id, name: user.name },
      connection: null,
      action: 'session.sign-in',
      subject: user?.email ?? oidc.name,
      details: { by: oidc.name, address: visit.address, ...(why === null ? {} : { why }) },
      outcome: user === null ? 'failed' : 'done',
    })
    res.redirect(303, user === null ? `/sign-in?why=${refusalOf(why)}` : '/')
  },
}
