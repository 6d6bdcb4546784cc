import type { ChangeSource, CrmRecord } from '../state.ts'
import { isoInstant } from '../time.ts'
import { calculateDeal } from './deal.ts'
import { emailAddresses } from './email-headers.ts'
import type { Portal } from './portal.ts'
import { setValue } from './record.ts'
import type { ObjectStore } from './store.ts'

/**
 * Fills what HubSpot works out on a record of any type, after a write.
 *
 * @param written the properties that the write set; all of them on a new record.
 * @returns names of the properties it changed.
 */
export function calculateRecord(
  portal: Portal,
  store: ObjectStore,
  record: CrmRecord,
  at: number,
  written: readonly string[],
  state: 'new' | 'known',
): string[] {
  const touched: string[] = []
  for (const { name, value, by } of calculatedValues(store, record, at, written)) {
    const source: ChangeSource = { type: 'CALCULATED', id: by }
    // First values have no history of their own: they are as old as the record.
    if (state === 'new') {
      if (value !== '') record.values[name] = value
    } else if (setValue(record, name, value, at, source)) touched.push(name)
  }
  if (store.type.name === 'deals') touched.push(...calculateDeal(portal, record, at, state === 'new'))
  return touched
}

interface CalculatedValue {
  readonly name: string
  /** "" clears. */
  readonly value: string
  readonly by: string
}

function calculatedValues(
  store: ObjectStore,
  record: CrmRecord,
  at: number,
  written: readonly string[],
): readonly CalculatedValue[] {
  const values: CalculatedValue[] = []
  const put = (by: string, name: string, value: string) => void values.push({ name, value, by })
  // https://knowledge.hubspot.com/properties/hubspots-default-contact-properties (owner assigned date)
  if (written.includes('hubspot_owner_id')) {
    const isOwned = record.values['hubspot_owner_id'] !== undefined
    put('OwnerAssignedDate', 'hubspot_owner_assigneddate', isOwned ? isoInstant(at) : '')
  }
  if (store.type.name === 'contacts') {
    put('EmailDomain', 'hs_email_domain', record.values['email']?.split('@')[1] ?? '')
  }
  if (store.type.name === 'tasks' && written.includes('hs_task_status')) {
    const isDone = record.values['hs_task_status'] === 'COMPLETED'
    put('TaskCompletionDate', 'hs_task_completion_date', isDone ? isoInstant(at) : '')
  }
  if (store.type.name === 'emails' && written.includes('hs_email_headers')) {
    for (const [name, value] of emailAddresses(record.values['hs_email_headers'] ?? ''))
      put('EmailHeaders', name, value)
  }
  return values
}
