import type { Values } from '#domain/mapping/value.ts'
import type { WriteOperation } from '#ports/connector/writes.ts'
import type { FieldChange } from '#ports/store/journal.ts'
import { intendedChanges } from '../intents/intended.ts'
import type { IntendedWrite } from '../intents/write-batch.ts'
import type { Scope } from '../scope.ts'
import type { PersonPlan } from './plan.ts'
import type { Progress } from './progress.ts'
import { mapsOf } from './unit.ts'

/** The write of a person's Lead or Contact, with what it says. */
export const intendedRecord = (scope: Scope, plan: PersonPlan, operation: WriteOperation): IntendedWrite => ({
  operation,
  subject: plan.person.link.id,
  linkId: plan.person.link.id,
  changes: intendedChanges(
    'salesforce',
    plan.salesforceChanges,
    plan.base,
    // A value that the handoff asks for is nothing the sides agree on.
    mapsOf(scope.config, plan.person.record?.object ?? 'Lead').filter(
      ({ salesforce }) => plan.own?.values[salesforce] === undefined,
    ),
  ),
})

/** What HubSpot is told of a person: mapped values by their maps, the rest is Tandem's own. */
export const intendedContact = (
  { plan, link }: Progress,
  values: Values,
  changes: readonly FieldChange[],
): IntendedWrite => ({
  operation: { kind: 'update', traceId: link.id, object: 'contacts', id: plan.person.contact.id, values },
  subject: link.id,
  linkId: link.id,
  changes: intendedChanges('hubspot', changes, plan.base, []),
})
