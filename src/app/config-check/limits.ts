import type { Side } from '#domain/ids.ts'
import { typeBehind } from '#domain/mapping/convert.ts'
import type { Transform } from '#domain/mapping/transform.ts'
import type { FieldSchema } from '#ports/connector/schema.ts'
import type { SchemaProblem } from './problem.ts'
import { warning } from './problem.ts'

/** What would be lost or refused although the types convert: long texts, digits, formatting, percentages, encrypted values. */
export function checkLimits(
  path: string,
  to: Side,
  source: FieldSchema,
  target: FieldSchema,
  steps: readonly Transform[],
): readonly SchemaProblem[] {
  return [
    ...checkLength(path, source, target, steps),
    ...checkDigits(path, source, target, steps),
    ...checkPercent(path, to, source, target, steps),
    ...checkFormat(path, source, target, steps),
    ...(source.nativeType === 'encryptedstring'
      ? [
          warning(
            path,
            `${source.name} is encrypted: without the permission View Encrypted Data its values come masked, and the mask would be written`,
            'give the integration user the permission, or take the map out',
          ),
        ]
      : []),
  ]
}

const LONG: ReadonlySet<FieldSchema['type']> = new Set(['text', 'html'])

function checkLength(
  path: string,
  source: FieldSchema,
  target: FieldSchema,
  steps: readonly Transform[],
): readonly SchemaProblem[] {
  const { maxLength } = target
  if (maxLength === undefined || target.options !== undefined) return []
  const cut = steps.flatMap((step) => (step.kind === 'truncate' ? [step.length] : [])).at(-1)
  if (cut !== undefined)
    return cut <= maxLength
      ? []
      : [
          warning(
            path,
            `truncate: ${cut} is longer than ${target.name} holds (${maxLength})`,
            `set {truncate: ${maxLength}}`,
          ),
        ]
  const isBounded = steps.some((step) => step.kind === 'value-map' && step.otherwise !== undefined)
  if (isBounded || !LONG.has(typeBehind(source.type, steps)) || !LONG.has(source.type)) return []
  if (source.maxLength !== undefined && source.maxLength <= maxLength) return []
  return [
    warning(
      path,
      `${source.name} can be longer than the ${maxLength} characters of ${target.name}; longer values are refused and parked`,
      `add {truncate: ${maxLength}}`,
    ),
  ]
}

function checkDigits(
  path: string,
  source: FieldSchema,
  target: FieldSchema,
  steps: readonly Transform[],
): readonly SchemaProblem[] {
  if (source.type !== 'number' || target.type !== 'number') return []
  const asked = steps.findLast((step) => step.kind === 'number')
  const scale = asked?.scale ?? (steps.length === 0 ? source.scale : undefined)
  const problems: SchemaProblem[] = []
  if (
    target.scale !== undefined &&
    asked?.scale === undefined &&
    (scale ?? Infinity) > target.scale &&
    (scale !== undefined || target.scale === 0)
  )
    problems.push(
      warning(
        path,
        `${target.name} keeps ${target.scale} digits after the point; values of ${source.name} are rounded on the way`,
        `add {number: {scale: ${target.scale}}} to say that this is meant`,
      ),
    )
  const whole = (field: FieldSchema): number | undefined =>
    field.precision === undefined ? undefined : field.precision - (field.scale ?? 0)
  const [from, into] = [whole(source), whole(target)]
  if (from !== undefined && into !== undefined && from > into)
    problems.push(
      warning(
        path,
        `${source.name} can have ${from} digits before the point, ${target.name} only ${into}; larger values are refused and parked`,
        'make the field wider in the account it is in',
      ),
    )
  return problems
}

/** HubSpot keeps 50 % as 0.5, Salesforce as 50. */
function checkPercent(
  path: string,
  to: Side,
  source: FieldSchema,
  target: FieldSchema,
  steps: readonly Transform[],
): readonly SchemaProblem[] {
  const isPercent = (field: FieldSchema): boolean => field.nativeType.includes('percent')
  if (!isPercent(source) || !isPercent(target) || steps.some((step) => step.kind === 'number')) return []
  const [hubspot, salesforce] = to === 'salesforce' ? [source, target] : [target, source]
  return [
    warning(
      path,
      `${hubspot.name} holds 0.5 for 50 %, ${salesforce.name} holds 50`,
      `add {number: {times: ${to === 'salesforce' ? '100' : '0.01'}}}`,
    ),
  ]
}

function checkFormat(
  path: string,
  source: FieldSchema,
  target: FieldSchema,
  steps: readonly Transform[],
): readonly SchemaProblem[] {
  if (source.type !== 'html' || target.type === 'html' || steps.some((step) => step.kind === 'plain-text')) return []
  return [
    warning(
      path,
      `${source.name} is formatted and ${target.name} is not: words and line breaks go over, formatting and links do not`,
      'add the step plainText to say that this is meant',
    ),
  ]
}
