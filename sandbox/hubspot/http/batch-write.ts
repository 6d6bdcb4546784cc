import { ContactExists, HubSpotError, invalid } from '../errors.ts'
import type { WireRecord } from '../model/render.ts'
import { renderWritten } from '../model/render.ts'
import type { ObjectStore } from '../model/store.ts'
import type { NormalizedValue } from '../model/values.ts'
import type { CheckedValues } from '../model/check.ts'
import type { CrmRecord } from '../state.ts'
import type { BatchError } from './batch.ts'
import { batchError } from './batch.ts'
import type { Exchange } from './exchange.ts'
import { optionalText } from './exchange.ts'

/** One input of a batch as it came. */
export type BatchInput = Readonly<Record<string, unknown>>

/** A write that passed its checks. `carryOut` cannot fail. */
export interface Prepared {
  readonly values: CheckedValues
  readonly normalized: readonly NormalizedValue[]
  readonly record: CrmRecord | null
  carryOut(): { readonly record: CrmRecord; readonly names: readonly string[]; readonly isNew?: boolean }
}

export interface Written {
  readonly id: number
  readonly wire: WireRecord
}

/**
 * Runs a batch of writes. With a unique `objectWriteTraceId` on every input each stands for itself (207); otherwise the first refusal
 * refuses all and nothing is written.
 */
export function writeBatch(
  exchange: Exchange,
  store: ObjectStore,
  inputs: readonly BatchInput[],
  mode: 'each' | 'all-or-nothing',
  prepare: (input: BatchInput) => Prepared,
): { readonly written: readonly Written[]; readonly errors: readonly BatchError[] } {
  const written: Written[] = []
  const errors: BatchError[] = []
  const finish = (input: BatchInput, prepared: Prepared) => {
    const { record, names, isNew } = prepared.carryOut()
    const wire = renderWritten(exchange.portal, store, record, names, {
      traceId: optionalText(input['objectWriteTraceId'], 'objectWriteTraceId'),
      normalized: prepared.normalized,
    })
    written.push({ id: record.id, wire: isNew === undefined ? wire : { ...wire, new: isNew } })
  }
  if (mode === 'each') {
    for (const input of inputs) {
      try {
        if (exchange.spoilInput?.() === true) throw spoiled()
        finish(input, prepare(input))
      } catch (error) {
        if (!(error instanceof HubSpotError)) throw error
        errors.push(batchError(error, { objectWriteTraceId: [String(input['objectWriteTraceId'])] }))
      }
    }
    return { written, errors }
  }
  if (exchange.spoilInput !== undefined && inputs.some(() => exchange.spoilInput?.())) throw spoiled()
  const prepared = inputs.map((input) => ({ input, plan: prepareUnnamed(input, prepare) }))
  refuseClashes(
    store,
    prepared.map(({ plan }) => plan),
  )
  for (const { input, plan } of prepared) finish(input, plan)
  return { written, errors }
}

const spoiled = () => new HubSpotError(500, { message: 'internal error', category: 'INTERNAL_ERROR' })

/** Two inputs of one batch must not take the same unique value. */
function refuseClashes(store: ObjectStore, plans: readonly Prepared[]): void {
  for (const property of store.unique.keys()) {
    const taken = new Set<string>()
    for (const { values } of plans) {
      const value = values[property]
      if (value === undefined || value === '') continue
      if (taken.has(value))
        throw property === 'email' ? contactConflict() : invalid(`${property} must be unique: ${value} appears twice`)
      taken.add(value)
    }
  }
}

function prepareUnnamed(input: BatchInput, prepare: (input: BatchInput) => Prepared): Prepared {
  try {
    return prepare(input)
  } catch (error) {
    throw error instanceof ContactExists ? contactConflict() : error
  }
}

/** Without trace ids the conflict does not say with whom. */
const contactConflict = () => new HubSpotError(409, { message: 'Contact already exists', category: 'CONFLICT' })

/** Whether each input stands for itself: all have a trace id of their own. */
export function modeOf(inputs: readonly BatchInput[]): 'each' | 'all-or-nothing' {
  const traces = inputs.map((input) => optionalText(input['objectWriteTraceId'], 'objectWriteTraceId'))
  const given = traces.filter((trace) => trace !== undefined && trace !== '')
  return given.length === inputs.length && new Set(given).size === inputs.length ? 'each' : 'all-or-nothing'
}
