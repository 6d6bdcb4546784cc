import type { Side } from '../ids.ts'
import { typeBehind } from './convert.ts'
import type { Fit } from './fit.ts'
import type { Transform } from './transform.ts'
import type { ValueType } from './value.ts'

/** What has to be known of a field to bring values into its form. */
export interface TargetField {
  readonly type: ValueType
  readonly scale?: number
  readonly precision?: number
  readonly maxLength?: number
  readonly options?: readonly unknown[]
}

/** Types in which any text can stand as it is. */
const PLAIN: ReadonlySet<ValueType> = new Set(['text', 'html', 'phone', 'picklist', 'reference'])

/**
 * The steps of a map with what the two fields themselves ask for: formatted text loses its tags on the way into a plain field,
 * plain text gets paragraphs in a formatted one, and the value ends in the exact form in which the field gives it back (scale of
 * numbers, whole seconds, order of options), so that nothing Tandem wrote returns as an edit.
 */
export function stepsInto(
  to: Side,
  source: TargetField,
  target: TargetField,
  steps: readonly Transform[],
): readonly Transform[] {
  const unformatted: readonly Transform[] =
    source.type === 'html' && target.type !== 'html' && !has(steps, 'plain-text') ? [{ kind: 'plain-text' }] : []
  const formatted: readonly Transform[] =
    target.type === 'html' && typeBehind(source.type, steps) !== 'html' ? [{ kind: 'rich-text' }] : []
  const all = [...unformatted, ...steps, ...formatted]
  const form = { ...formOf(to, target), ...lengthOf(source, target, all) }
  const isThere = source.type === target.type && all.length === 0 && Object.keys(form).length === 1
  const isPlain = PLAIN.has(target.type) && form.length === undefined
  return isPlain || isThere ? all : [...all, { kind: 'fit', to: form }]
}

const has = (steps: readonly Transform[], kind: Transform['kind']): boolean => steps.some((step) => step.kind === kind)

/** A text that can be too long: one field that is refused would keep the platform from taking the whole record. */
function lengthOf(source: TargetField, target: TargetField, steps: readonly Transform[]): Pick<Fit, 'length'> {
  const { maxLength } = target
  if (maxLength === undefined || target.options !== undefined || !TEXTS.has(target.type)) return {}
  const cut = steps.findLast((step) => step.kind === 'truncate')?.length
  const longest = steps.length === 0 && TEXTS.has(source.type) ? source.maxLength : cut
  return longest !== undefined && longest <= maxLength ? {} : { length: maxLength }
}

const TEXTS: ReadonlySet<ValueType> = new Set(['text', 'html', 'email', 'phone'])

/** Salesforce keeps numbers as doubles with a scale, and instants in whole seconds. */
function formOf(to: Side, { type, scale, precision }: TargetField): Fit {
  if (to === 'hubspot') return { type }
  if (type === 'datetime') return { type, instants: 'second' }
  if (type !== 'number') return { type }
  const whole = precision === undefined ? {} : { whole: precision - (scale ?? 0) }
  return { type, digits: 'double', ...(scale === undefined ? {} : { scale }), ...whole }
}
