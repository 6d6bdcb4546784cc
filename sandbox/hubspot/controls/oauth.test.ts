import { afterEach, beforeEach, expect, it } from 'vitest'
import type { TestPortal } from '../test-portal.ts'
import { openTestPortal } from '../test-portal.ts'

let portal: TestPortal
beforeEach(async () => {
  portal = await openTestPortal()
})
afterEach(() => portal.close())

const control = (body: unknown) => portal.call('POST', '/__sandbox/oauth', body)

it('says what is wrong with an order', async () => {
  const install = `${portal.url}/oauth/authorize?client_id=nobody&redirect_uri=http://localhost/&scope=oauth`
  const app = { clientId: 'a', clientSecret: 'b' }
  for (const [body, reason] of [
    [[], 'the body must be a JSON object'],
    [{}, 'one of approve, deny, app, uninstall is expected'],
    [{ aprove: install }, 'the body has no "aprove": it has approve, user, deny, app, uninstall'],
    [{ app: { ...app, redirectUrls: [] } }, 'app has no "redirectUrls"'],
    [{ approve: 1 }, 'the install URL is expected'],
    [{ approve: install }, 'An invalid app client_id was provided.'],
    [{ uninstall: 'nobody' }, 'there is no app nobody'],
    [{ app: { ...app, clientSecret: '' } }, 'an app has a clientId and a clientSecret'],
    [{ app: { ...app, redirectUris: 'https://a.example' } }, 'redirectUris is "loopback" or a list of addresses'],
    [{ app: { ...app, otherScopes: 'all' } }, 'otherScopes is "any" or a list of scopes'],
  ] as const) {
    const { status, text } = await control(body)
    expect(status).toBe(400)
    expect(JSON.parse(text)).toMatchObject({ error: expect.stringContaining(reason) as string })
  }
})

it('changes an app that is there and keeps what is not said', async () => {
  const clientId = portal.credentials['clientId']
  await control({ app: { clientId, redirectUris: ['https://tandem.example/back'] } })
  const { json } = await portal.call('GET', '/__sandbox/oauth')
  expect(json['apps']).toMatchObject([
    { appId: 2_871_143, name: 'Tandem', redirectUris: ['https://tandem.example/back'], requiredScopes: ['oauth'] },
  ])
})
