import type { AttributionConfig } from '#domain/attribution/config.ts'
import type { LinkId } from '#domain/ids.ts'
import type { Store } from '#ports/store.ts'
import type { Scope } from '../scope.ts'
import { tellHubspot } from '../tell-hubspot.ts'
import { reachedBy } from './touches-now.ts'

type Needed = Pick<Scope, 'connection' | 'clock'> & { readonly config: { readonly attribution: AttributionConfig } }

/**
 * Carries out a change of touches, and has those told to HubSpot whose first or last campaign is another afterwards. What they are
 * credited is told when it is computed.
 * @param people whose touches the change is meant for; whoever else it concerns is told in any case.
 * @param change gives people whose touches differ from before, and so does this.
 */
export async function tellingReached(
  scope: Needed,
  tx: Store,
  people: readonly LinkId[],
  change: () => Promise<ReadonlySet<LinkId>>,
): Promise<ReadonlySet<LinkId>> {
  const { id } = scope.connection
  const meant = new Set(people)
  const before = await tx.touches.byLinks(id, people)
  const changed = await change()
  const now = await tx.touches.byLinks(id, [...changed])
  const told = [...changed].filter((link) => {
    if (!meant.has(link)) return true
    const [was, is] = [before, now].map((touches) => reachedBy(scope, touches.get(link) ?? []))
    return was?.first !== is?.first || was?.last !== is?.last
  })
  await tellHubspot(scope, tx, told, 'touches changed')
  return changed
}
