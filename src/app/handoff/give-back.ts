import { returnAtOf } from '#domain/handoff/feedback.ts'
import type { Handoff } from '#domain/handoff/types.ts'
import type { Instant } from '#domain/instant.ts'
import { leadAlert } from '../alerts/lead-alert.ts'
import { raiseAlerts } from '../alerts/raise-alerts.ts'
import type { Store } from '#ports/store.ts'
import type { Scope } from '../scope.ts'
import { settleClocks } from '../settle-clocks.ts'
import { tellHubspot } from '../tell-hubspot.ts'
import { RECYCLED } from './stored-facts.ts'

export interface GivingBack {
  readonly reason: string
  /** Salesforce user; null: the escalation ladder, or not known. */
  readonly by: string | null
  readonly at: Instant
}

/**
 * Gives a person back to marketing, in the caller's transaction: with the reason, the return date, and the end of the clocks that
 * sales' word stops. HubSpot and Salesforce follow with the next look at the person.
 */
export async function giveBack(
  scope: Scope,
  tx: Store,
  handoff: Handoff,
  { reason, by, at }: GivingBack,
): Promise<Handoff> {
  const { id } = scope.connection
  const change = {
    state: 'rejected' as const,
    rejectedAt: at,
    rejectedBy: by,
    rejectReason: reason,
    returnAt: returnAtOf(scope.config.feedback, reason, at),
    heldForPool: null,
  }
  const link = (await tx.links.byIds(id, [handoff.linkId])).get(handoff.linkId)
  const keeper = await keeperOf(scope, link?.salesforceObject === 'Contact' ? 'Contact' : 'Lead')
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
  await settleClocks(scope, tx, { links: [handoff.linkId] })
  await tellHubspot(scope, tx, [handoff.linkId], `given back: ${reason}`)
  if (link === undefined || handoff.leftOut?.includes('alerts') === true) return given
  const event = { kind: 'rejected', subject: handoff.id, change: 'rejected', at, because: reason } as const
  await raiseAlerts(scope, tx, [
    leadAlert(scope, await scope.reps(), { link, handoff: { ...handoff, ...change }, deadline: null }, event),
  ])
  return given
}

type Keeper = Pick<Handoff, 'ownerId' | 'ownerName' | 'ownerEmail' | 'ownerRule' | 'queueId'>

/**
 * Who owns the record until the person comes back, so that it leaves the rep's list. Null: neither the one who is configured nor the
 * fallback owner can; then the owner stays. A Contact cannot belong to a queue.
 */
async function keeperOf(scope: Scope, object: 'Lead' | 'Contact'): Promise<Keeper | null> {
  const { feedback, routing } = scope.config
  const named = feedback.recycleOwner
  const queueId =
    named === null || named.includes('@') || object === 'Contact' ? null : ((await scope.queues()).get(named) ?? null)
  const { byEmail } = await scope.reps()
  const rep = [named, routing.fallbackOwner]
    .flatMap((email) => byEmail.get(email?.trim().toLowerCase() ?? '') ?? [])
    .find(({ active }) => active)
  if (rep === undefined) return null
  return { ownerId: rep.id, ownerName: rep.name, ownerEmail: rep.email, ownerRule: RECYCLED, queueId }
}
