import { isFinished } from '#domain/sla/clock.ts'
import type { StoredAction, StepAction } from '#ports/store/actions.ts'
import type { StoredClock } from '#ports/store/clocks.ts'
import type { Store } from '#ports/store.ts'
import type { Handoff } from '#domain/handoff/types.ts'
import type { Link } from '#domain/identity/link.ts'
import { holdLeads } from '../handoff/hold-leads.ts'
import type { Scope } from '../scope.ts'
import { settleClocks } from '../settle-clocks.ts'
import type { Done, Turn } from './performer.ts'

/** What takes a lead from the one who has it. */
const TAKES_AWAY: ReadonlySet<StepAction['kind']> = new Set(['reassign', 'escalate', 'recycle'])

/** By id: what is still to be done of these actions, with everything around it, or why it is not. */
export type Asked = ReadonlyMap<string, Turn | Done>

export const isOver = (asked: Turn | Done): asked is Done => 'state' in asked

/**
 * The clocks are settled by every fact known now, in the caller's transaction, which holds the leads from here on; an action whose clock
 * is over, or whose lead is, has nothing to ask for.
 */
export async function stillAsked(scope: Scope, tx: Store, actions: readonly StoredAction[]): Promise<Asked> {
  if (actions.length === 0) return new Map()
  const { id } = scope.connection
  const linkIds = [...new Set(actions.map(({ linkId }) => linkId))]
  await holdLeads(scope, tx, linkIds)
  await settleClocks(scope, tx, { links: linkIds })
  const clocks = await tx.clocks.byIds(
    id,
    actions.map(({ clockId }) => clockId),
  )
  const handoffs = await tx.handoffs.byIds(
    id,
    actions.map(({ handoffId }) => handoffId),
  )
  const links = await tx.links.byIds(id, linkIds)
  const clockOf = new Map(clocks.map((clock) => [clock.id, clock]))
  return new Map(
    actions.map((stored): readonly [string, Turn | Done] => {
      const clock = clockOf.get(stored.clockId)
      const handoff = handoffs.get(stored.handoffId)
      const link = links.get(stored.linkId)
      if (clock === undefined || handoff === undefined || link === undefined)
        return [stored.id, { state: 'skipped', note: 'the lead is no longer known' }]
      const why = whyNot(stored, clock, handoff, link)
      if (why !== null) return [stored.id, { state: 'skipped', note: why }]
      return [stored.id, { stored, action: stored.action, clock, handoff, link } as Turn]
    }),
  )
}

/** Null: it is to be done. */
function whyNot({ action, step }: StoredAction, clock: StoredClock, handoff: Handoff, link: Link): string | null {
  if (isFinished(clock.state)) return `the clock is ${clock.state}: nothing to do`
  if (handoff.state === 'rejected' || handoff.state === 'withdrawn') return `the lead is ${handoff.state}`
  if (link.state === 'unlinked') return 'the record was deleted'
  if (handoff.state === 'qualified' && TAKES_AWAY.has(action.kind))
    return 'sales has qualified the lead: it stays where it is'
  if (clock.repId !== null && clock.repId !== handoff.ownerId)
    return 'the clock is of somebody who has the lead no more'
  if (step.startsWith('warn:') && clock.state === 'breached')
    return 'the time has run out meanwhile: the breach is told'
  return null
}
