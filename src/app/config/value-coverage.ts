import type { FieldPairId } from '#domain/config.ts'
import { otherSide } from '#domain/ids.ts'
import type { Side } from '#domain/ids.ts'
import type { FieldMap } from '#domain/mapping/field-map.ts'
import { stepsInto } from '#domain/mapping/target.ts'
import { transform } from '#domain/mapping/transform.ts'
import type { Transform, TransformContext } from '#domain/mapping/transform.ts'
import { PAIRS } from '#domain/objects/index.ts'
import type { FieldOption, FieldSchema } from '#ports/connector/schema.ts'
import { isClosedList } from '../config-check/coverage.ts'
import { fieldNamed, usableOptions } from '../config-check/problem.ts'
import { describeOrNull } from '../fit-maps.ts'
import type { Scope } from '../scope.ts'

/** What becomes of one value that a list offers. */
export interface CoveredValue extends FieldOption {
  /** What is written on the other side; null: nothing. */
  readonly becomes: string | null
  /** `lost`: the other side has no such option. `otherwise`: all values that are not named become this one. */
  readonly state: 'mapped' | 'same' | 'otherwise' | 'parked' | 'lost'
  /** The option of the other side that says the same; null: none does, or it is not needed. */
  readonly suggestion: string | null
}

export interface CoveredSide {
  readonly values: readonly CoveredValue[]
  /** The other side takes any text. */
  readonly takesAnything: boolean
}

export interface ValueCoverage {
  /** Null: the source is no list, or nothing goes there. */
  readonly toSalesforce: CoveredSide | null
  readonly toHubspot: CoveredSide | null
}

/** What becomes of every value of the two lists that a map joins, by the live schemas. */
export async function valueCoverage(
  { hubspot, salesforce }: Pick<Scope, 'hubspot' | 'salesforce'>,
  pair: FieldPairId,
  map: FieldMap,
): Promise<ValueCoverage> {
  const [own, theirs] = await Promise.all([
    describeOrNull(hubspot, PAIRS[pair].hubspot),
    describeOrNull(salesforce, PAIRS[pair].salesforce),
  ])
  const fields = { hubspot: fieldNamed(own, map.hubspot), salesforce: fieldNamed(theirs, map.salesforce) }
  return { toSalesforce: coveredSide('salesforce', map, fields), toHubspot: coveredSide('hubspot', map, fields) }
}

const NO_CONTEXT: TransformContext = { record: {}, noonOf: () => null, dateOf: () => null }
const YES_NO: readonly FieldOption[] = ['true', 'false'].map((value) => ({ value, label: value, active: true }))

function coveredSide(
  to: Side,
  map: FieldMap,
  fields: Readonly<Record<Side, FieldSchema | undefined>>,
): CoveredSide | null {
  const source = fields[otherSide(to)]
  const target = fields[to]
  if (source === undefined || target === undefined) return null
  if (map.direction !== 'both' && map.direction !== `to-${to}`) return null
  const options = source.type === 'boolean' ? YES_NO : source.options
  // Two lists of yes and no have nothing to say.
  if (options === undefined || options.length === 0 || (source.type === 'boolean' && target.type === 'boolean'))
    return null
  const steps = stepsInto(to, source, target, to === 'salesforce' ? map.toSalesforce : map.toHubspot)
  const offered = usableOptions(to, target)
  const closed = isClosedList(target)
  return {
    takesAnything: !closed,
    values: options.map((option) =>
      covered(option, steps, { offered, closed, multiple: target.type === 'multi-picklist' }),
    ),
  }
}

interface Taken {
  readonly offered: readonly FieldOption[]
  readonly closed: boolean
  readonly multiple: boolean
}

function covered(option: FieldOption, steps: readonly Transform[], taken: Taken): CoveredValue {
  const { value, unconvertible } = transform(steps, option.value, NO_CONTEXT)
  const table = steps.find((step) => step.kind === 'value-map')
  const named = table !== undefined && Object.hasOwn(table.map, option.value)
  const parts = value === null ? [] : taken.multiple ? value.split(';') : [value]
  const fits = !taken.closed || parts.every((part) => taken.offered.some((one) => one.value === part))
  const state = unconvertible
    ? 'parked'
    : !fits
      ? 'lost'
      : named
        ? 'mapped'
        : table?.otherwise !== undefined && value === table.otherwise
          ? 'otherwise'
          : 'same'
  const needed = state === 'lost' || state === 'parked' || state === 'otherwise'
  return {
    ...option,
    becomes: unconvertible ? null : value,
    state,
    suggestion: needed ? (sameMeaning(option, taken.offered)?.value ?? null) : null,
  }
}

/** By label, then by value; capitals, spaces and dashes do not count. */
function sameMeaning(option: FieldOption, offered: readonly FieldOption[]): FieldOption | undefined {
  const wanted = new Set([plain(option.label), plain(option.value)])
  return offered.find(({ label, value }) => wanted.has(plain(label)) || wanted.has(plain(value)))
}

const plain = (text: string): string => text.toLowerCase().replaceAll(/[\s_\-–/]+/g, '')
