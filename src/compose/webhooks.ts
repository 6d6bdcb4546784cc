import type { RequestHandler } from 'express'
import { parseHubSpotEvents, verifyHubSpotSignature } from '#connectors/hubspot/webhook.ts'
import { capturedFields } from '#app/fields-to-read.ts'
import type { Scope } from '#app/scope.ts'
import { streamsOf } from '#app/scope.ts'
import type { Interest, SortedEvents } from '#app/sort-events.ts'
import { sortEvents } from '#app/sort-events.ts'
import type { HintTaker } from '#app/take-hints.ts'
import type { Env } from '#config/env.ts'
import { UsageError } from '#domain/errors.ts'
import type { Side } from '#domain/ids.ts'
import { hubspotWebhooks } from '#http/routes/webhooks.ts'

/** What the deployment knows of the HubSpot app that sends webhooks. */
export interface WebhookApp {
  /** The newest first; two while one is being replaced. */
  readonly clientSecrets: readonly string[]
  /** The app whose token Tandem uses; undefined: it cannot tell its own writes, which costs a read for each. */
  readonly appId: string | undefined
  readonly publicUrl: string
}

/** Null when no secret is set: then nobody can prove to be HubSpot, and there is no way in. @throws UsageError without a public address. */
export function webhookApp(
  env: Pick<Env, 'TANDEM_HUBSPOT_CLIENT_SECRET' | 'TANDEM_HUBSPOT_APP_ID' | 'TANDEM_PUBLIC_URL'>,
): WebhookApp | null {
  const clientSecrets = (env.TANDEM_HUBSPOT_CLIENT_SECRET ?? '').split(',').flatMap((text) => {
    const secret = text.trim()
    return secret === '' ? [] : [secret]
  })
  if (clientSecrets.length === 0) return null
  if (env.TANDEM_PUBLIC_URL === undefined)
    throw new UsageError(
      'TANDEM_HUBSPOT_CLIENT_SECRET is set, but TANDEM_PUBLIC_URL is not: HubSpot signs the address it sends to; set it to the one that the webhooks go to, without /webhooks/hubspot',
    )
  return { clientSecrets, appId: env.TANDEM_HUBSPOT_APP_ID, publicUrl: env.TANDEM_PUBLIC_URL }
}

/** What a side of the connection listens for: objects that are polled, and the fields that a poll would bring. */
export function interestOf({ config }: Pick<Scope, 'config'>, side: Side): Interest {
  const streams = streamsOf(config).filter((stream) => stream.side === side)
  return {
    side,
    fields: new Map(
      streams.map((stream) => {
        const fields = capturedFields(config, stream)
        return [stream.object, fields === undefined ? 'any' : new Set(fields)]
      }),
    ),
  }
}

/** What of a connection the receiver has to know. */
type Known = Pick<Scope, 'config' | 'connection' | 'clock' | 'log'>

const TELL_AGAIN_MS = 60_000

/** `scope` is asked for anew with each message: another version of the config may be in force. */
interface Running {
  readonly scope: Known
  readonly hints: HintTaker
}

/** The interest of a scope, worked out once for each config. */
function interestNow(): (scope: Known) => Interest {
  let last: { readonly config: Known['config']; readonly interest: Interest } | null = null
  return (scope) => {
    if (last?.config !== scope.config) last = { config: scope.config, interest: interestOf(scope, 'hubspot') }
    return last.interest
  }
}

/** The handler below /webhooks for a running connection. */
export function webhooksOf(running: Running, app: WebhookApp): RequestHandler {
  const { hints } = running
  const interest = interestNow()
  return hubspotWebhooks({
    publicUrl: app.publicUrl,
    now: () => running.scope.clock.now(),
    verify: (delivery) => verifyHubSpotSignature({ ...delivery, clientSecrets: app.clientSecrets }),
    take: async (json) => {
      const { scope } = running
      const told = json.map((entry) => parseHubSpotEvents([entry], app.appId))
      const events = told.flat()
      const ours = events.filter(({ portalId }) => portalId === scope.connection.portalId)
      if (ours.length === 0 && events.length > 0) return 'unknown'
      const { hints: news, counts } = sortEvents(ours, interest(scope), 'webhook-events')
      const foreign = events.length - ours.length + told.filter((each) => each.length === 0).length
      await hints.take({ connection: scope.connection.id, hints: news, counts: withIgnored(counts, foreign) })
      return 'taken'
    },
    onRefused: refusals(running),
  })
}

/** Of other portals, of kinds that Tandem does not know, or no events at all: they came as well, and nothing is made of them. */
const withIgnored = (counts: SortedEvents['counts'], more: number): SortedEvents['counts'] => ({
  ...counts,
  'webhook-events': (counts['webhook-events'] ?? 0) + more,
  'events-ignored': (counts['events-ignored'] ?? 0) + more,
})

/** Counts what was turned away; says so in the log once a minute for each reason, or a flood would fill it. */
function refusals(running: Running): (code: string) => void {
  const toldAt = new Map<string, number>()
  return (code) => {
    const { scope, hints } = running
    const { log } = scope
    hints.count(scope.connection.id, { 'webhook-refused': 1 })
    const now = scope.clock.now()
    if (now - (toldAt.get(code) ?? Number.NEGATIVE_INFINITY) < TELL_AGAIN_MS) return
    toldAt.set(code, now)
    log.warn({ code }, 'a webhook was turned away; further ones of this kind in the next minute are only counted')
  }
}
