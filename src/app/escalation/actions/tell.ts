import { leadAlert } from '../../alerts/lead-alert.ts'
import { raiseAlerts } from '../../alerts/raise-alerts.ts'
import type { Store } from '#ports/store.ts'
import type { Scope } from '../../scope.ts'
import type { Done, Known, LeadTurn, Performer } from '../performer.ts'
import { alertOf, deadlineOf } from '../record-steps.ts'

/** Tells of a warning or a breach whoever the rules of the alerts section name. */
export const alert: Performer<'alert'> = async (scope, tx, { clock, handoff, link, stored }, { people }) => {
  const kind = alertOf(stored.step)
  if (kind === null) return { state: 'skipped', note: 'nobody is told of this step' }
  const event = { kind, subject: clock.id, change: stored.step, at: stored.dueAt }
  await raiseAlerts(scope, tx, [leadAlert(scope, people.reps, { link, handoff, deadline: deadlineOf(clock) }, event)])
  return { state: 'done', note: `told of the ${kind}` }
}

/** Tells the owner, beside whom the rules for `escalation` name. */
export const remind: Performer<'remind'> = (scope, tx, turn, known) => tell(scope, tx, turn, known, 'owner')

/** Tells the manager of the owner. */
export const notifyManager: Performer<'notify_manager'> = (scope, tx, turn, known) =>
  tell(scope, tx, turn, known, 'manager')

/** Tells a channel of the alerts section. */
export const notifyChannel: Performer<'notify_channel'> = (scope, tx, turn, known) =>
  tell(scope, tx, turn, known, turn.action.channel)

async function tell(scope: Scope, tx: Store, turn: LeadTurn, { people }: Known, whom: string): Promise<Done> {
  const { clock, handoff, link, stored } = turn
  if (handoff.leftOut?.includes('alerts') === true) return { state: 'skipped', note: 'handed over without alerts' }
  const alert = leadAlert(
    scope,
    people.reps,
    { link, handoff, deadline: deadlineOf(clock) },
    { kind: 'escalation', subject: clock.id, change: stored.step, at: stored.dueAt, alsoTo: [whom] },
  )
  await raiseAlerts(scope, tx, [alert])
  return { state: 'done', note: `told ${whom}` }
}
