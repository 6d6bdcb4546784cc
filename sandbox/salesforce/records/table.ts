export type Value = string | number | boolean | null

/** One stored record: canonical field names, absent means null. Never changed in place: a write puts a new object. */
export type Row = Readonly<Record<string, Value>>

export type KeyOf = (value: Value) => string

interface Index {
  readonly keyOf: KeyOf
  readonly ids: Map<string, Set<string>>
}

const EMPTY: ReadonlySet<string> = new Set()

/**
 * The rows of one object, deleted ones included. Indexes are made when first asked for and kept up to date from then on;
 * the order by (SystemModstamp, Id) is kept by merging what changed since it was last used, so that paging through
 * tens of thousands of rows sorts them once.
 */
export class Table {
  readonly name: string
  readonly #rows = new Map<string, Row>()
  readonly #indexes = new Map<string, Index>()
  #stampOrder: readonly Row[] | null = null
  readonly #touched = new Set<string>()

  constructor(name: string) {
    this.name = name
  }

  get size(): number {
    return this.#rows.size
  }

  get(id: string): Row | undefined {
    return this.#rows.get(id)
  }

  /** The rows of these ids, as far as they exist. */
  pick(ids: Iterable<string>): Row[] {
    const rows: Row[] = []
    for (const id of ids) {
      const row = this.#rows.get(id)
      if (row !== undefined) rows.push(row)
    }
    return rows
  }

  rows(): Iterable<Row> {
    return this.#rows.values()
  }

  /** Adds or replaces; `undefined` removes for good. */
  put(id: string, row: Row | undefined): void {
    const before = this.#rows.get(id)
    for (const [name, index] of this.#indexes) {
      const old = before === undefined ? null : index.keyOf(before[name] ?? null)
      const next = row === undefined ? null : index.keyOf(row[name] ?? null)
      if (old === next) continue
      if (old !== null) index.ids.get(old)?.delete(id)
      if (next !== null) addTo(index.ids, next, id)
    }
    if (row === undefined) this.#rows.delete(id)
    else this.#rows.set(id, row)
    this.#touched.add(id)
  }

  /** Ids of the rows whose field has one of the keys; `keyOf` must be the same at every call for a field. */
  idsWhere(field: string, key: string, keyOf: KeyOf): ReadonlySet<string> {
    let index = this.#indexes.get(field)
    if (!index) {
      index = { keyOf, ids: new Map() }
      for (const [id, row] of this.#rows) addTo(index.ids, keyOf(row[field] ?? null), id)
      this.#indexes.set(field, index)
    }
    return index.ids.get(key) ?? EMPTY
  }

  /** All rows by (SystemModstamp, Id). */
  inStampOrder(): readonly Row[] {
    if (this.#stampOrder === null || this.#touched.size > this.#rows.size / 2) {
      this.#stampOrder = [...this.#rows.values()].sort(compareStamps)
    } else if (this.#touched.size > 0) {
      const kept = this.#stampOrder.filter((row) => !this.#touched.has(String(row['Id'])))
      const moved = this.pick(this.#touched).sort(compareStamps)
      this.#stampOrder = merge(kept, moved)
    }
    this.#touched.clear()
    return this.#stampOrder
  }

  replaceAll(rows: readonly Row[]): void {
    this.#rows.clear()
    this.#indexes.clear()
    this.#touched.clear()
    this.#stampOrder = null
    for (const row of rows) this.#rows.set(String(row['Id']), row)
  }
}

function addTo(ids: Map<string, Set<string>>, key: string, id: string): void {
  const known = ids.get(key)
  if (known) known.add(id)
  else ids.set(key, new Set([id]))
}

function compareStamps(a: Row, b: Row): number {
  const left = String(a['SystemModstamp'])
  const right = String(b['SystemModstamp'])
  if (left !== right) return left < right ? -1 : 1
  return String(a['Id']) < String(b['Id']) ? -1 : 1
}

/** What changed has the latest stamps nearly always, so only the end of what was in order is gone through. */
function merge(left: readonly Row[], right: readonly Row[]): Row[] {
  const [first] = right
  if (first === undefined) return [...left]
  let low = 0
  let high = left.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (compareStamps(left[middle]!, first) < 0) low = middle + 1
    else high = middle
  }
  const merged = left.slice(0, low)
  let at = 0
  for (let place = low; place < left.length; place += 1) {
    const row = left[place]!
    for (let next = right[at]; next !== undefined && compareStamps(next, row) < 0; next = right[at]) {
      merged.push(next)
      at += 1
    }
    merged.push(row)
  }
  return merged.concat(right.slice(at))
}
