import * as z from 'zod'
import { plainPage } from '../../plain-page.ts'
import { HttpError, parseInput } from '../../problem.ts'
import type { Route } from '../../route.ts'
import { SESSION_COOKIE, SESSION_SECONDS } from '../../session.ts'

const query = z.strictObject({ token: z.string().min(1, 'the link must end in ?token= and the access token') })

/** `GET /open?token=`: the link printed at start. Opens a session and goes on to the app. */
export const openSession: Route = {
  method: 'GET',
  path: '/open',
  role: 'public',
  handle: ({ sessions, now, secureCookies }, req, res) => {
    const { token } = parseInput(query, { ...req.query })
    if (!sessions.isAccessToken(token))
      throw new HttpError({
        status: 401,
        code: 'WRONG_TOKEN',
        message: 'This link is not valid, or not any more.',
        remedy: 'Open the link that Tandem printed when it was last started.',
      })
    res.cookie(SESSION_COOKIE, sessions.issue(now()), {
      httpOnly: true,
      sameSite: 'strict',
      secure: secureCookies,
      maxAge: SESSION_SECONDS * 1000,
      path: '/',
    })
    // After a redirect that began on another site (a link in a chat), browsers still hold back Strict cookies. A page of
    // our own that goes on by itself starts a new navigation on this site, which carries them.
    if (req.get('sec-fetch-site') === 'cross-site')
      res.send(plainPage({ title: 'Opening Tandem', lines: ['One moment.'], goTo: '/' }))
    else res.redirect(303, '/')
  },
}
