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
    clientSecrets: [SECRET],
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
    expect(verifyHubSpotSignature(signed())).toBe('genuine')
  })

  test('the listed sequences of the address are decoded before signing, others are not', () => {
    const publicUrl = 'https://tandem.example.com/hook?to=a%40b%2fc&name=%C3%A4'
    expect(verifyHubSpotSignature(signed({ publicUrl }, 'https://tandem.example.com/hook?to=a@b/c&name=%C3%A4'))).toBe(
      'genuine',
    )
    expect(verifyHubSpotSignature(signed({ publicUrl }, publicUrl))).toBe('forged')
  })

  test('a changed body, address, method or secret is forged', () => {
    const genuine = signed()
    expect(verifyHubSpotSignature({ ...genuine, rawBody: Buffer.from('[]') })).toBe('forged')
    expect(verifyHubSpotSignature({ ...genuine, publicUrl: 'https://elsewhere.example.com/' })).toBe('forged')
    expect(verifyHubSpotSignature({ ...genuine, method: 'GET' })).toBe('forged')
    expect(verifyHubSpotSignature({ ...genuine, clientSecrets: ['other'] })).toBe('forged')
    expect(verifyHubSpotSignature({ ...genuine, clientSecrets: [] })).toBe('forged')
  })

  test('while a secret is rotated either one will do', () => {
    expect(verifyHubSpotSignature({ ...signed(), clientSecrets: ['new', SECRET] })).toBe('genuine')
    expect(verifyHubSpotSignature({ ...signed(), clientSecrets: [SECRET, 'old'] })).toBe('genuine')
  })

  test('five minutes are the limit, into the past and into the future', () => {
    const at = (offset: number) => verifyHubSpotSignature(signed({ timestamp: String(NOW + offset) }))
    expect([at(-300_000), at(300_000)]).toEqual(['genuine', 'genuine'])
    expect([at(-300_001), at(300_001)]).toEqual(['stale', 'stale'])
  })

  test('missing or malformed headers are told apart, without an exception', () => {
    expect(verifyHubSpotSignature(signed({ signature: undefined }))).toBe('unsigned')
    expect(verifyHubSpotSignature(signed({ timestamp: undefined }))).toBe('unsigned')
    expect(verifyHubSpotSignature(signed({ timestamp: 'NaN' }))).toBe('unsigned')
    expect(verifyHubSpotSignature(signed({ signature: 'short' }))).toBe('forged')
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
  const told = { id: '12', at: NOW, portalId: '7', by: 'others' }

  test('creations, changes, deletions and restores name object and record', () => {
    expect(
      parseHubSpotEvents([
        event('contact.creation'),
        event('deal.propertyChange', { propertyName: 'amount', propertyValue: '5' }),
        event('company.deletion'),
        event('contact.restore'),
        event('contact.privacyDeletion'),
      ]),
    ).toEqual([
      { ...told, object: 'contacts', kind: 'upserted' },
      { ...told, object: 'deals', kind: 'upserted', fields: ['amount'] },
      { ...told, object: 'companies', kind: 'deleted' },
      { ...told, object: 'contacts', kind: 'restored' },
      { ...told, object: 'contacts', kind: 'privacy-deleted' },
    ])
  })

  test('of an association the end is told whose sync looks at it, from either side', () => {
    const change = (subject: string, associationType: string, fromObjectId: number, toObjectId: number) => ({
      ...event(`${subject}.associationChange`, { associationType, fromObjectId, toObjectId }),
      objectId: undefined,
    })
    const subjects = parseHubSpotEvents([
      change('contact', 'CONTACT_TO_DEAL', 1, 2),
      change('deal', 'DEAL_TO_CONTACT', 2, 1),
      change('company', 'COMPANY_TO_CONTACT', 3, 1),
      change('contact', 'CONTACT_TO_TICKET', 1, 9),
      { ...change('object', 'TASK_TO_CONTACT', 4, 1), fromObjectTypeId: '0-27', toObjectTypeId: '0-1' },
    ]).map((one) => [one.object, one.id, one.kind])
    expect(subjects).toEqual([
      ['deals', '2', 'associated'],
      ['deals', '2', 'associated'],
      ['contacts', '1', 'associated'],
      ['contacts', '1', 'associated'],
      ['tasks', '4', 'associated'],
    ])
  })

  test('what the app wrote itself is told apart, but for the end of a record', () => {
    const own = { changeSource: 'INTEGRATION', sourceId: '2871143' }
    const by = (events: readonly object[], appId?: string) => parseHubSpotEvents(events, appId).map((one) => one.by)
    const changed = event('contact.propertyChange', { ...own, propertyName: 'email' })
    expect(by([changed, event('contact.deletion', own)], '2871143')).toEqual(['own', 'others'])
    expect(by([changed])).toEqual(['others'])
    expect(by([changed], '1')).toEqual(['others'])
    expect(by([event('contact.creation', { changeSource: 'CRM_UI', sourceId: '2871143' })], '2871143')).toEqual([
      'others',
    ])
  })

  test('events of project apps name the type by its id', () => {
    expect(parseHubSpotEvents([event('object.creation', { objectTypeId: '0-1' })])).toMatchObject([
      { object: 'contacts' },
    ])
    expect(parseHubSpotEvents([event('object.creation', { objectTypeId: '0-136' })])).toMatchObject([{ object: null }])
  })

  test('a merge into a new record retires both old ids', () => {
    const merged = parseHubSpotEvents([
      event('contact.merge', { primaryObjectId: 1, mergedObjectIds: [2], newObjectId: 3 }),
    ])
    expect(merged.map((e) => [e.id, e.kind, e.survivorId])).toEqual([
      ['2', 'merged', '3'],
      ['1', 'merged', '3'],
      ['3', 'upserted', undefined],
    ])
  })

  test('anything else is left out', () => {
    expect(parseHubSpotEvents({ not: 'an array' })).toEqual([])
    expect(parseHubSpotEvents([null, {}, event('conversation.newMessage')])).toEqual([])
    const odd = [{ objectId: 'x' }, { objectId: '' }, { objectId: -1 }, { occurredAt: 1e300 }, { occurredAt: 1.5 }]
    expect(parseHubSpotEvents(odd.map((over) => ({ ...event('contact.creation'), ...over })))).toEqual([])
  })
})
