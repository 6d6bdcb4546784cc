import type { LinkId } from '#domain/ids.ts'
import type { Stream } from '#ports/store/inbox.ts'
import type { Store } from '#ports/store.ts'
import type { Scope } from '../scope.ts'

/** Lists and campaign members are looked at on a schedule, not record by record: their problems stand under these streams. */
export const LISTS: Stream = { side: 'hubspot', object: 'lists' }
export const CAMPAIGNS: Stream = { side: 'hubspot', object: 'campaigns' }
export const MEMBERS: Stream = { side: 'salesforce', object: 'CampaignMember' }

/** What became of one subject of a pass: null closes its open problems. */
export interface Finding {
  readonly stream: Stream
  readonly recordId: string
  readonly linkId: LinkId | null
  readonly problem: { readonly code: string; readonly message: string; readonly remedy: string } | null
}

/** Parks problems and closes those of subjects that went through. */
export async function settleFindings(scope: Scope, tx: Store, findings: readonly Finding[]): Promise<void> {
  const at = scope.clock.now()
  const { id } = scope.connection
  await tx.parked.park(
    id,
    findings.flatMap(({ stream, recordId, linkId, problem }) =>
      problem === null ? [] : [{ ...stream, recordId, linkId, ...problem, at }],
    ),
    scope.configVersion,
  )
  const fine = findings.filter(({ problem }) => problem === null)
  for (const [, group] of Map.groupBy(fine, ({ stream }) => `${stream.side}/${stream.object}`)) {
    const [first] = group
    if (first === undefined) continue
    const ids = group.map(({ recordId }) => recordId)
    await tx.parked.resolve(id, first.stream, ids, at)
  }
}

const LEASE_MS = 60_000
const AT_ONCE = 1_000

/**
 * Takes what a person asked to be tried again out of the inbox. The pass that follows looks at everything anyway, so nothing
 * is lost by taking it before; what it names is tried even if it was refused a moment ago.
 */
export async function takeRetries(scope: Scope, streams: readonly Stream[]): Promise<ReadonlySet<string>> {
  const { inbox } = scope.store
  const now = scope.clock.now()
  const options = { limit: AT_ONCE, leaseMs: LEASE_MS, worker: 'campaigns', now }
  const taken = new Set<string>()
  for (;;) {
    const rows = await inbox.lease(scope.connection.id, streams, options)
    for (const row of rows) taken.add(row.recordId)
    await inbox.done(scope.connection.id, rows)
    if (rows.length < AT_ONCE) return taken
  }
}
