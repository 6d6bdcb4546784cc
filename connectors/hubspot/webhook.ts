import { createHmac, timingSafeEqual } from 'node:crypto'
import * as z from 'zod'
import type { Instant } from '#domain/instant.ts'

/** Older or newer than this is refused: a replayed or a forged time stamp. */
const TOLERANCE_MS = 5 * 60_000

/** Sequences that HubSpot decodes in the address before it signs. */
const DECODED: Readonly<Record<string, string>> = {
  '%3A': ':',
  '%2F': '/',
  '%3F': '?',
  '%40': '@',
  '%21': '!',
  '%24': '$',
  '%27': "'",
  '%28': '(',
  '%29': ')',
  '%2A': '*',
  '%2C': ',',
  '%3B': ';',
}

export interface SignedRequest {
  readonly method: string
  /** The address as HubSpot has it configured (https, public host, path, query), not the one behind a proxy. */
  readonly publicUrl: string
  readonly rawBody: Uint8Array
  /** `X-HubSpot-Request-Timestamp`, as sent. */
  readonly timestamp: string | undefined
  /** `X-HubSpot-Signature-v3`, as sent. The version header says v1 even when v3 is there. */
  readonly signature: string | undefined
  readonly clientSecret: string
  readonly now: Instant
}

/**
 * Whether a webhook is HubSpot's: HMAC-SHA256 over method, address, raw body and time stamp. False, never a throw, for
 * anything missing or malformed. Source:
 * https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/request-validation (read 2026-11-21)
 */
export function verifyHubSpotSignature(request: SignedRequest): boolean {
  const { timestamp, signature } = request
  if (timestamp === undefined || signature === undefined || !/^\d{1,16}$/.test(timestamp)) return false
  if (Math.abs(request.now - Number(timestamp)) > TOLERANCE_MS) return false
  const url = request.publicUrl.replace(/%[0-9A-F]{2}/gi, (sequence) => DECODED[sequence.toUpperCase()] ?? sequence)
  const expected = createHmac('sha256', request.clientSecret)
    .update(request.method.toUpperCase() + url)
    .update(request.rawBody)
    .update(timestamp)
    .digest()
  const given = Buffer.from(signature, 'base64')
  return given.length === expected.length && timingSafeEqual(given, expected)
}

export interface HubSpotEvent {
  /** contacts, companies, deals; null for one that Tandem does not sync. */
  readonly objectType: string | null
  readonly objectId: string
  readonly kind: 'upserted' | 'deleted' | 'merged' | 'restored' | 'privacy-deleted' | 'associated'
  readonly occurredAt: Instant
  readonly portalId: string | null
  /** Only with `merged`. */
  readonly survivorId?: string
}

const Id = z.union([z.string(), z.number()]).transform(String)
const WireEvent = z.looseObject({
  subscriptionType: z.string(),
  objectId: Id.optional(),
  objectTypeId: z.string().optional(),
  occurredAt: z.number(),
  portalId: Id.optional(),
  newObjectId: Id.optional(),
  primaryObjectId: Id.optional(),
  mergedObjectIds: z.array(Id).optional(),
  fromObjectId: Id.optional(),
})

const OBJECTS: Readonly<Record<string, string>> = {
  contact: 'contacts',
  company: 'companies',
  deal: 'deals',
  '0-1': 'contacts',
  '0-2': 'companies',
  '0-3': 'deals',
}
const KINDS: Readonly<Record<string, HubSpotEvent['kind']>> = {
  creation: 'upserted',
  propertyChange: 'upserted',
  deletion: 'deleted',
  merge: 'merged',
  restore: 'restored',
  privacyDeletion: 'privacy-deleted',
  associationChange: 'associated',
}

/**
 * Events of one delivery, in order; hints only: the record is read again, values are not taken from here. Entries that are
 * no events are left out. @param json the parsed body, an array of at most 100.
 */
export function parseHubSpotEvents(json: unknown): readonly HubSpotEvent[] {
  if (!Array.isArray(json)) return []
  return json.flatMap((entry: unknown): readonly HubSpotEvent[] => {
    const parsed = WireEvent.safeParse(entry)
    if (!parsed.success) return []
    const event = parsed.data
    const [subject = '', change = ''] = event.subscriptionType.split('.')
    const kind = KINDS[change]
    if (kind === undefined) return []
    const objectType = OBJECTS[subject === 'object' ? (event.objectTypeId ?? '') : subject] ?? null
    const base = { objectType, kind, occurredAt: event.occurredAt, portalId: event.portalId ?? null }
    if (kind === 'merged') return mergedEvents(event, base)
    const objectId = event.objectId ?? event.fromObjectId
    return objectId === undefined ? [] : [{ ...base, objectId }]
  })
}

/** A merge may make a new record: both old ids now mean it, and the new one is to be read. */
function mergedEvents(event: z.infer<typeof WireEvent>, base: Omit<HubSpotEvent, 'objectId'>): readonly HubSpotEvent[] {
  const survivorId = event.newObjectId ?? event.primaryObjectId ?? event.objectId
  if (survivorId === undefined) return []
  const gone = [
    ...new Set([
      ...(event.mergedObjectIds ?? []),
      ...(event.primaryObjectId === undefined ? [] : [event.primaryObjectId]),
    ]),
  ]
  return [
    ...gone.filter((id) => id !== survivorId).map((objectId) => ({ ...base, objectId, survivorId })),
    { ...base, kind: 'upserted', objectId: survivorId },
  ]
}
