import { expect, it } from 'vitest'
import { withoutSecrets } from './redact.ts'

it('takes secrets of signing in out of an exchange and leaves the rest as it was', () => {
  const secret = 'hush-hush'
  const token = withoutSecrets({
    method: 'POST',
    url: `/oauth/v1/token?client_secret=${secret}&grant_type=refresh_token`,
    requestBody: `grant_type=authorization_code&code=${secret}&client_id=app&client_secret=${secret}`,
    status: 200,
    responseBody: { access_token: secret, refresh_token: secret, expires_in: 1800 },
  })
  expect(JSON.stringify(token)).not.toContain(secret)
  expect(token).toMatchObject({
    requestBody: 'grant_type=authorization_code&code=redacted&client_id=app&client_secret=redacted',
    responseBody: { access_token: 'redacted', refresh_token: 'redacted', expires_in: 1800 },
  })
  const inPath = withoutSecrets({ method: 'GET', url: `/oauth/v1/access-tokens/${secret}`, status: 404 })
  expect(inPath.url).toBe('/oauth/v1/access-tokens/redacted')
  const soap = withoutSecrets({
    method: 'POST',
    url: '/services/Soap/u/68.0',
    requestBody: `<e><sessionId>${secret}</sessionId><x>1</x></e>`,
    status: 200,
  })
  expect(soap.requestBody).toBe('<e><sessionId>redacted</sessionId><x>1</x></e>')
})

it('touches no record: a property called code or token is a value like any other', () => {
  const exchange = {
    method: 'POST',
    url: '/crm/v3/objects/contacts?after=code',
    requestBody: { properties: { token: 'abc', code: '7' } },
    status: 201,
  }
  expect(withoutSecrets(exchange)).toBe(exchange)
})
