import { RemoteError } from '#domain/errors.ts'
import type { ItemOutcome, WriteOperation } from '#ports/connector/writes.ts'

/** What became of each operation so far. */
export type Outcomes = Map<WriteOperation, ItemOutcome>

/** The same error for all that have no outcome yet. */
export function failRest(group: readonly WriteOperation[], error: RemoteError, outcomes: Outcomes): void {
  for (const operation of group)
    if (!outcomes.has(operation)) outcomes.set(operation, { traceId: operation.traceId, ok: false, error })
}

/** Every operation without an outcome fails with what the work failed with; a bug is thrown on. */
export async function orFail(
  operations: readonly WriteOperation[],
  outcomes: Outcomes,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof RemoteError)) throw error
    failRest(operations, error, outcomes)
  }
}
