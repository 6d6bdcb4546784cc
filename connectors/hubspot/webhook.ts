import { createHmac, timingSafeEqual } from 'node:crypto'
import * as z from 'zod'
import type { Instant } from '#domain/instant.ts'
import type { RemoteEvent } from '#ports/events.ts'

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
  readonly clientSecrets: readonly string[]
  readonly now: Instant
}

/** `stale`: older than five minutes, or that much ahead; the clock of one of the two machines may be wrong. */
export type SignatureVerdict = 'genuine' | 'unsigned' | 'stale' | 'forged'

/**
 * Whether a webhook is HubSpot's: HMAC-SHA256 over method, address, raw body and time stamp, compared in constant time. Never
 * throws. @param request.clientSecrets the app's client secret; while it is being rotated the new and the old one. Source:
 * https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/request-validation (read 2026-11-21)
 */
export function verifyHubSpotSignature(request: SignedRequest): SignatureVerdict {
  const { timestamp, signature } = request
  if (timestamp === undefined || signature === undefined || !/^\d{1,16}$/.test(timestamp)) return 'unsigned'
  if (Math.abs(request.now - Number(timestamp)) > TOLERANCE_MS) return 'stale'
  const url = request.publicUrl.replace(/%[0-9A-F]{2}/gi, (sequence) => DECODED[sequence.toUpperCase()] ?? sequence)
  const given = Buffer.from(signature, 'base64')
  const matches = request.clientSecrets.map((secret) => {
    const expected = createHmac('sha256', secret)
      .update(request.method.toUpperCase() + url)
      .update(request.rawBody)
      .update(timestamp)
      .digest()
    return given.length === expected.length && timingSafeEqual(given, expected)
  })
  return matches.includes(true) ? 'genuine' : 'forged'
}

/** An event with the portal it happened in. */
export interface HubSpotEvent extends RemoteEvent {
  readonly portalId: string | null
}

/** Digits alone: what else it might be would be refused later, and many others with it. */
const Id = z.union([z.string().regex(/^\d{1,20}$/), z.int().nonnegative()]).transform(String)
const WireEvent = z.looseObject({
  subscriptionType: z.string(),
  objectId: Id.optional(),
  objectTypeId: z.string().optional(),
  occurredAt: z.int().nonnegative(),
  portalId: Id.optional(),
  propertyName: z.string().optional(),
  changeSource: z.string().optional(),
  sourceId: z.union([z.string(), z.number()]).transform(String).optional(),
  newObjectId: Id.optional(),
  primaryObjectId: Id.optional(),
  mergedObjectIds: z.array(Id).optional(),
  associationType: z.string().optional(),
  fromObjectId: Id.optional(),
  toObjectId: Id.optional(),
  fromObjectTypeId: z.string().optional(),
  toObjectTypeId: z.string().optional(),
})
type Wire = z.infer<typeof WireEvent>

const OBJECTS: Readonly<Record<string, string>> = {
  contact: 'contacts',
  company: 'companies',
  deal: 'deals',
  task: 'tasks',
  '0-1': 'contacts',
  '0-2': 'companies',
  '0-3': 'deals',
  '0-27': 'tasks',
}
const objectOf = (name: string | undefined): string | null => OBJECTS[name?.toLowerCase() ?? ''] ?? null

const KINDS: Readonly<Record<string, RemoteEvent['kind']>> = {
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
 * no events are left out, those of other kinds of records have `object: null`.
 *
 * @param json the parsed body, an array of at most 100.
 * @param appId the app whose token Tandem uses: what it wrote itself is told with changeSource INTEGRATION and this sourceId.
 *   Undefined: nothing counts as own. A deletion or a merge never does: it is too rare to save, and too grave to miss.
 */
export function parseHubSpotEvents(json: unknown, appId?: string): readonly HubSpotEvent[] {
  if (!Array.isArray(json)) return []
  return json.flatMap((entry: unknown): readonly HubSpotEvent[] => {
    const parsed = WireEvent.safeParse(entry)
    if (!parsed.success) return []
    const event = parsed.data
    const [subject = '', change = ''] = event.subscriptionType.split('.')
    const kind = KINDS[change]
    if (kind === undefined) return []
    const isOwn =
      appId !== undefined &&
      event.changeSource === 'INTEGRATION' &&
      event.sourceId === appId &&
      (kind === 'upserted' || kind === 'associated')
    const base: Omit<HubSpotEvent, 'id'> = {
      object: objectOf(subject === 'object' ? event.objectTypeId : subject),
      kind,
      at: event.occurredAt,
      portalId: event.portalId ?? null,
      by: isOwn ? 'own' : 'others',
      ...(event.propertyName === undefined ? {} : { fields: [event.propertyName] }),
    }
    if (kind === 'merged') return mergedEvents(event, base)
    if (kind === 'associated') return associatedEvents(event, base)
    return event.objectId === undefined ? [] : [{ ...base, id: event.objectId }]
  })
}

/** A merge may make a new record: both old ids now mean it, and the new one is to be read. */
function mergedEvents(event: Wire, base: Omit<HubSpotEvent, 'id'>): readonly HubSpotEvent[] {
  const survivorId = event.newObjectId ?? event.primaryObjectId ?? event.objectId
  if (survivorId === undefined) return []
  const gone = [
    ...new Set([
      ...(event.mergedObjectIds ?? []),
      ...(event.primaryObjectId === undefined ? [] : [event.primaryObjectId]),
    ]),
  ]
  return [
    ...gone.filter((id) => id !== survivorId).map((id) => ({ ...base, id, survivorId })),
    { ...base, kind: 'upserted', id: survivorId },
  ]
}

/** The end whose sync looks at the association comes first: a deal's people, a task's person, a person's company. */
const CONCERNED = ['deals', 'tasks', 'contacts', 'companies']

/** One event for the end that is concerned; each end sends an event of its own, so that the two are one record's. */
function associatedEvents(event: Wire, base: Omit<HubSpotEvent, 'id'>): readonly HubSpotEvent[] {
  const [from, to] = (event.associationType ?? '').split('_TO_')
  const ends = [
    { object: objectOf(event.fromObjectTypeId ?? from), id: event.fromObjectId },
    { object: objectOf(event.toObjectTypeId ?? to), id: event.toObjectId },
  ].filter((end): end is { object: string; id: string } => end.object !== null && end.id !== undefined)
  const [concerned] = ends.toSorted((a, b) => CONCERNED.indexOf(a.object) - CONCERNED.indexOf(b.object))
  return concerned === undefined ? [] : [{ ...base, ...concerned }]
}
