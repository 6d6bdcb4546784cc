import { REVERSALS } from '#domain/reconcile/flip-flop.ts'
import { unconvertibleValue } from '../settle-outcomes.ts'
import type { Verdict } from '../settle-outcomes.ts'
import type { PersonPlan } from './plan.ts'

/** Fields of a person that wait for somebody, named by their maps; the other fields went on. Null: none. No values are told. */
export function heldFields(
  plan: Pick<PersonPlan, 'conflicts' | 'unconvertible' | 'frozen'> & {
    readonly person: { readonly link: Pick<PersonPlan['person']['link'], 'id'> }
  },
): Verdict | null {
  const linkId = plan.person.link.id
  if (plan.conflicts.length > 0) {
    const message = `both sides changed: ${plan.conflicts.join(', ')}`
    const remedy =
      'Decide which value is right, write it on both sides, or choose a rule other than manual for these fields.'
    return { kind: 'park', code: 'CONFLICT', message, remedy, linkId }
  }
  if (plan.unconvertible.length > 0) return unconvertibleValue(plan.unconvertible, linkId)
  if (plan.frozen.size > 0) {
    const fields = [...plan.frozen].map(
      ([map, by]) => `${map} (HubSpot's value brought back ${by.hubspot} times, Salesforce's ${by.salesforce} times)`,
    )
    const message = `flips back and forth, at least ${REVERSALS} times within an hour: ${fields.join(', ')}`
    const remedy =
      'Find the workflow or flow that keeps setting the field and stop it on one side, or set the direction of the map; then retry this record.'
    return { kind: 'park', code: 'FLIP_FLOP', message, remedy, linkId }
  }
  return null
}
