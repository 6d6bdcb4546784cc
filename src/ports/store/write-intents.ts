import type { ConnectionId, LinkId, Side } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'
import type { Canonical } from '#domain/mapping/value.ts'
import type { FieldChange } from './journal.ts'

/** One value of a write, as the journal will tell it, with what both sides agree on once it is carried out. */
export interface IntendedChange extends FieldChange {
  /** Field map that both sides then agree on; null: a value of Tandem's own. */
  readonly map: string | null
  /** What the other side holds then, in its own form; null as well without a map. */
  readonly source: Canonical
}

/** Which intent: a batch writes to one record of a subject at most once at a time. */
export interface IntentKey {
  /** What the batch works on: the id of a link; of a deal, whose link may not be stored yet, the id of its opportunity. */
  readonly subject: string
  readonly batch: string
  readonly side: Side
  readonly object: string
}

/** A write that was about to be sent. Whether it was carried out nobody knows before the record is read. */
export interface WriteIntent extends IntentKey {
  readonly linkId: LinkId | null
  /** Null: the record was to be made, by a key that is the last of its changes. */
  readonly recordId: string | null
  readonly changes: readonly IntendedChange[]
  readonly at: Instant
  readonly configVersion: number
  /** The journal has it already; what is left to do is to agree on its values. */
  readonly told: boolean
}

/** Writes of which nobody remembers yet whether they were carried out. Nearly empty at rest. */
export interface WriteIntentStore {
  /** Before the write. A second write of the batch to the same record takes the place of the first. */
  add(connection: ConnectionId, intents: readonly WriteIntent[]): Promise<void>
  /** Everything that a batch noted, at once. @returns how many of its calls of `add` are forgotten: fewer, if somebody looked at them. */
  forget(connection: ConnectionId, batch: string): Promise<number>
  /** Of all batches, oldest first. */
  ofSubjects(connection: ConnectionId, subjects: readonly string[]): Promise<readonly WriteIntent[]>
  /** @returns those that were there; the others somebody else has removed. */
  remove(connection: ConnectionId, keys: readonly IntentKey[]): Promise<readonly IntentKey[]>
  /** Says that the journal has them. @returns those that were there. */
  markTold(connection: ConnectionId, keys: readonly IntentKey[]): Promise<readonly IntentKey[]>
  /** Removes what was about to be written before an instant. @returns how many there were. */
  sweep(connection: ConnectionId, before: Instant): Promise<number>
}
