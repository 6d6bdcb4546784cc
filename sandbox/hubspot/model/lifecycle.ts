import type { ChangeSource, CrmRecord } from '../state.ts'
import { isoInstant, parseInstant } from '../time.ts'
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
 * "Date entered" is the last time, since "latest time in" is measured from it; times are known when a stage is left.
 * @returns names of the properties it set.
 */
export function stampStage(store: ObjectStore, record: CrmRecord, before: string, after: string, at: number): string[] {
  const source: ChangeSource = { type: 'CALCULATED', id: 'StageCalculatedProperties' }
  const touched: string[] = []
  const stamp = (name: string, value: string) => {
    if (setValue(record, name, value, at, source)) touched.push(name)
  }
  if (before !== '') {
    const enteredAt = parseInstant(record.values[`hs_v2_date_entered_${before}`] ?? '')
    const spentMs = enteredAt === null ? 0 : at - enteredAt
    const cumulative = `hs_v2_cumulative_time_in_${before}`
    stamp(`hs_v2_date_exited_${before}`, isoInstant(at))
    stamp(`hs_v2_latest_time_in_${before}`, String(spentMs))
    stamp(cumulative, String(Number(record.values[cumulative] ?? 0) + spentMs))
  }
  if (after !== '') {
    for (const name of enteredDates(store, after)) stamp(name, isoInstant(at))
    stamp(`hs_v2_date_exited_${after}`, '')
  }
  return touched
}

/** What a stage's entry is noted under; older portals have a second property for it. */
export function enteredDates(store: ObjectStore, stage: string): readonly string[] {
  const older = `hs_lifecyclestage_${stage}_date`
  return [`hs_v2_date_entered_${stage}`, ...(store.properties.has(older) ? [older] : [])]
}
