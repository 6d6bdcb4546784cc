import { campaignNamer } from '#domain/attribution/campaign-name.ts'
import { TOUCH_PROPERTIES } from '#domain/attribution/touch-facts.ts'
import { touchesOfHistory } from '#domain/attribution/touch-history.ts'
import { withStanding } from '#domain/attribution/touch-facts.ts'
import { RemoteError } from '#domain/errors.ts'
import type { Instant } from '#domain/instant.ts'
import type { LinkId } from '#domain/ids.ts'
import type { HistoryEntry, HistorySource } from '#ports/connector/history.ts'
import type { StoredTouch } from '#ports/store/touches.ts'
import { tellingReached } from './people/tell-reached.ts'
import { isOfOther } from './people/touches-now.ts'
import { CONTACTS } from './scope.ts'
import type { Scope } from './scope.ts'

/** People of one transaction: five calls. */
const BATCH = 250
/** Batches in one go; the rest has its turn after others. */
const BATCHES_AT_ONCE = 20
/** A portal that refuses its history is asked again after this. */
const ASK_AGAIN_MS = 24 * 60 * 60_000

export interface HistoriesRead {
  readonly people: number
  /** Of these, whose touches differ from before. */
  readonly changed: number
  /** There are more to read now. */
  readonly more: boolean
}

/**
 * Reads the past sources and forms of people on opportunities, who are the only ones credited, and only if what their contact says
 * of its sources is not what it said at the last reading. Fifty people cost one call to HubSpot, in the lane of least urgency.
 * A portal or credential that refuses is told of once; touches are then those that contacts show at a look.
 */
export async function readTouchHistories(scope: Scope): Promise<HistoriesRead> {
  let read: HistoriesRead = { people: 0, changed: 0, more: false }
  if (!scope.config.attribution.touches.history || isRefused(scope)) return read
  let after: LinkId | null = null
  for (let batch = 0; batch < BATCHES_AT_ONCE; batch += 1) {
    const due: readonly Due[] = await scope.store.touchSources.dueReadings(scope.connection.id, after, BATCH)
    if (due.length === 0) return read
    const changed = await readBatch(scope, due)
    if (changed === null) return read
    after = due.at(-1)?.linkId ?? null
    read = { people: read.people + due.length, changed: read.changed + changed, more: due.length === BATCH }
    if (!read.more) return read
  }
  return read
}

interface Due {
  readonly linkId: LinkId
  readonly hubspotId: string
  readonly print: string | null
}

/** @returns how many have other touches than before; null: HubSpot refuses. */
async function readBatch(scope: Scope, due: readonly Due[]): Promise<number | null> {
  const { store, connection, clock } = scope
  // Linked before Tandem kept prints: their contacts are looked at first, which tells as well when they became leads.
  const unseen = due.filter(({ print }) => print === null)
  const known = due.filter(({ print }) => print !== null)
  const histories = known.length === 0 ? new Map() : await historiesOf(scope, known)
  if (histories === null) return null
  const nameOf = campaignNamer(await store.campaigns.list(connection.id))
  return store.transaction(async (tx) => {
    const links = known.map(({ linkId }) => linkId)
    const stored = await tx.touches.byLinks(connection.id, links)
    const touches = known.flatMap(({ linkId, hubspotId }): readonly StoredTouch[] => {
      const history = histories.get(hubspotId)
      const before = (stored.get(linkId) ?? []).filter(({ origin }) => origin === 'hubspot')
      // Deleted or merged a moment ago: its own change will tell.
      if (history === undefined) return before
      const found = touchesOfHistory(hubspotId, history, nameOf).map((touch): StoredTouch => ({
        ...touch,
        linkId,
        dayOnly: false,
        origin: 'hubspot',
      }))
      return withStanding(
        found,
        before.filter((touch) => isOfOther(touch, hubspotId)),
      )
    })
    const changed = await tellingReached(scope, tx, links, () =>
      tx.touches.replace(connection.id, 'hubspot', links, touches),
    )
    await tx.touchSources.saveReadings(
      connection.id,
      due.map(({ linkId, print }) => ({ linkId, print: print ?? '' })),
      clock.now(),
    )
    const contacts = unseen.map(({ hubspotId }) => hubspotId)
    await tx.inbox.add(connection.id, CONTACTS, contacts, 'touches wanted', clock.now(), 'backfill')
    return changed.size
  })
}

type Histories = ReadonlyMap<string, Readonly<Record<string, readonly HistoryEntry[]>>>

/** Refusals are the same at every look: each credential's is told once a day. */
const refused = new WeakMap<HistorySource, Instant>()

function isRefused({ hubspot, clock }: Scope): boolean {
  const at = refused.get(hubspot)
  return at !== undefined && clock.now() - at < ASK_AGAIN_MS
}

async function historiesOf(scope: Scope, due: readonly Due[]): Promise<Histories | null> {
  const { hubspot, connection, clock, log } = scope
  try {
    return await hubspot.withLane('backfill').history(
      CONTACTS.object,
      due.map(({ hubspotId }) => hubspotId),
      TOUCH_PROPERTIES,
    )
  } catch (error) {
    if (!(error instanceof RemoteError) || !isRefusal(error)) throw error
    const { code, message: said, remedy } = error
    refused.set(hubspot, clock.now())
    log.warn(
      { connectionId: connection.id, code, said, remedy },
      'property history left out: HubSpot refuses to tell; touches are the first and the latest of each contact. `attribution.touches.history: false` stops asking',
    )
    return null
  }
}

/** Missing scopes and portals that do not give it; a rejected credential (401) is not one of them. */
const isRefusal = ({ status, disposition }: RemoteError): boolean =>
  status === 403 || status === 404 || disposition === 'park'
