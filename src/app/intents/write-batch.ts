import { RemoteError } from '#domain/errors.ts'
import type { LinkId } from '#domain/ids.ts'
import type { Connector } from '#ports/connector.ts'
import type { ItemOutcome, WriteOperation } from '#ports/connector/writes.ts'
import type { IntendedChange, IntentKey, WriteIntent } from '#ports/store/write-intents.ts'
import type { Store } from '#ports/store.ts'
import type { Scope } from '../scope.ts'
import { keyChange } from './made.ts'

/** A write with what the journal will say of it. Without changes it is sent and not noted: its repeat tells it by other means. */
export interface IntendedWrite {
  readonly operation: WriteOperation
  readonly subject: string
  readonly linkId: LinkId | null
  readonly changes: readonly IntendedChange[]
}

/** What writes to one platform. */
export type Writer = Pick<Connector, 'side' | 'write'>

/** The writes of one batch: what is meant is stored before it is sent, and forgotten once it is remembered what became of it. */
export interface WriteBatch {
  /**
   * Outcomes by trace id, one for each operation. A missing outcome is a broken promise of the connector and fails its record.
   */
  write(connector: Writer, writes: readonly IntendedWrite[]): Promise<ReadonlyMap<string, ItemOutcome>>
  /**
   * In the transaction that remembers the batch: what was answered is forgotten, but for what both sides do not agree on yet; of
   * what was not clearly answered the next look finds out.
   * @param isFinished whether both sides agree on what was written for a subject.
   * @returns intents that somebody else found carried out, and told, while this batch was at work.
   */
  remember(tx: Store, isFinished: (subject: string) => boolean): Promise<readonly WriteIntent[]>
}

/** A scope within one batch. */
export type BatchScope = Scope & { readonly writes: WriteBatch }

export const inBatch = (scope: Scope): BatchScope => ({ ...scope, writes: writeBatch(scope) })

interface Noted {
  readonly intent: WriteIntent
  readonly outcome: 'carried-out' | 'refused' | 'unclear'
}

function writeBatch(scope: Scope): WriteBatch {
  const { connection, store, clock, configVersion } = scope
  const batch = scope.newId()
  const noted = new Map<string, Noted>()
  let calls = 0
  return {
    async write(connector, writes) {
      if (writes.length === 0) return new Map()
      const intents = writes.flatMap(({ operation, subject, linkId, changes }): readonly Intent[] => {
        if (changes.length === 0 || !('object' in operation)) return []
        const recordId = 'id' in operation ? operation.id : null
        const key = { subject, batch, side: connector.side, object: operation.object }
        const rest = {
          linkId,
          recordId,
          changes: withKey(operation, changes),
          at: clock.now(),
          configVersion,
          told: false,
        }
        return [{ traceId: operation.traceId, intent: { ...key, ...rest } }]
      })
      if (intents.length > 0) {
        calls += 1
        await store.writeIntents.add(
          connection.id,
          intents.map(({ intent }) => intent),
        )
      }
      for (const { intent } of intents) noted.set(nameOfKey(intent), { intent, outcome: 'unclear' })
      const outcomes = await outcomesOf(
        connector,
        writes.map(({ operation }) => operation),
      )
      for (const { traceId, intent } of intents)
        noted.set(nameOfKey(intent), { intent, outcome: verdictOn(outcomes.get(traceId)) })
      return outcomes
    },

    async remember(tx, isFinished) {
      const answered = [...noted.values()].filter(({ outcome }) => outcome !== 'unclear')
      const stays = ({ intent, outcome }: Noted): boolean => outcome === 'carried-out' && !isFinished(intent.subject)
      const over = answered.filter((one) => !stays(one)).map(({ intent }) => intent)
      const open = answered.filter(stays).map(({ intent }) => intent)
      // Nearly always everything was answered.
      if (over.length === noted.size && (calls === 0 || (await tx.writeIntents.forget(connection.id, batch)) === calls))
        return []
      const there = [
        ...(over.length === 0 ? [] : await tx.writeIntents.remove(connection.id, over)),
        ...(open.length === 0 ? [] : await tx.writeIntents.markTold(connection.id, open)),
      ]
      if (there.length === answered.length) return []
      const names = new Set(there.map(nameOfKey))
      return answered.flatMap(({ intent, outcome }) =>
        outcome === 'carried-out' && !names.has(nameOfKey(intent)) ? [intent] : [],
      )
    },
  }
}

/** The key by which a record is made is noted with its values, so that the record can be found by it. */
const withKey = (operation: WriteOperation, changes: readonly IntendedChange[]): readonly IntendedChange[] =>
  operation.kind === 'upsert' ? [...changes, keyChange(operation.keyField, operation.key)] : changes

interface Intent {
  readonly traceId: string
  readonly intent: WriteIntent
}

export const nameOfKey = ({ subject, batch, side, object }: IntentKey): string =>
  `${subject} ${batch} ${side} ${object}`

async function outcomesOf(
  connector: Writer,
  operations: readonly WriteOperation[],
): Promise<ReadonlyMap<string, ItemOutcome>> {
  const outcomes = new Map((await connector.write(operations)).map((outcome) => [outcome.traceId, outcome]))
  for (const { traceId } of operations) if (!outcomes.has(traceId)) outcomes.set(traceId, noOutcome(traceId))
  return outcomes
}

const noOutcome = (traceId: string): ItemOutcome => ({
  traceId,
  ok: false,
  error: new RemoteError({
    code: 'NO_OUTCOME',
    disposition: 'retry',
    message: 'the platform did not say what became of it',
    remedy: '',
  }),
})

/** An error of the server or of the line says nothing about whether the write was carried out, a refusal does. */
function verdictOn(outcome: ItemOutcome | undefined): Noted['outcome'] {
  if (outcome === undefined) return 'unclear'
  if (outcome.ok) return 'carried-out'
  const { disposition, status } = outcome.error
  return disposition === 'retry' || (status ?? 0) >= 500 ? 'unclear' : 'refused'
}
