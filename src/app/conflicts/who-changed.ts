import { otherSide } from '#domain/ids.ts'
import type { Side } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'
import { PAIRS } from '#domain/objects/index.ts'
import type { FieldMap } from '#domain/mapping/field-map.ts'
import type { Canonical } from '#domain/mapping/value.ts'
import type { StoredConflict } from '#ports/store/field-conflicts.ts'
import type { Scope } from '../scope.ts'

export interface ValueChange {
  readonly value: Canonical
  readonly at: Instant
  /** Null: the platform does not tell. */
  readonly by: string | null
}

const SHOWN = 5
const JOURNAL_ROWS = 100

/**
 * Who changed the two values, newest first: HubSpot tells every value with its source; of Salesforce it is known what Tandem wrote, and
 * when the record was changed last. What a platform does not answer is left out.
 */
export async function whoChanged(
  scope: Scope,
  conflict: StoredConflict,
  map: FieldMap,
): Promise<Readonly<Record<Side, readonly ValueChange[]>>> {
  const [history, journal] = await Promise.all([
    scope.hubspot
      .history(PAIRS[conflict.pair].hubspot, [conflict.hubspotId], [map.hubspot])
      .catch(() => new Map<string, never>()),
    scope.store.journal.ofLink(scope.connection.id, conflict.linkId, JOURNAL_ROWS),
  ])
  const written = (side: Side): readonly ValueChange[] =>
    journal.flatMap((row) =>
      row.side !== side
        ? []
        : row.changes
            .filter((change) => change.field === map[side])
            .map((change) => ({
              value: change.to,
              at: row.at,
              by: `Tandem, ${change.winner === otherSide(side) ? `from ${NAMES[otherSide(side)]}` : change.because}`,
            })),
    )
  const told = (history.get(conflict.hubspotId)?.[map.hubspot] ?? []).map(({ value, at, source }): ValueChange => ({
    value,
    at,
    by: sourceInWords(source),
  }))
  const last: ValueChange = { value: conflict.values.salesforce, at: conflict.modifiedAt.salesforce, by: null }
  const newest = (changes: readonly ValueChange[]): readonly ValueChange[] =>
    changes.toSorted((a, b) => b.at - a.at).slice(0, SHOWN)
  return {
    hubspot: newest(told.length > 0 ? told : written('hubspot')),
    salesforce: newest([last, ...written('salesforce')]),
  }
}

const NAMES: Readonly<Record<Side, string>> = { hubspot: 'HubSpot', salesforce: 'Salesforce' }

/** HubSpot's words for where a value came from: https://developers.hubspot.com/docs/api/crm/properties#property-history */
const SOURCES: Readonly<Record<string, string>> = {
  CRM_UI: 'somebody in HubSpot',
  FORM: 'a form',
  IMPORT: 'an import',
  AUTOMATION_PLATFORM: 'a workflow',
  WORKFLOWS: 'a workflow',
  INTEGRATION: 'an integration',
  API: 'an integration',
  MERGE_CONTACTS: 'a merge',
}

const sourceInWords = (source: string): string => SOURCES[source] ?? source.toLowerCase().replaceAll('_', ' ')
