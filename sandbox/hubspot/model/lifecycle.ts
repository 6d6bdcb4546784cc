import type { ChangeSource, CrmRecord } from '../state.ts'
import { isoInstant } from '../time.ts'
import { setValue } from './record.ts'
import type { ObjectStore } from './store.ts'

/**
 * The stage a record has after a write. Contacts and companies only move forward in the order of the options; a backward write is
 * kept silently and answered 200; "" clears: https://developers.hubspot.com/docs/api-reference/latest/crm/objects/contacts/guide
 */
export function stageAfter(store: ObjectStore, before: string, wanted: string): string {
  if (store.type.stageProperty !== 'lifecyclestage' || before === '' || wanted === '') return wanted
  return stageRank(store, wanted) > stageRank(store, before) ? wanted : before
}

function stageRank(store: ObjectStore, stage: string): number {
  const options = store.properties.get('lifecyclestage')?.options ?? []
  return options.find(({ value }) => value === stage)?.displayOrder ?? -1
}

/**
 * Dates a record's way through stages: https://knowledge.hubspot.com/properties/stage-calculated-properties
 * "Date entered" is the last time, since "latest time in" is measured from it.
 * @returns names of the properties it set.
 */
export function stampStage(record: CrmRecord, before: string, after: string, at: number): string[] {
  const source: ChangeSource = { type: 'CALCULATED', id: 'StageCalculatedProperties' }
  const touched: string[] = []
  const stamp = (name: string, value: string) => {
    if (setValue(record, name, value, at, source)) touched.push(name)
  }
  if (before !== '') stamp(`hs_v2_date_exited_${before}`, isoInstant(at))
  if (after !== '') {
    stamp(`hs_v2_date_entered_${after}`, isoInstant(at))
    stamp(`hs_v2_date_exited_${after}`, '')
  }
  return touched
}
