import type { FieldPairId } from '#domain/config.ts'
import { UsageError } from '#domain/errors.ts'
import { otherSide } from '#domain/ids.ts'
import type { Side } from '#domain/ids.ts'
import { translate } from '#domain/mapping/field-map.ts'
import type { FieldMap } from '#domain/mapping/field-map.ts'
import { fieldsOfStep } from '#domain/mapping/transform.ts'
import type { Canonical } from '#domain/mapping/value.ts'
import { PAIRS } from '#domain/objects/index.ts'
import { fieldNamed } from '../config-check/problem.ts'
import { mappingTools } from '../context-tools.ts'
import { describeOrNull, fittedMap } from '../fit-maps.ts'
import type { Scope } from '../scope.ts'

export interface TriedValue {
  readonly recordId: string
  readonly before: Canonical
  readonly after: Canonical
  /** Why the value cannot be written; null: it can. */
  readonly problem: string | null
}

const TRIED = 5

/**
 * What a map makes of the records that changed last and have a value. Reads both CRMs, writes nothing.
 * @throws UsageError when the field that it reads is not there.
 */
export async function tryMap(
  scope: Scope,
  { pair, map, to }: { readonly pair: FieldPairId; readonly map: FieldMap; readonly to: Side },
): Promise<readonly TriedValue[]> {
  const from = otherSide(to)
  const source = from === 'hubspot' ? scope.hubspot : scope.salesforce
  const object = PAIRS[pair][from]
  const [own, theirs] = await Promise.all([
    describeOrNull(scope.hubspot, PAIRS[pair].hubspot),
    describeOrNull(scope.salesforce, PAIRS[pair].salesforce),
  ])
  const schema = from === 'hubspot' ? own : theirs
  const steps = to === 'salesforce' ? map.toSalesforce : map.toHubspot
  const fields = [...new Set([map[from], ...steps.flatMap(fieldsOfStep)])]
  const missing = fields.find((field) => fieldNamed(schema, field) === undefined)
  if (missing !== undefined) throw new UsageError(`there is no field "${missing}" to try it with`)
  const { records } = await source.sample({
    object,
    conditions: [{ field: map[from], known: true }],
    fields,
    limit: TRIED,
  })
  const fitted = fittedMap(map, own, theirs)
  const values = records.map((record) => record.values)
  const tools = await mappingTools(
    { ...scope, config: { ...scope.config, fields: { ...scope.config.fields, [pair]: [fitted] } } },
    [pair],
    { hubspot: from === 'hubspot' ? values : [], salesforce: from === 'salesforce' ? values : [] },
  )
  return records.map(({ id, values: record }) => {
    const before = record[map[from]] ?? null
    const made = translate(fitted, from, before, { ...tools, record, to })
    return {
      recordId: id,
      before,
      after: made.unconvertible ? null : made.value,
      problem: made.unconvertible ? (made.why ?? 'the value does not fit') : null,
    }
  })
}
