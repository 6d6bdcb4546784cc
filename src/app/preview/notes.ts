import type { JournalRow } from '#ports/store/journal.ts'
import type { ParkedItem } from '#ports/store/parked.ts'

/** What the pipeline would have remembered, as it told its store. */
export interface Noted {
  readonly journal: readonly JournalRow[]
  readonly parked: readonly ParkedItem[]
  /** Ids of links that would be new, with whether they are adopted. */
  readonly intended: ReadonlyMap<string, 'adopted' | 'handed-over'>
  /** Reasons of rows that would be tried again later, by `CODE`. */
  readonly later: readonly string[]
  readonly defaultsUsed: number
  /** Pairs of records that would be listed for a person to say whether they are one. */
  readonly suggested: number
}

/**
 * Takes down what a transaction of the scratch store was told, and forgets it when the transaction is rolled back. `has` and
 * `add` remember what was brought over from the real store already.
 */
export interface Notes {
  journal(rows: readonly JournalRow[]): void
  park(items: readonly ParkedItem[]): void
  intend(id: string, how: 'adopted' | 'handed-over'): void
  putOff(reason: string): void
  useDefaults(count: number): void
  suggest(count: number): void
  has(thing: string): boolean
  add(thing: string): void
  /** So many open handoffs more (or fewer) than the real store knows are on the desk of an owner. */
  load(ownerId: string, change: number): void
  loads(): ReadonlyMap<string, number>
  /** While true, nothing is put into the inbox. */
  muted(): boolean
  mute(muted: boolean): void
  child(): Notes & { commit(): void }
  /** Gives what was noted since the last time and forgets it. */
  take(): Noted
}

export function createNotes(parent: Notes | null = null): Notes & { commit(): void } {
  let journal: JournalRow[] = []
  let parked: ParkedItem[] = []
  let intended = new Map<string, 'adopted' | 'handed-over'>()
  let later: string[] = []
  let defaultsUsed = 0
  let suggested = 0
  let muted = false
  const things = new Set<string>()
  const load = new Map<string, number>()
  const notes: Notes & { commit(): void } = {
    journal: (rows) => void journal.push(...rows),
    park: (items) => void parked.push(...items),
    intend: (id, how) => void intended.set(id, how),
    putOff: (reason) => void later.push(reason),
    useDefaults: (count) => {
      defaultsUsed += count
    },
    suggest: (count) => {
      suggested += count
    },
    has: (thing) => things.has(thing) || parent?.has(thing) === true,
    add: (thing) => void things.add(thing),
    load: (ownerId, change) => void load.set(ownerId, (load.get(ownerId) ?? 0) + change),
    loads: () => {
      const all = new Map(parent?.loads() ?? [])
      for (const [ownerId, change] of load) all.set(ownerId, (all.get(ownerId) ?? 0) + change)
      return all
    },
    muted: () => muted || parent?.muted() === true,
    mute: (wanted) => {
      muted = wanted
    },
    child: () => createNotes(notes),
    take: () => {
      const taken = { journal, parked, intended, later, defaultsUsed, suggested }
      journal = []
      parked = []
      intended = new Map()
      later = []
      defaultsUsed = 0
      suggested = 0
      return taken
    },
    commit: () => {
      if (parent === null) return
      parent.journal(journal)
      parent.park(parked)
      for (const [id, how] of intended) parent.intend(id, how)
      for (const reason of later) parent.putOff(reason)
      parent.useDefaults(defaultsUsed)
      parent.suggest(suggested)
      for (const thing of things) parent.add(thing)
      for (const [ownerId, change] of load) parent.load(ownerId, change)
    },
  }
  return notes
}
