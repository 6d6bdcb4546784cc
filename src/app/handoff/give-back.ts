import { returnAtOf } from '#domain/handoff/feedback.ts'
import type { Handoff } from '#domain/handoff/types.ts'
import { withoutAcceptance } from '#domain/handoff/word.ts'
import type { Instant } from '#domain/instant.ts'
import { leadAlert } from '../alerts/lead-alert.ts'
import { raiseAlerts } from '../alerts/raise-alerts.ts'
import type { Store } from '#ports/store.ts'
import type { Scope } from '../scope.ts'
import { settleClocks } from '../settle-clocks.ts'
import { tellHubspot } from '../tell-hubspot.ts'
import type { RoutingPeople } from './route-leads.ts'
import { RECYCLED } from './stored-facts.ts'

export interface GivingBack {
  readonly reason: string
  /** Salesforce user; null: the escalation ladder, or not known. */
  readonly by: string | null
  readonly at: Instant
  /** By whom on Tandem's pages, and what is to be written on the record so that it says so; absent: it was said elsewhere. */
  readonly said?: { readonly by: string; readonly writes: Handoff['pending'] }
}

/**
 * Gives a person back to marketing, in the caller's transaction: with the reason, the return date, and the end of the clocks that
 * sales' word stops. HubSpot and Salesforce follow with the next look at the person.
 * @param people read before the transaction, which holds the lead ({@link ./hold-leads.ts}).
 */
export async function giveBack(
  scope: Scope,
  tx: Store,
  handoff: Handoff,
  { reason, by, at, said }: GivingBack,
  people: RoutingPeople,
): Promise<Handoff> {
  const { id } = scope.connection
  const change = {
    state: 'rejected' as const,
    rejectedAt: at,
    rejectedBy: by,
    rejectReason: reason,
    returnAt: returnAtOf(scope.config.feedback, reason, at),
    heldForPool: null,
    pending: { ...withoutAcceptance(handoff.pending, scope.config.feedback), ...said?.writes },
    ...(said === undefined ? {} : { saidBy: said.by }),
  }
  const link = (await tx.links.byIds(id, [handoff.linkId])).get(handoff.linkId)
  const keeper = keeperOf(scope, link?.salesforceObject === 'Contact' ? 'Contact' : 'Lead', people)
  const given = { ...handoff, ...change, ...keeper }
  await tx.handoffs.update(id, [{ id: handoff.id, ...change, ...keeper }])
  if (keeper !== null)
    await tx.handoffs.addSpells(id, [
      {
        handoffId: handoff.id,
        ownerId: keeper.ownerId,
        from: scope.clock.now(),
        rule: RECYCLED,
        why: `given back: ${reason}`,
      },
    ])
  const cause = said === undefined ? `given back: ${reason}` : `${said.by}: ${reason}`
  await tellHubspot(scope, tx, [handoff.linkId], cause)
  await settleClocks(scope, tx, { links: [handoff.linkId] })
  if (link === undefined || handoff.leftOut?.includes('alerts') === true) return given
  const event = { kind: 'rejected', subject: handoff.id, change: 'rejected', at, because: reason } as const
  await raiseAlerts(scope, tx, [
    leadAlert(scope, people.reps, { link, handoff: { ...handoff, ...change }, deadline: null }, event),
  ])
  return given
}

type Keeper = Pick<Handoff, 'ownerId' | 'ownerName' | 'ownerEmail' | 'ownerRule' | 'queueId'>

/**
 * Who owns the record until the person comes back, so that it leaves the rep's list. Null: neither the one who is configured nor the
 * fallback owner can; then the owner stays. A Contact cannot belong to a queue.
 */
function keeperOf(
  { config: { feedback, routing } }: Scope,
  object: 'Lead' | 'Contact',
  { reps: { byEmail }, queues }: RoutingPeople,
): Keeper | null {
  const named = feedback.recycleOwner
  const queueId = named === null || named.includes('@') || object === 'Contact' ? null : (queues.get(named) ?? null)
  const rep = [named, routing.fallbackOwner]
    .flatMap((email) => byEmail.get(email?.trim().toLowerCase() ?? '') ?? [])
    .find(({ active }) => active)
  if (rep === undefined) return null
  return { ownerId: rep.id, ownerName: rep.name, ownerEmail: rep.email, ownerRule: RECYCLED, queueId }
}
