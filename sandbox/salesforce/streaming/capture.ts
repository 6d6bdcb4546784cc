import { createHash } from 'node:crypto'
import type { ChangeOrigin } from '../change-origin.ts'
import { originText } from '../change-origin.ts'
import { wholeSecond } from '../instants.ts'
import type { CommittedChange, Org } from '../org.ts'
import type { Row } from '../records/table.ts'
import { CapturedFields, changedValues } from './captured-fields.ts'
import type { ChangeType, EventDraft } from './event.ts'
import { NO_RECORD_ID } from './event.ts'
import type { StreamingSettings } from './settings.ts'
import { textDiff } from './text-diff.ts'

/** The net change of one record in a transaction. */
interface RecordChange {
  readonly entity: string
  readonly id: string
  readonly kind: 'CREATE' | 'UPDATE' | 'DELETE' | 'UNDELETE'
  readonly changedFields: readonly string[]
  readonly body: Row
  readonly diffs: Readonly<Record<string, string>>
  readonly userId: string
  /** How many changes it counts as towards an overflow. */
  readonly weight: number
}

type Shared = Pick<EventDraft, 'transactionKey' | 'commitTimestamp' | 'commitNumber'>
type Told = Omit<EventDraft, keyof Shared | 'sequenceNumber'>

const NO_DIFFS = {}
const EMPTY: Row = {}

/** Turns what a transaction committed into events. */
export class ChangeCapture {
  readonly #org: Org
  readonly #settings: Required<StreamingSettings>
  readonly #fields: CapturedFields
  #transactions = 0

  constructor(org: Org, settings: Required<StreamingSettings>) {
    this.#org = org
    this.#settings = settings
    this.#fields = new CapturedFields(org)
  }

  get transactions(): number {
    return this.#transactions
  }

  set transactions(count: number) {
    this.#transactions = count
  }

  /** Events of one committed transaction, in the order of its writes. */
  eventsOf(changes: readonly CommittedChange[], selected: ReadonlySet<string>): EventDraft[] {
    const { origin } = this.#org
    const net = this.#netChanges(changes, selected, origin?.userId ?? null)
    if (net.length === 0) return []
    return this.numbered(this.#merged(net, origin))
  }

  /** Gives the events of one transaction its key and their places in it. */
  numbered(told: readonly Told[]): EventDraft[] {
    this.#transactions += 1
    const hash = createHash('md5').update(`transaction ${this.#transactions}`).digest('hex')
    const shared: Shared = {
      transactionKey: `000${hash.slice(0, 5)}-${hash.slice(5, 9)}-${hash.slice(9, 13)}-${hash.slice(13, 17)}-${hash.slice(17, 29)}`,
      commitTimestamp: wholeSecond(this.#org.now()),
      commitNumber: 11_657_372_700_000 + this.#transactions * 37,
    }
    return told.map((event, index) => ({ ...event, ...shared, sequenceNumber: index + 1 }))
  }

  /**
   * Several writes of a record in a transaction are one change, of the kind of the first, with what is committed in the
   * end. https://developer.salesforce.com/docs/atlas.en-us.change_data_capture.meta/change_data_capture/cdc_general_considerations.htm
   */
  #netChanges(
    changes: readonly CommittedChange[],
    selected: ReadonlySet<string>,
    userId: string | null,
  ): RecordChange[] {
    const touched = new Map<string, { readonly first: CommittedChange; place: number }>()
    for (const [index, change] of changes.entries()) {
      if (!selected.has(change.table.name)) continue
      const known = touched.get(change.id)
      if (!known) touched.set(change.id, { first: change, place: index })
      // A new record stands where it was made, another one where its last write is.
      else if (known.first.before !== undefined) known.place = index
    }
    const net: RecordChange[] = []
    for (const { first } of [...touched.values()].toSorted((a, b) => a.place - b.place)) {
      const { table, id, before } = first
      const change = this.#netChange(table.name, id, before, table.get(id), userId)
      if (change) net.push(change)
    }
    return net
  }

  #netChange(
    entity: string,
    id: string,
    before: Row | undefined,
    after: Row | undefined,
    userId: string | null,
  ): RecordChange | null {
    const was = before !== undefined && before['IsDeleted'] !== true
    const is = after !== undefined && after['IsDeleted'] !== true
    const writer = userId ?? String((after ?? before)?.['LastModifiedById'] ?? (after ?? before)?.['CreatedById'] ?? '')
    const whole = { entity, id, changedFields: [], diffs: NO_DIFFS, userId: writer, weight: 1 }
    if (was && is) return this.#update(entity, id, before, after, writer)
    // Emptying the recycle bin tells nothing, nor does a record that a transaction made and took away again.
    if (is) return { ...whole, kind: before === undefined ? 'CREATE' : 'UNDELETE', body: after }
    return was ? { ...whole, kind: 'DELETE', body: EMPTY } : null
  }

  #update(entity: string, id: string, before: Row, after: Row, userId: string): RecordChange | null {
    const changed = changedValues(before, after, this.#fields.of(entity))
    if (changed === null) return null
    const diffs: Record<string, string> = {}
    for (const [name, value] of Object.entries(changed)) {
      const old = before[name]
      const diff = typeof value === 'string' && typeof old === 'string' ? textDiff(old, value) : null
      if (diff !== null) diffs[name] = diff
    }
    const weight = Math.max(1, Object.keys(changed).length)
    // The update that a conversion makes to its lead says nothing of when.
    // https://developer.salesforce.com/docs/platform/change-data-capture/guide/cdc-standard-objects-lead-conversion.md
    const converts = entity === 'Lead' && changed['IsConverted'] === true
    if (!converts && after['LastModifiedDate'] !== undefined) changed['LastModifiedDate'] = after['LastModifiedDate']
    return { entity, id, kind: 'UPDATE', changedFields: Object.keys(changed), body: changed, diffs, userId, weight }
  }

  /**
   * The same change of several records of an object is one event with several ids.
   * https://developer.salesforce.com/docs/atlas.en-us.change_data_capture.meta/change_data_capture/cdc_subscribe_merged_events.htm
   */
  #merged(net: readonly RecordChange[], origin: ChangeOrigin | null): Told[] {
    const events = new Map<string, Told & { readonly recordIds: string[] }>()
    let weight = 0
    for (const change of net) {
      weight += change.weight
      const told = this.#told(change, origin, weight > this.#settings.maxChangesPerTransaction)
      const key =
        told.changeType === 'CREATE' || told.changeType === 'UNDELETE'
          ? change.id
          : `${told.entity} ${told.changeType} ${told.changeType === 'UPDATE' ? JSON.stringify([told.body, told.diffs]) : ''}`
      const known = events.get(key)
      if (!known) events.set(key, told)
      else if (known.changeType !== 'GAP_OVERFLOW') known.recordIds.push(change.id)
    }
    return [...events.values()]
  }

  #told(
    change: RecordChange,
    origin: ChangeOrigin | null,
    overflows: boolean,
  ): Told & { readonly recordIds: string[] } {
    const { entity, userId: commitUser } = change
    const empty = { entity, commitUser, changedFields: [], body: EMPTY, diffs: NO_DIFFS }
    if (overflows) {
      const changeOrigin = originText(origin)
      return { ...empty, changeType: 'GAP_OVERFLOW', changeOrigin, recordIds: [NO_RECORD_ID] }
    }
    const recordIds = [change.id]
    if (this.#isGap(change, origin)) {
      const changeType: ChangeType = `GAP_${change.kind}`
      return { ...empty, changeType, changeOrigin: '', recordIds }
    }
    const { kind: changeType, changedFields, body, diffs } = change
    return { entity, commitUser, changeType, changeOrigin: originText(origin), changedFields, body, diffs, recordIds }
  }

  #isGap(change: RecordChange, origin: ChangeOrigin | null): boolean {
    if (origin !== null && this.#settings.gapsFor.includes(origin.api)) return true
    let bytes = 0
    const { body } = change
    for (const name of Object.keys(body)) {
      const value = body[name]
      bytes += name.length + (typeof value === 'string' ? value.length : 8)
    }
    return bytes > this.#settings.maxEventBytes
  }
}
