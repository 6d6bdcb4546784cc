import { SIDES } from '#domain/ids.ts'
import type { Side } from '#domain/ids.ts'
import type { FieldChange, JournalRow } from '#ports/store/journal.ts'
import type { ParkedItem } from '#ports/store/parked.ts'
import type { Noted } from './notes.ts'

/** Distinct records of one object, by what would happen to them; made and then written to counts as made. */
export interface ObjectCounts {
  readonly created: number
  readonly updated: number
  readonly linked: number
  readonly unlinked: number
  readonly associated: number
  readonly converted: number
  readonly deleted: number
}

/** One record before and after. */
export interface PreviewRow {
  readonly side: Side
  readonly object: string
  readonly recordId: string
  readonly linkId: string | null
  readonly actions: readonly JournalRow['action'][]
  readonly changes: readonly FieldChange[]
}

export interface Tally {
  readonly sides: Readonly<Record<Side, Readonly<Record<string, ObjectCounts>>>>
  /** Values that would be written, by `object.map`: what the field maps ask for, Tandem's own fields left out. */
  readonly values: Readonly<Record<string, number>>
  readonly parked: Readonly<Record<string, number>>
  readonly parkedItems: readonly ParkedItem[]
  readonly later: Readonly<Record<string, number>>
  readonly adopted: number
  readonly defaultsUsed: number
  /** Pairs of records that would be listed for a person to say whether they are one. */
  readonly suggested: number
  readonly rows: readonly PreviewRow[]
  /** Records that would change and are not among `rows`. */
  readonly rowsLeftOut: number
}

const COLUMN: Readonly<Partial<Record<JournalRow['action'], keyof ObjectCounts>>> = {
  create: 'created',
  update: 'updated',
  link: 'linked',
  unlink: 'unlinked',
  associate: 'associated',
  disassociate: 'associated',
  convert: 'converted',
  delete: 'deleted',
}

const NOTHING: ObjectCounts = {
  created: 0,
  updated: 0,
  linked: 0,
  unlinked: 0,
  associated: 0,
  converted: 0,
  deleted: 0,
}

/** Adds up what batches noted. Keeps an id and a few bits of each record, and whole rows of the first `rows` alone. */
export function createTally(rows: number) {
  const actions = new Map<string, Set<JournalRow['action']>>()
  const kept = new Map<string, PreviewRow>()
  const values: Record<string, number> = {}
  const parked = new Map<string, ParkedItem>()
  const parkedAt = new Set<string>()
  const later: Record<string, number> = {}
  const touched = new Set<string>()
  let adopted = 0
  let defaultsUsed = 0
  let suggested = 0

  const keep = (key: string, row: JournalRow): void => {
    const before = kept.get(key)
    if (before === undefined && kept.size >= rows) return
    const { side, object, recordId, linkId } = row
    const after = before?.changes ?? []
    const again = new Set(row.changes.map(({ field }) => field))
    const first = new Map(after.map((change) => [change.field, change.from]))
    kept.set(key, {
      side,
      object,
      recordId,
      linkId,
      actions: [...new Set([...(before?.actions ?? []), row.action])],
      changes: [
        ...after.filter(({ field }) => !again.has(field)),
        ...row.changes.map((change) => ({ ...change, from: first.get(change.field) ?? change.from })),
      ],
    })
  }
  return {
    add(noted: Noted): void {
      for (const row of noted.journal) {
        const key = `${row.side} ${row.object} ${row.recordId}`
        actions.set(key, (actions.get(key) ?? new Set()).add(row.action))
        if (row.linkId !== null) touched.add(row.linkId)
        for (const change of row.changes)
          if (change.winner !== 'tandem') {
            const name = `${row.object}.${change.rule}`
            values[name] = (values[name] ?? 0) + 1
          }
        keep(key, row)
      }
      for (const item of noted.parked) {
        parked.set(`${item.side} ${item.object} ${item.recordId} ${item.code}`, item)
        parkedAt.add(`${item.side} ${item.recordId}`)
      }
      for (const reason of noted.later) later[reason] = (later[reason] ?? 0) + 1
      adopted += [...noted.intended.values()].filter((how) => how === 'adopted').length
      defaultsUsed += noted.defaultsUsed
      suggested += noted.suggested
    },
    /** Would anything of this link be written? */
    isTouched: (linkId: string): boolean => touched.has(linkId),
    isParked: (side: Side, recordId: string): boolean => parkedAt.has(`${side} ${recordId}`),
    result(): Tally {
      const codes = Map.groupBy(parked.values(), (item) => item.code)
      return {
        sides: bySide(actions),
        values,
        parked: Object.fromEntries([...codes].map(([code, of]) => [code, of.length])),
        parkedItems: [...parked.values()].slice(0, rows),
        later,
        adopted,
        defaultsUsed,
        suggested,
        rows: [...kept.values()],
        rowsLeftOut: actions.size - kept.size,
      }
    },
  }
}

function bySide(actions: ReadonlyMap<string, ReadonlySet<JournalRow['action']>>): Tally['sides'] {
  const sides: Record<Side, Record<string, ObjectCounts>> = { hubspot: {}, salesforce: {} }
  for (const [key, done] of actions) {
    const [side = '', object = ''] = key.split(' ')
    const of = SIDES.find((one) => one === side)
    if (of === undefined) continue
    const counts: Record<keyof ObjectCounts, number> = { ...(sides[of][object] ?? NOTHING) }
    for (const action of done) {
      const column = COLUMN[action]
      // Made in this very preview: what is written to it afterwards is part of making it.
      if (column === undefined || (action === 'update' && done.has('create'))) continue
      counts[column] += 1
    }
    sides[of][object] = counts
  }
  return sides
}
