import { RemoteError } from '#domain/errors.ts'
import type { RemoteRecord } from '#ports/connector/records.ts'
import type { ItemOutcome, WriteOperation } from '#ports/connector/writes.ts'
import { findRecords, readRecords, type ReadContext } from './read.ts'

type RecordWrite = Extract<WriteOperation, { kind: 'create' | 'update' | 'upsert' }>
type Making = Exclude<RecordWrite, { kind: 'update' }>
type Outcomes = Map<WriteOperation, ItemOutcome>

interface Conflict {
  readonly operation: Making
  readonly error: RemoteError
}

/** Both answers of HubSpot to a unique value that somebody has: 409 for an e-mail address, 400 for any other property. */
const TAKEN = new Set(['ALREADY_EXISTS', 'DUPLICATE_VALUE', 'CONFLICT'])
const EMAIL = 'email'
const FURTHER_EMAILS = 'hs_additional_emails'

/**
 * A record that could not be made because a unique value is taken may be the very record that was wanted: the answer to an earlier
 * call was lost, or another worker was faster. It is read. One that bears the same key, or has the same e-mail address and no other
 * key, is the one: a create finds it `unchanged`, with what it holds; a keyed upsert is written to it. Any other record of that value
 * is another one, which a person has to tell apart.
 * @param outcomes of this group; those of conflicts are replaced.
 * @returns updates for keyed upserts whose record was found, by the upsert that they stand for.
 * Source: https://developers.hubspot.com/docs/api-reference/error-handling; the existing id is in the message or its context.
 */
export async function settleConflicts(
  context: ReadContext,
  group: readonly RecordWrite[],
  outcomes: Outcomes,
): Promise<ReadonlyMap<WriteOperation, string>> {
  const conflicts = group.flatMap((operation): Conflict[] => {
    const outcome = outcomes.get(operation)
    return operation.kind !== 'update' && outcome?.ok === false && TAKEN.has(outcome.error.code)
      ? [{ operation, error: outcome.error }]
      : []
  })
  const found = new Map<WriteOperation, string>()
  if (conflicts.length === 0) return found
  const holders = await holdersOf(context, conflicts)
  for (const { operation, error } of conflicts) {
    const holder = holders?.find((record) => isSame(operation, record))
    const { traceId } = operation
    if (holder === undefined) outcomes.set(operation, { traceId, ok: false, error: another(operation, error) })
    else if (operation.kind === 'upsert') found.set(operation, holder.id)
    else outcomes.set(operation, unchanged(operation, holder))
  }
  return found
}

/** Null: they could not be read now; the refusals stand. */
async function holdersOf(
  context: ReadContext,
  conflicts: readonly Conflict[],
): Promise<readonly RemoteRecord[] | null> {
  const { object } = conflicts[0]?.operation ?? { object: '' }
  const operations = conflicts.map(({ operation }) => operation)
  const keyFields = operations.flatMap((one) => (one.kind === 'upsert' ? [one.keyField] : []))
  const sent = operations.flatMap((one) => Object.keys(one.values))
  const hasEmail = object === 'contacts' ? [EMAIL, FURTHER_EMAILS] : []
  const fields = [...new Set([...keyFields, ...sent, ...hasEmail])]
  const ids = conflicts.flatMap(({ error }) => error.context['existingId'] ?? []).map(String)
  const nameless = conflicts.filter(({ error }) => error.context['existingId'] === undefined)
  const addresses = object === 'contacts' ? nameless.flatMap(({ operation }) => operation.values[EMAIL] ?? []) : []
  try {
    const named = ids.length === 0 ? [] : await readRecords(context, { object, ids, fields })
    const byEmail =
      addresses.length === 0 ? [] : await findRecords(context, { object, field: EMAIL, values: addresses, fields })
    return [...named, ...byEmail]
  } catch (error) {
    if (!(error instanceof RemoteError)) throw error
    return null
  }
}

function isSame(operation: Making, { values }: RemoteRecord): boolean {
  const held = operation.kind === 'upsert' ? (values[operation.keyField] ?? null) : null
  if (operation.kind === 'upsert' && held !== null) return fold(held) === fold(operation.key)
  const address = operation.values[EMAIL] ?? null
  if (address === null) return false
  const addresses = [values[EMAIL] ?? '', ...(values[FURTHER_EMAILS] ?? '').split(';')].map(fold)
  return addresses.includes(fold(address))
}

const fold = (text: string): string => text.trim().toLowerCase()

/** Nothing is written to it: what was to be its first values may be older than what it holds. */
function unchanged(operation: Making, holder: RemoteRecord): ItemOutcome {
  const held = Object.fromEntries(Object.keys(operation.values).map((name) => [name, holder.values[name] ?? null]))
  return {
    traceId: operation.traceId,
    ok: true,
    id: holder.id,
    effect: 'unchanged',
    values: held,
    modifiedAt: holder.modifiedAt,
  }
}

/** The refusal in words that name the other record. */
function another({ object }: Making, error: RemoteError): RemoteError {
  const existing = error.context['existingId']
  const which = existing === undefined ? `another record of ${object}` : `record ${existing} of ${object}`
  return new RemoteError({
    code: error.code,
    disposition: error.disposition,
    message: `${error.message} (${which} holds a value that only one may have, and is not the same record)`,
    remedy: `If both are the same, merge them in HubSpot or give ${which} the key of this one; if not, correct the value on one of them. Then retry.`,
    context: error.context,
    cause: error,
    ...(error.status === undefined ? {} : { status: error.status }),
  })
}
