import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { parseHubSpotEvents, verifyHubSpotSignature, type SignedRequest } from './webhook.ts'

const NOW = Date.UTC(2026, 10, 21)
const SECRET = 'app-client-secret'

function signed(over: Partial<SignedRequest> = {}, signedUrl?: string): SignedRequest {
  const base = {
    method: 'POST',
    publicUrl: 'https://tandem.example.com/webhooks/hubspot?c=1',
    rawBody: Buffer.from('[{"a":"ä"}]'),
    timestamp: String(NOW),
    clientSecret: SECRET,
    now: NOW,
    ...over,
  }
  const signature = createHmac('sha256', SECRET)
    .update(
      `${base.method}${signedUrl ?? base.publicUrl}${Buffer.from(base.rawBody).toString()}${base.timestamp ?? ''}`,
    )
    .digest('base64')
  return { ...base, signature, ...(Object.hasOwn(over, 'signature') ? { signature: over.signature } : {}) }
}

describe('signature v3', () => {
  test('a genuine delivery passes, bytes beyond ASCII included', () => {
    expect(verifyHubSpotSignature(signed())).toBe(true)
  })

  test('the listed sequences of the address are decoded before signing, others are not', () => {
    const publicUrl = 'https://tandem.example.com/hook?to=a%40b%2fc&name=%C3%A4'
    expect(verifyHubSpotSignature(signed({ publicUrl }, 'https://tandem.example.com/hook?to=a@b/c&name=%C3%A4'))).toBe(
      true,
    )
    expect(verifyHubSpotSignature(signed({ publicUrl }, publicUrl))).toBe(false)
  })

  test('a changed body, address, method or secret fails', () => {
    const genuine = signed()
    expect(verifyHubSpotSignature({ ...genuine, rawBody: Buffer.from('[]') })).toBe(false)
    expect(verifyHubSpotSignature({ ...genuine, publicUrl: 'https://elsewhere.example.com/' })).toBe(false)
    expect(verifyHubSpotSignature({ ...genuine, method: 'GET' })).toBe(false)
    expect(verifyHubSpotSignature({ ...genuine, clientSecret: 'other' })).toBe(false)
  })

  test('five minutes are the limit, into the past and into the future', () => {
    const at = (offset: number) => verifyHubSpotSignature(signed({ timestamp: String(NOW + offset) }))
    expect([at(-300_000), at(300_000), at(-300_001), at(300_001)]).toEqual([true, true, false, false])
  })

  test('missing or malformed headers are false, not an exception', () => {
    expect(verifyHubSpotSignature(signed({ signature: undefined }))).toBe(false)
    expect(verifyHubSpotSignature(signed({ signature: 'short' }))).toBe(false)
    expect(verifyHubSpotSignature(signed({ timestamp: undefined }))).toBe(false)
    expect(verifyHubSpotSignature(signed({ timestamp: 'NaN' }))).toBe(false)
  })
})

describe('events', () => {
  const event = (subscriptionType: string, more: object = {}) => ({
    subscriptionType,
    objectId: 12,
    occurredAt: NOW,
    portalId: 7,
    ...more,
  })

  test('creations, changes and deletions name object and record', () => {
    expect(
      parseHubSpotEvents([
        event('contact.creation'),
        event('deal.propertyChange', { propertyName: 'amount' }),
        event('company.deletion'),
        event('contact.privacyDeletion'),
      ]),
    ).toEqual([
      { objectType: 'contacts', objectId: '12', kind: 'upserted', occurredAt: NOW, portalId: '7' },
      { objectType: 'deals', objectId: '12', kind: 'upserted', occurredAt: NOW, portalId: '7' },
      { objectType: 'companies', objectId: '12', kind: 'deleted', occurredAt: NOW, portalId: '7' },
      { objectType: 'contacts', objectId: '12', kind: 'privacy-deleted', occurredAt: NOW, portalId: '7' },
    ])
  })

  test('events of project apps name the type by its id', () => {
    expect(parseHubSpotEvents([event('object.creation', { objectTypeId: '0-1' })])).toMatchObject([
      { objectType: 'contacts' },
    ])
    expect(parseHubSpotEvents([event('object.creation', { objectTypeId: '0-27' })])).toMatchObject([
      { objectType: null },
    ])
  })

  test('a merge into a new record retires both old ids', () => {
    const merged = parseHubSpotEvents([
      event('contact.merge', { primaryObjectId: 1, mergedObjectIds: [2], newObjectId: 3 }),
    ])
    expect(merged.map((e) => [e.objectId, e.kind, e.survivorId])).toEqual([
      ['2', 'merged', '3'],
      ['1', 'merged', '3'],
      ['3', 'upserted', undefined],
    ])
  })

  test('anything else is left out', () => {
    expect(parseHubSpotEvents({ not: 'an array' })).toEqual([])
    expect(parseHubSpotEvents([null, {}, event('conversation.newMessage')])).toEqual([])
  })
})
