import type { Request, RequestHandler, Response } from 'express'
import { TandemError } from '#domain/errors.ts'
import type { Instant } from '#domain/instant.ts'
import { HttpError } from '../problem.ts'
import { readBody } from '../read-body.ts'

/** The parts of a request that a signature is made over. */
export interface SignedDelivery {
  readonly method: string
  readonly publicUrl: string
  readonly rawBody: Uint8Array
  readonly timestamp: string | undefined
  readonly signature: string | undefined
  readonly now: Instant
}

export interface HubSpotWebhooks {
  /** `genuine`, or why not. */
  readonly verify: (delivery: SignedDelivery) => 'genuine' | 'unsigned' | 'stale' | 'forged'
  /** Writes the events of a delivery down. `unknown`: all of them are of portals that are not connected. */
  readonly take: (events: readonly unknown[]) => Promise<'taken' | 'unknown'>
  /** Told of every delivery that was turned away, with the code of its answer. */
  readonly onRefused: (code: string) => void
  /** TANDEM_PUBLIC_URL: what HubSpot signs is the address it knows, not the one behind a proxy. */
  readonly publicUrl: string
  readonly now: () => Instant
}

/** HubSpot sends at most 100 events at a time, some 50 KB. */
const BODY = { maxBytes: 1024 * 1024, withinMs: 5_000 }
/** HubSpot sends 10 at a time and counts on an answer within 5 s; more bodies than this are not held in memory. */
const MAX_OPEN = 64
const COME_AGAIN_SECONDS = '5'

/**
 * `POST /webhooks/hubspot`, below the mount path `/webhooks`: one address for all portals of the app, as HubSpot has one target
 * per app. Public, because its sender cannot sign in: each message is proven by its signature over the raw bytes. It is
 * answered 204 once its events are written down, and anything else makes HubSpot send it again, up to 10 times in a day.
 */
export function hubspotWebhooks(options: HubSpotWebhooks): RequestHandler {
  let open = 0
  return (req, res, next) => {
    const refuse = (error: HttpError): void => {
      options.onRefused(error.code)
      // The rest of a body that nobody reads is not waited for.
      if (!req.complete) res.set('Connection', 'close')
      next(error)
    }
    const problem = wrongDoor(req, res) ?? (open >= MAX_OPEN ? busy(res) : null)
    if (problem !== null) return refuse(problem)
    open += 1
    res.once('close', () => {
      open -= 1
    })
    accept(options, req).then(
      () => void res.status(204).end(),
      (reason: unknown) => refuse(turnedAway(reason, res)),
    )
  }
}

/** What can be said without the body. */
function wrongDoor(req: Request, res: Response): HttpError | null {
  if (req.path !== '/hubspot')
    return new HttpError({
      status: 404,
      code: 'NOT_FOUND',
      message: 'There is no webhook at this address.',
      remedy: 'The address for HubSpot ends in /webhooks/hubspot.',
    })
  if (req.method !== 'POST') {
    res.set('Allow', 'POST')
    return new HttpError({
      status: 405,
      code: 'METHOD_NOT_ALLOWED',
      message: 'Webhooks are sent with POST.',
      remedy: 'This address is for HubSpot alone.',
    })
  }
  return req.get('x-hubspot-signature-v3') === undefined || req.get('x-hubspot-request-timestamp') === undefined
    ? REFUSED.unsigned()
    : null
}

async function accept(options: HubSpotWebhooks, req: Request): Promise<void> {
  const rawBody = await readBody(req, BODY)
  const verdict = options.verify({
    method: req.method,
    publicUrl: options.publicUrl.replace(/\/+$/, '') + req.originalUrl,
    rawBody,
    timestamp: req.get('x-hubspot-request-timestamp'),
    signature: req.get('x-hubspot-signature-v3'),
    now: options.now(),
  })
  if (verdict !== 'genuine') throw REFUSED[verdict]()
  const taken = await options.take(parseEvents(rawBody))
  if (taken === 'unknown')
    throw new HttpError({
      status: 404,
      code: 'UNKNOWN_PORTAL',
      message: 'These events are of no portal that is connected here.',
      remedy: 'Uninstall the app in portals that Tandem does not sync.',
    })
}

function parseEvents(rawBody: Uint8Array): readonly unknown[] {
  let json: unknown
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(rawBody))
  } catch {
    json = null
  }
  if (Array.isArray(json)) return json
  throw new HttpError({
    status: 400,
    code: 'NO_EVENTS',
    message: 'The body is not a JSON array of events.',
    remedy: 'Send what HubSpot sends: an array of events.',
  })
}

const unauthorised = (code: string, message: string, remedy: string) => () =>
  new HttpError({ status: 401, code, message, remedy })

const REFUSED = {
  unsigned: unauthorised(
    'UNSIGNED',
    'This request has no signature of HubSpot.',
    'Only HubSpot may send here: X-HubSpot-Signature-v3 and X-HubSpot-Request-Timestamp are needed.',
  ),
  stale: unauthorised(
    'STALE_SIGNATURE',
    'This request was signed more than five minutes ago, or in the future.',
    'Check the clock of the machine that Tandem runs on.',
  ),
  forged: unauthorised(
    'WRONG_SIGNATURE',
    'The signature does not fit this request.',
    "Check that TANDEM_HUBSPOT_CLIENT_SECRET is the app's client secret and TANDEM_PUBLIC_URL the start of the address that HubSpot sends to.",
  ),
}

const busy = (res: Response): HttpError => {
  res.set('Retry-After', COME_AGAIN_SECONDS)
  return new HttpError({
    status: 503,
    code: 'TOO_MANY_EVENTS',
    message: 'More events came than can be written down at the moment.',
    remedy: 'They are sent again by themselves.',
  })
}

/** A database that fails, or cannot follow: HubSpot is to try again. Anything else that goes wrong is ours, and tried again as well. */
function turnedAway(reason: unknown, res: Response): HttpError {
  if (reason instanceof HttpError) return reason
  if (reason instanceof TandemError && reason.code === 'TOO_MANY_EVENTS') return busy(res)
  res.set('Retry-After', COME_AGAIN_SECONDS)
  return new HttpError({
    status: 503,
    code: 'NOT_WRITTEN_DOWN',
    message: 'The events could not be written down.',
    remedy: 'They are sent again by themselves; look at the log of Tandem if it stays.',
    cause: reason,
  })
}
