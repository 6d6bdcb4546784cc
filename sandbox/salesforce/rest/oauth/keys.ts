import type { KeyObject } from 'node:crypto'
import { createPublicKey, createSign, createVerify, generateKeyPairSync } from 'node:crypto'

/** A pair whose public half checks the assertions of clients, and whose private half signs what the org issues. */
export interface KeyPair {
  readonly publicKey: KeyObject
  /** PEM; null when only the public key is known. */
  readonly privatePem: string | null
}

let generated: { readonly publicKey: KeyObject; readonly privatePem: string } | null = null

/** Made once per process: generating a pair takes a noticeable part of a second. */
export function generatedKeys(): { readonly publicKey: KeyObject; readonly privatePem: string } {
  if (generated) return generated
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
  generated = {
    publicKey: pair.publicKey,
    privatePem: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
  return generated
}

/** The pair for JWT bearer: what the settings brought, or a generated one whose private half clients are told. */
export function assertionKeys(publicPem: string | null): KeyPair {
  return publicPem === null ? generatedKeys() : { publicKey: createPublicKey(publicPem), privatePem: null }
}

/** The id of the only key in `/id/keys`. */
const KEY_ID = 'tandem-1'

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** A JWT of the org, signed with RS256. */
export function signJwt(claims: Readonly<Record<string, unknown>>, type: string): string {
  const unsigned = `${encode({ kid: KEY_ID, typ: type, alg: 'RS256' })}.${encode(claims)}`
  return `${unsigned}.${createSign('RSA-SHA256').update(unsigned).sign(generatedKeys().privatePem, 'base64url')}`
}

/** What `/id/keys` answers: the other half of what ids and JWT access tokens are signed with. */
export function publicKeys(): Record<string, unknown> {
  const { kty, n, e } = generatedKeys().publicKey.export({ format: 'jwk' })
  return { keys: [{ kty, n, e, alg: 'RS256', use: 'sig', kid: KEY_ID }] }
}

/** The claims of an RS256 assertion and whether the key signed it; null when it is no such thing. */
export function readAssertion(
  assertion: string,
  key: KeyObject,
): { readonly claims: Readonly<Record<string, unknown>>; readonly signed: boolean } | null {
  const parts = assertion.split('.')
  const [header = '', payload = '', signature = ''] = parts
  const claims = decode(payload)
  if (parts.length !== 3 || claims === null || decode(header)?.['alg'] !== 'RS256') return null
  const signed = createVerify('RSA-SHA256').update(`${header}.${payload}`).verify(key, signature, 'base64url')
  return { claims, signed }
}

function decode(part: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString())
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}
