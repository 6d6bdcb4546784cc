import { RemoteError } from '#domain/errors.ts'
import type { Instant } from '#domain/instant.ts'
import type { Cursor } from '#ports/connector/changes.ts'
import type { Connector } from '#ports/connector.ts'
import type { Stream } from '#ports/store/inbox.ts'
import type { Captured } from '../capture-changes.ts'
import { MEMBERS } from '../scope.ts'
import type { Scope } from '../scope.ts'

/** An org that hides its campaigns is asked again after this. */
const ASK_AGAIN_MS = 3_600_000

const refused = new WeakMap<Connector, Instant>()
const told = new WeakSet<Connector>()

/**
 * Captures campaign members as `capture` does with any stream. Campaigns need a permission that a connection can do without: where
 * Salesforce refuses them, that is told once and everything else is captured all the same.
 */
export async function captureResponses(
  scope: Scope,
  cursor: Cursor | null,
  capture: (scope: Scope, stream: Stream, from: Cursor | null) => Promise<Captured>,
): Promise<Captured> {
  const { salesforce, clock } = scope
  if (clock.now() - (refused.get(salesforce) ?? -Infinity) < ASK_AGAIN_MS) return nothing(scope, cursor)
  try {
    return await capture(scope, MEMBERS, cursor)
  } catch (error) {
    if (!(error instanceof RemoteError) || error.disposition !== 'park') throw error
    refused.set(salesforce, clock.now())
    tell(scope, error)
    return nothing(scope, cursor)
  }
}

/** Counts as captured, so that nobody is alarmed by a stream that stands still. */
async function nothing({ store, connection, clock }: Scope, cursor: Cursor | null): Promise<Captured> {
  const at = clock.now()
  const counts = await store.inbox.capture(connection.id, MEMBERS, { notices: [], cursor: cursor ?? {}, at })
  return { ...counts, pages: 0, more: false }
}

function tell({ salesforce, connection, log }: Scope, { code, message: said }: RemoteError): void {
  if (told.has(salesforce)) return
  told.add(salesforce)
  log.warn(
    {
      connectionId: connection.id,
      code,
      said,
      remedy:
        'Give the integration user read access to Campaign and CampaignMember, or set `attribution.touches.campaignMembers: false`.',
    },
    'responses of campaign members left out: Salesforce refuses to tell',
  )
}
