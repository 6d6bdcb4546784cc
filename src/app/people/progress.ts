import type { RemoteError } from '#domain/errors.ts'
import type { Link } from '#domain/identity/link.ts'
import type { RemoteRecord } from '#ports/connector/records.ts'
import type { KnownVersion } from '#ports/store/inbox.ts'
import type { JournalRow } from '#ports/store/journal.ts'
import type { Scope } from '../scope.ts'
import type { PersonPlan } from './plan.ts'
import type { HandoffUpkeep, LinkedPerson } from './unit.ts'

/** A person on the way through the stages of a batch; a failed stage ends the way, a refused opportunity does not. */
export interface Progress {
  readonly plan: PersonPlan
  readonly link: Link
  /** The Salesforce record as it is after the writes so far. */
  readonly record: RemoteRecord
  readonly journal: readonly JournalRow[]
  readonly taskId: string | null
  readonly upkeep: HandoffUpkeep
  readonly opportunityId: string | null
  readonly failed: RemoteError | null
  /** Why no opportunity was opened. The lead is sales' to answer all the same. */
  readonly refused: RemoteError | null
  /** Fields whose old value the platform kept, as `platform field`. */
  readonly kept: readonly string[]
  /** What the writes so far left behind. */
  readonly known: readonly KnownVersion[]
}

/** What every journal row of a person's batch says. */
export const rowBase = (scope: Scope, person: LinkedPerson) => ({
  at: scope.clock.now(),
  linkId: person.link.id,
  configVersion: scope.configVersion,
  cause: person.rows[0]?.cause ?? 'changed',
})
