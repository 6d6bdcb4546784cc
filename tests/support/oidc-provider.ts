import { createHash, createSign, generateKeyPairSync, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Identity {
  readonly sub: string
  readonly email: string
  readonly email_verified: boolean
  readonly name: string
}

interface Grant {
  readonly identity: Identity
  readonly challenge: string
  readonly nonce: string | null
  readonly redirectUri: string
}

export const CLIENT = { id: 'tandem', secret: 'a-client-secret' } as const

/** A small provider of identities on this machine: it signs in, without asking, whoever `as` says. */
export async function startOidcProvider(first: Identity) {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const key = { ...publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'RS256', use: 'sig' }
  const grants = new Map<string, Grant>()
  let identity = first
  let forged = false
  let issuer = ''

  const token = (grant: Grant): string => {
    const now = Math.floor(Date.now() / 1000)
    const claims = { iss: issuer, aud: CLIENT.id, iat: now, exp: now + 300, nonce: grant.nonce, ...grant.identity }
    const text = [{ alg: 'RS256', kid: 'one' }, claims].map((part) => base64(JSON.stringify(part))).join('.')
    const signer = forged ? generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey : privateKey
    return `${text}.${createSign('RSA-SHA256').update(text).sign(signer, 'base64url')}`
  }

  const answer = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const url = new URL(req.url ?? '/', issuer)
    if (url.pathname === '/.well-known/openid-configuration')
      return json(res, {
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/keys`,
        id_token_signing_alg_values_supported: ['RS256'],
      })
    if (url.pathname === '/keys') return json(res, { keys: [key] })
    if (url.pathname === '/authorize') {
      const code = randomBytes(16).toString('hex')
      const asked = url.searchParams
      grants.set(code, {
        identity,
        challenge: asked.get('code_challenge') ?? '',
        nonce: asked.get('nonce'),
        redirectUri: asked.get('redirect_uri') ?? '',
      })
      const back = new URL(asked.get('redirect_uri') ?? issuer)
      back.searchParams.set('code', code)
      back.searchParams.set('state', asked.get('state') ?? '')
      return void res.writeHead(302, { location: back.href }).end()
    }
    if (url.pathname === '/token') {
      let body = ''
      for await (const part of req) body += String(part)
      const form = new URLSearchParams(body)
      const grant = grants.get(form.get('code') ?? '')
      grants.delete(form.get('code') ?? '')
      const verifier = createHash('sha256')
        .update(form.get('code_verifier') ?? '')
        .digest('base64url')
      const isClient = form.get('client_secret') === CLIENT.secret || req.headers.authorization?.startsWith('Basic ')
      if (grant === undefined || grant.challenge !== verifier || !isClient)
        return void res.writeHead(400, { 'content-type': 'application/json' }).end('{"error":"invalid_grant"}')
      return json(res, { access_token: 'opaque', token_type: 'Bearer', expires_in: 300, id_token: token(grant) })
    }
    res.writeHead(404).end()
  }

  const server = createServer((req, res) => void answer(req, res))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    issuer,
    /** Who is signed in there from now on. */
    as: (next: Identity) => {
      identity = next
    },
    /** From now on signatures are those of somebody else. */
    forge: () => {
      forged = true
    },
    close: () => new Promise<void>((resolve) => server.close(() => resolve()).closeAllConnections()),
  }
}

const base64 = (text: string): string => Buffer.from(text).toString('base64url')
const json = (res: ServerResponse, body: unknown): void =>
  void res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
