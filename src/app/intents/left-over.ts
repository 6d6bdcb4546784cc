import { otherSide } from '#domain/ids.ts'
import type { Side } from '#domain/ids.ts'
import type { Base } from '#domain/identity/link.ts'
import type { Canonical } from '#domain/mapping/value.ts'
import type { RemoteRecord } from '#ports/connector/records.ts'
import type { FieldChange, JournalRow } from '#ports/store/journal.ts'
import type { IntendedChange, WriteIntent } from '#ports/store/write-intents.ts'
import { isKey, madeWith, MAY_STILL_COME_MS } from './made.ts'

/** What became of a write that an earlier batch left behind, as its record shows. */
export interface LeftOver {
  readonly intent: WriteIntent
  /** `waits`: not there, and too young to be given up; `over`: not there, or somebody has written over it. */
  readonly fate: 'found' | 'waits' | 'over'
  /** To be told now; empty: the journal has it. */
  readonly tells: readonly FieldChange[]
  readonly recordId: string
  /** Mapped values that are there, `to` as they are: both sides agreed on them when they were written. */
  readonly agreed: readonly IntendedChange[]
}

/**
 * What a record says of a write. Told is every value that is there, and of a record that this write made every value it was made with;
 * of others what was overwritten since, or never carried out, is not.
 * A value that the journal has told again since, or of whose map it tells a newer write to the other side, is settled already.
 * @param record as it is now; undefined: it is not there.
 * @param journal rows of the link since the write was meant.
 * @param tries all writes of the same subject that nobody remembers.
 */
export function leftOver(
  intent: WriteIntent,
  record: RemoteRecord | undefined,
  journal: readonly JournalRow[],
  now: number,
  tries: readonly WriteIntent[] = [intent],
): LeftOver {
  const later = journal.filter(({ at }) => at > intent.at)
  const made = new Set(record === undefined ? [] : madeWith(intent, record, tries, later))
  const isThere = (change: IntendedChange): boolean => !isKey(change) && isHeld(change, record?.values[change.field])
  const proved = intent.changes.filter((change) => made.has(change) || isThere(change))
  if (record === undefined || proved.length === 0) {
    const fate = now - intent.at > MAY_STILL_COME_MS ? 'over' : 'waits'
    return { intent, fate, tells: [], recordId: intent.recordId ?? '', agreed: [] }
  }
  const isTold = ({ field, to }: FieldChange): boolean =>
    !intent.told &&
    later.some(
      ({ side, recordId, changes }) =>
        side === intent.side &&
        recordId === record.id &&
        changes.some((change) => change.field === field && change.to === to),
    )
  const movedOn = ({ map }: IntendedChange): boolean =>
    later.some(({ side, changes }) => side !== intent.side && changes.some(({ rule }) => rule === map))
  const fresh = proved.filter((change) => !isTold(change))
  return {
    intent,
    fate: 'found',
    tells: intent.told
      ? []
      : fresh.map((change) => toldAs(change, isThere(change) ? record.values[change.field] : change.to)),
    recordId: record.id,
    agreed: fresh
      .filter((change) => change.map !== null && isThere(change) && !movedOn(change))
      .map((change) => ({ ...change, to: record.values[change.field] ?? null })),
  }
}

export const FOUND = 'found-as-written'

function toldAs({ field, from, rule, winner, to, lost }: IntendedChange, held: Canonical | undefined): FieldChange {
  const told = { field, from, to: held ?? to, rule, because: FOUND, winner }
  return lost === undefined ? told : { ...told, lost }
}

/** Platforms trim, and take addresses as lower case. */
export function isHeld({ from, to }: FieldChange, now: Canonical | undefined): boolean {
  if (now === undefined) return false
  if (now === to) return true
  return now !== null && to !== null && now !== from && plain(now) === plain(to)
}

const plain = (value: string): string => value.trim().toLowerCase()

/**
 * The base with what both sides agreed on before it could be remembered: what one side holds is Tandem's own word then, and an edit
 * of the other side since is a change of that side alone.
 * @param inHand what the batch knows a side of a map to hold now; undefined: it does not know.
 */
export function agreedBase(
  base: Base,
  found: readonly LeftOver[],
  inHand: (map: string, side: Side) => Canonical | undefined,
): Base {
  let agreed: Record<string, Base[string]> | null = null
  for (const { intent, agreed: changes } of found)
    for (const change of changes) {
      const { map, source } = change
      const now = map === null ? undefined : inHand(map, intent.side)
      if (map === null || now === undefined || !isHeld(change, now) || base[map]?.[intent.side] === now) continue
      agreed ??= { ...base }
      agreed[map] =
        otherSide(intent.side) === 'hubspot'
          ? { hubspot: source, salesforce: now }
          : { hubspot: now, salesforce: source }
    }
  return agreed ?? base
}
