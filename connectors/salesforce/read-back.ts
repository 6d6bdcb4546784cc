import * as z from 'zod'
import { RemoteError } from '#domain/errors.ts'
import type { RemoteRecord } from '#ports/connector/records.ts'
import type { ObjectSchema } from '#ports/connector/schema.ts'
import type { WriteOperation } from '#ports/connector/writes.ts'
import type { Call, SalesforceClient } from './client.ts'
import { mayTravelTogether } from './composite.ts'
import { rowOf, selection, toRecord } from './read.ts'
import { COMPOSITE_SIZE } from './spec.ts'

type Update = Extract<WriteOperation, { kind: 'update' }>

/** A collection of updates, and the fields that are wanted of each record afterwards. */
interface Written {
  readonly operations: readonly WriteOperation[]
  readonly call: Call
}

const Retrieved = z.array(z.record(z.string(), z.unknown()).nullable())

/**
 * The fields that all of these ask for; null when one asks for none, is no update, or when writing and reading do not fit into one
 * call: then they are read afterwards by whoever wants them.
 */
export function fieldsToReturn(batches: readonly Written[]): readonly string[] | null {
  if (batches.length * 2 > COMPOSITE_SIZE || !batches.every(({ call }) => mayTravelTogether(call))) return null
  const fields = new Set<string>()
  for (const operation of batches.flatMap(({ operations }) => operations)) {
    if (operation.kind !== 'update' || operation.returning === undefined) return null
    for (const field of operation.returning) fields.add(field)
  }
  return fields.size === 0 ? null : [...fields]
}

/**
 * Sends updates and, in the same call, reads what came of them: Salesforce does not say what it holds after a write, and the parts
 * of a composite are carried out in order.
 * @returns the answer to each collection, or its error, and the records that could be read, by id of 18 characters.
 */
export async function writeAndRead(
  client: SalesforceClient,
  batches: readonly Written[],
  fields: readonly string[],
  schema: ObjectSchema,
): Promise<{ readonly answers: readonly unknown[]; readonly held: ReadonlyMap<string, RemoteRecord> }> {
  const object = firstOf(batches)?.object ?? ''
  const row = rowOf(object)
  const wanted = selection(schema, row, fields)
  const reads = batches.map(({ operations }): Call => {
    const ids = [...new Set((operations as readonly Update[]).map(({ id }) => id))]
    return { method: 'POST', path: `/composite/sobjects/${object}`, body: { ids, fields: wanted.select } }
  })
  const all = await client.writeTogether([...batches.map(({ call }) => call), ...reads], z.unknown())
  const held = new Map<string, RemoteRecord>()
  for (const answer of all.slice(batches.length)) {
    const parsed = Retrieved.safeParse(answer)
    // What was written stays written when it cannot be read: it is read by itself then.
    if (answer instanceof RemoteError || !parsed.success) continue
    for (const record of parsed.data) {
      if (record === null) continue
      const read = toRecord(record, object, row, wanted.fields, schema)
      held.set(read.id, read)
    }
  }
  return { answers: all.slice(0, batches.length), held }
}

const firstOf = (batches: readonly Written[]): Update | undefined => {
  const first = batches[0]?.operations[0]
  return first?.kind === 'update' ? first : undefined
}
