import type { Performer } from '../performer.ts'
import { giveBack } from '../../handoff/give-back.ts'
import { tellHubspot } from '../../tell-hubspot.ts'

/** Back to marketing, as if sales had given the lead back with this reason. */
export const recycle: Performer<'recycle'> = async (scope, tx, { handoff, action }, { people }) => {
  if (handoff.state === 'rejected') return { state: 'skipped', note: 'was given back already' }
  await giveBack(scope, tx, handoff, { reason: action.reason, by: null, at: scope.clock.now() }, people)
  return { state: 'done', note: `given back: ${action.reason}` }
}

/** A value on the Lead or Contact, written by the next look at the person. */
export const setField: Performer<'set_field'> = async (scope, tx, { handoff, action }) => {
  const pending = { ...handoff.pending, [action.field]: action.value }
  await tx.handoffs.update(scope.connection.id, [{ id: handoff.id, pending }])
  await tellHubspot(scope, tx, [handoff.linkId], 'escalated')
  return { state: 'done', note: `${action.field} = ${action.value}` }
}
