import type { CrmRecord } from '../state.ts'

/** How many changes are remembered one by one; whoever is further behind looks at everything. */
const remembered = 5_000

/**
 * Records that changed. The set is emptied by the index of modification dates; beside it, lists that follow filters ask what
 * happened since they last looked.
 */
export class ChangedRecords extends Set<CrmRecord> {
  readonly #recent: CrmRecord[] = []
  #forgotten = 0

  /** Everything in it counts as changed for the index, but not as a change that anyone has to catch up with. */
  static startingWith(records: readonly CrmRecord[]): ChangedRecords {
    const changed = new ChangedRecords()
    for (const record of records) Set.prototype.add.call(changed, record)
    return changed
  }

  /** Grows with every change. */
  get position(): number {
    return this.#forgotten + this.#recent.length
  }

  override add(record: CrmRecord): this {
    this.#recent.push(record)
    if (this.#recent.length >= 2 * remembered) {
      this.#recent.splice(0, remembered)
      this.#forgotten += remembered
    }
    return super.add(record)
  }

  /** What changed since a position, oldest first and perhaps repeated; null when that is too long ago to say. */
  since(position: number): readonly CrmRecord[] | null {
    return position < this.#forgotten ? null : this.#recent.slice(position - this.#forgotten)
  }
}
