import type { Side } from '#domain/ids.ts'
import { typeBehind } from '#domain/mapping/convert.ts'
import { stepsInto } from '#domain/mapping/target.ts'
import { transform } from '#domain/mapping/transform.ts'
import type { Transform, TransformContext } from '#domain/mapping/transform.ts'
import type { Canonical } from '#domain/mapping/value.ts'
import type { FieldSchema } from '#ports/connector/schema.ts'
import type { SchemaProblem } from './problem.ts'
import { error, someOf, usableOptions, warning } from './problem.ts'

/** Picklists that take any value but mean nothing outside of their list. */
const STATUS_FIELDS = new Set(['Status', 'StageName'])

export const isClosedList = (field: FieldSchema): boolean =>
  field.options !== undefined &&
  field.options.length > 0 &&
  (field.restricted === true || STATUS_FIELDS.has(field.name))

const NO_CONTEXT: TransformContext = { record: {}, noonOf: () => null, dateOf: () => null }
/** What these give depends on more than the value. */
const UNFORESEEN: ReadonlySet<Transform['kind']> = new Set(['expression', 'join', 'state'])
const MOST_SHOWN = 10

/**
 * A target with a closed list gets nothing but its options: every value that can come over is one of them, is mapped to one, or
 * is parked on purpose. Values of a text cannot be foreseen, so they are only warned of.
 */
export function checkCoverage(
  path: string,
  to: Side,
  source: FieldSchema,
  target: FieldSchema,
  steps: readonly Transform[],
): readonly SchemaProblem[] {
  const wordless = WORDLESS[target.type]
  if (!isClosedList(target) && wordless === undefined) return []
  const whole = stepsInto(to, source, target, steps)
  if (whole.some((step) => UNFORESEEN.has(step.kind))) return []
  const coming = comingValues(source)
  if (coming === null) {
    if (isBounded(whole) || (wordless !== undefined && !bringsWords(source, steps))) return []
    return [unforeseen(path, source, target, wordless ?? 'only its own options')]
  }
  // Between booleans there is nothing to say, and a list that may become a number, a date or a yes holds nothing else.
  if (wordless !== undefined && source.options === undefined) return []
  const lost = coming.filter((value) => !arrives(to, value, target, whole))
  if (lost.length === 0) return []
  const other = source.type === 'multi-picklist' ? ', with each: true' : ''
  return [
    error(
      path,
      `${source.name} can hold ${lost.length === 1 ? 'a value' : 'values'} that ${target.name} does not take: ${someOf(lost, MOST_SHOWN)}`,
      `add ${lost.length === 1 ? 'it' : 'them'} to values (or to a map step${other}), or say what becomes of all others: otherwise, or unmapped: park`,
    ),
  ]
}

/** Every value a field can hold; null when they cannot be listed. */
function comingValues(source: FieldSchema): readonly string[] | null {
  if (source.type === 'boolean') return ['true', 'false']
  if (source.options === undefined || source.options.length === 0) return null
  // An unrestricted list can hold more, but what it offers is what people choose.
  return source.options.filter((option) => option.active).map((option) => option.value)
}

function arrives(to: Side, value: string, target: FieldSchema, steps: readonly Transform[]): boolean {
  const result = transform(steps, value, NO_CONTEXT)
  if (result.unconvertible) return isParkedOnPurpose(steps)
  if (WORDLESS[target.type] !== undefined || result.value === null) return true
  return optionsOf(target, result.value).every((part) => usableOptions(to, target).some((o) => o.value === part))
}

const optionsOf = (target: FieldSchema, value: string): readonly string[] =>
  target.type === 'multi-picklist' ? value.split(';') : [value]

const isParkedOnPurpose = (steps: readonly Transform[]): boolean =>
  steps.some(
    (step) => (step.kind === 'value-map' && step.unmapped === 'park') || ('unread' in step && step.unread === 'park'),
  )

/** Nothing but listed values comes out, or what does not is parked. */
const isBounded = (steps: readonly Transform[]): boolean =>
  steps.some((step) => step.kind === 'value-map' && (step.otherwise !== undefined || step.unmapped === 'park')) ||
  isParkedOnPurpose(steps)

/** What fields of these types take instead of words. */
const WORDLESS: Readonly<Partial<Record<FieldSchema['type'], string>>> = {
  number: 'only numbers',
  boolean: 'only yes and no',
  date: 'only dates like 2026-03-31',
  datetime: 'only dates with a time and a zone',
  time: 'only times of day like 09:30',
}

const WORDS: ReadonlySet<FieldSchema['type']> = new Set(['text', 'html', 'email', 'phone'])

/** Any text can come out. Of what an admin cuts a text into they are taken at their word. */
const bringsWords = (source: FieldSchema, steps: readonly Transform[]): boolean =>
  WORDS.has(source.type) && WORDS.has(typeBehind(source.type, steps)) && !steps.some((step) => step.kind === 'split')

const unforeseen = (path: string, source: FieldSchema, target: FieldSchema, takes: string): SchemaProblem =>
  warning(
    path,
    `${source.name} can hold any text, but ${target.name} takes ${takes}; other values are parked one by one`,
    'add a map step with otherwise, or with unmapped: park, or name another field',
  )

/** Values that the document itself spells out are options of a closed list. */
export function spelledOut(steps: readonly Transform[]): readonly string[] {
  const results = steps.flatMap((step, i) =>
    wordsOf(step).map((value): Canonical => transform(steps.slice(i + 1), value, NO_CONTEXT).value),
  )
  return [...new Set(results.filter((value) => value !== null))]
}

const wordsOf = (step: Transform): readonly string[] => {
  if (step.kind === 'default') return [step.value]
  if (step.kind !== 'value-map') return []
  return [...Object.values(step.map), ...(step.otherwise === undefined ? [] : [step.otherwise])]
}
