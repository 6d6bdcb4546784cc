import type { TandemError } from '#domain/errors.ts'
import type { Handoff } from '#domain/handoff/types.ts'
import type { Link } from '#domain/identity/link.ts'
import type { GatheredFacts } from '../handoff/route-facts.ts'
import type { RoutingPeople } from '../handoff/route-leads.ts'
import type { StepAction, StoredAction } from '#ports/store/actions.ts'
import type { StoredClock } from '#ports/store/clocks.ts'
import type { Store } from '#ports/store.ts'
import type { Scope } from '../scope.ts'

type Kind = StepAction['kind']

/** One action with everything around it, as it is in the transaction that decides. */
export interface Turn<K extends Kind = Kind> extends LeadTurn {
  readonly action: Extract<StepAction, { readonly kind: K }>
}

/** What is the same for every kind. */
export interface LeadTurn {
  readonly stored: StoredAction
  readonly clock: StoredClock
  readonly handoff: Handoff
  readonly link: Link
}

/** What was read before the transaction, for all actions of a batch. */
export interface Known {
  readonly people: RoutingPeople
  readonly facts: GatheredFacts
}

/** What became of an action. `note` is for people. */
export type Done = { readonly state: 'done' | 'skipped' | 'parked'; readonly note: string }

/** What became of actions that were done together. */
export interface Turned {
  /** How many came to an end. */
  readonly ended: number
  /** Could not be done now. One that another worker has taken over is not among them. */
  readonly failed: readonly { readonly action: StoredAction; readonly error: TandemError }[]
}

/**
 * Does one kind of action in the transaction that ends it: what it changes is stored there, and carried on by the ordinary sync and
 * by the delivery of alerts, so it happens once whatever dies when.
 */
export type Performer<K extends Kind> = (scope: Scope, tx: Store, turn: Turn<K>, known: Known) => Promise<Done>
