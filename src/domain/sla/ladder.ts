/**
 * What a step of the escalation ladder does. A new kind is one line here and one file in src/app/escalation.
 * - `remind`: tells the owner. - `notify_manager`: tells the manager of the owner (Salesforce, else the fallback owner).
 * - `notify_channel`: tells a channel of the alerts section. - `create_task`: a further Task in Salesforce, for the owner or his manager.
 * - `reassign`: the next of the pool, nobody who had it; after `routing.maxReassignments` the fallback queue.
 * - `escalate`: the lead goes to the manager of the owner, else to the fallback owner. - `recycle`: back to marketing with a reason.
 * - `set_field`: a value on the Lead or Contact.
 */
export type LadderAction =
  | { readonly kind: 'remind' | 'notify_manager' | 'reassign' | 'escalate' }
  | { readonly kind: 'notify_channel'; readonly channel: string }
  | { readonly kind: 'create_task'; readonly subject: string; readonly for: 'owner' | 'manager' }
  | { readonly kind: 'recycle'; readonly reason: string }
  | { readonly kind: 'set_field'; readonly field: string; readonly value: string }

/** Business seconds before or after the due time, or a fraction of the target (0.8: when 80 % are used up; above 1: after it). */
export type LadderMoment =
  | { readonly beforeDueSeconds: number }
  | { readonly afterDueSeconds: number }
  | { readonly fraction: number }

/** One step of the ladder. It happens once for each clock, and only while the clock is not answered. */
export interface LadderStep {
  /** Unique within the policy; stored as `ladder:<id>`. */
  readonly id: string
  readonly at: LadderMoment
  readonly action: LadderAction
  /** Name of the clock of the policy it belongs to. */
  readonly clock: string
}
