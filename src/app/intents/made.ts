import type { RemoteRecord } from '#ports/connector/records.ts'
import type { FieldChange, JournalRow } from '#ports/store/journal.ts'
import type { IntendedChange, WriteIntent } from '#ports/store/write-intents.ts'

/** A call that timed out may be carried out after this long, never later. */
export const MAY_STILL_COME_MS = 5 * 60_000

/** How far the clocks of a platform and of this process may be apart. */
const SKEW_MS = 60_000

const KEY = 'key'

/** The key that a record is made by, as part of what is noted. It is never told. */
export const keyChange = (field: string, key: string): IntendedChange => ({
  field,
  from: null,
  to: key,
  rule: KEY,
  because: KEY,
  winner: 'hubspot',
  map: null,
  source: null,
})

/** The key of a record that was to be made; undefined: it was to be changed. */
export const keyOf = ({ recordId, changes }: WriteIntent): IntendedChange | undefined =>
  recordId === null ? changes.find(({ rule }) => rule === KEY) : undefined

export const isKey = ({ rule }: FieldChange): boolean => rule === KEY

/**
 * Whether this write made the record: it bears the key, which is Tandem's alone, and is as old as the write. A key may have been put
 * on an older record since, and an upsert may have met a record that an earlier one made.
 */
function isMadeBy(intent: WriteIntent, record: RemoteRecord): boolean {
  const key = keyOf(intent)
  if (key === undefined || record.values[key.field] !== key.to) return false
  const age = record.createdAt - intent.at
  return age >= -SKEW_MS && age <= MAY_STILL_COME_MS + SKEW_MS
}

/**
 * The values that a record was certainly made with, whatever became of them: those that every try which may have made it meant.
 * @param tries all noted writes of the same record.
 * @param told rows of the journal since. Where one of them tells the making, it was somebody else's.
 */
export function madeWith(
  intent: WriteIntent,
  record: RemoteRecord,
  tries: readonly WriteIntent[],
  told: readonly JournalRow[],
): readonly IntendedChange[] {
  if (!isMadeBy(intent, record)) return []
  const isElsewhere = ({ side, recordId, action }: JournalRow): boolean =>
    side === intent.side && recordId === record.id && action === 'create'
  if (told.some(isElsewhere)) return []
  const key = keyOf(intent)?.to
  const others = tries.filter((one) => keyOf(one)?.to === key && isMadeBy(one, record))
  return intent.changes.filter(
    (change) =>
      !isKey(change) &&
      others.every(({ changes }) => changes.some(({ field, to }) => field === change.field && to === change.to)),
  )
}
