import { redeemLink } from '#app/access/links.ts'
import { linkEnded } from '../../link-ended.ts'
import type { RawRoute } from '../../route.ts'
import { setCookies, visitOf } from '../../visit.ts'

/** The link that the demo prints: whoever follows it is its administrator. Other links ask for a password first. */
export const openDemo: RawRoute = {
  method: 'GET',
  path: '/open',
  access: 'public',
  handle: async ({ api, audit }, req, res) => {
    const secret = req.query['token']
    const { signIn: access, isDemo, newId } = api.access
    if (!isDemo || typeof secret !== 'string') throw linkEnded()
    const visit = visitOf(req)
    const signedIn = await redeemLink({ store: api.store, access, newId }, visit, {
      secret,
      answer: {},
      now: api.now(),
    })
    // Followed a second time, by the same browser.
    if (signedIn === null && (await access.session(visit)) === null) throw linkEnded()
    const user = signedIn === null ? null : await api.store.users.get(signedIn.userId)
    if (user !== null)
      await audit({
        at: api.now(),
        actor: { kind: 'user', id: user.id, name: user.name },
        connection: null,
        action: 'session.link-used',
        subject: user.email,
        details: { address: visit.address },
        outcome: 'done',
      })
    setCookies(res, signedIn?.cookies ?? [])
    res.redirect(303, '/')
  },
}
