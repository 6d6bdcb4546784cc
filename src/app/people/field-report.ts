import { NO_DECISIONS } from '../field-decisions.ts'
import type { FieldReport } from '../field-decisions.ts'
import type { Scope } from '../scope.ts'
import type { Progress } from './progress.ts'
import { mapsOf, pairOf } from './unit.ts'

/** Which fields of a person wait for somebody, with both values, and what was carried out of what was said about them. */
export function reportOf(scope: Scope, { plan, record }: Progress, agreed: boolean): FieldReport {
  const { person, conflicts, frozen, decided } = plan
  const { contact, link } = person
  const waiting = new Set([...conflicts, ...frozen.keys()])
  const maps = waiting.size === 0 ? [] : mapsOf(scope.config, record.object).filter(({ id }) => waiting.has(id))
  return {
    linkId: link.id,
    held: maps.map((map) => ({
      linkId: link.id,
      pair: pairOf(record.object),
      map: map.id,
      kind: conflicts.includes(map.id) ? 'conflict' : 'frozen',
      values: { hubspot: contact.values[map.hubspot] ?? null, salesforce: record.values[map.salesforce] ?? null },
      hubspotId: contact.id,
      salesforceObject: record.object,
      salesforceId: record.id,
      modifiedAt: { hubspot: contact.modifiedAt, salesforce: record.modifiedAt },
    })),
    decisions: person.decisions ?? NO_DECISIONS,
    outcomes: decided,
    agreed,
  }
}
