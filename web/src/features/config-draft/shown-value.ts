import { hasNamedParts, partWords } from '#domain/config-part-words.ts'
import { pairId } from '#http/contract/config-fields.ts'
import type { StepArgument, StepForm } from '#http/contract/config-steps.ts'
import { PAIR_WORDS } from '#http/contract/config-words.ts'
import { formOf, stepWords } from '../mappings/map-words.ts'
import { choiceWords } from './choice-words.ts'
import { isKeyed } from './json.ts'
import { plainSentence } from './plain-sentence.ts'

/** A part of the configuration as people read it. `code`: as it is written, where words would hide something. */
export type Shown =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'nothing'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'list'; readonly inOrder: boolean; readonly items: readonly Shown[] }
  | { readonly kind: 'lines'; readonly heading: string | null; readonly lines: readonly Line[] }
interface Line {
  readonly label: string
  readonly value: Shown
}

/** Deeper parts are shown as they are written: nobody follows indents any further. */
const DEEPEST = 6
const STEPS: ReadonlySet<string> = new Set(['toSalesforce', 'toHubspot'])
const IN_ORDER: ReadonlySet<string> = new Set([...STEPS, 'order', 'sources'])

export const asText = (text: string): Shown => ({ kind: 'text', text })
export const asCode = (value: unknown): Shown => ({ kind: 'code', text: JSON.stringify(value, null, 2) })
const asNothing = (text: string): Shown => ({ kind: 'nothing', text })

/** @param part the key under which the value stands; '' when somebody named it himself. */
export function shownValue(part: string, value: unknown, depth = 0): Shown {
  if (typeof value === 'string') return shownText(part, value)
  if (typeof value === 'boolean') return asText(value ? 'yes' : 'no')
  if (typeof value === 'number') return asText(String(value))
  if (value === null) return asNothing('none')
  if (depth > DEEPEST) return asCode(value)
  const sentence = plainSentence(part, value)
  if (sentence !== null) return asText(sentence)
  if (Array.isArray(value)) return shownList(part, value, depth)
  return isKeyed(value) ? shownParts(part, value, depth) : asCode(value)
}

/** Spaces at its ends are seen between quotes alone. */
function shownText(part: string, text: string): Shown {
  if (text === '') return asNothing('empty')
  return asText(text === text.trim() ? choiceWords(part, text) : `“${text}”`)
}

function shownList(part: string, list: readonly unknown[], depth: number): Shown {
  if (list.length === 0) return asNothing(STEPS.has(part) ? 'no steps' : 'none')
  const items = list.map((one) => (STEPS.has(part) ? shownStep(one, depth + 1) : shownValue(part, one, depth + 1)))
  return { kind: 'list', inOrder: IN_ORDER.has(part), items }
}

function shownParts(part: string, parts: Readonly<Record<string, unknown>>, depth: number): Shown {
  const entries = Object.entries(parts).filter(([, value]) => value !== undefined)
  if (entries.length === 0) return asNothing('none')
  const named = hasNamedParts(part)
  return {
    kind: 'lines',
    heading: null,
    lines: (named ? entries : namesFirst(entries)).map(([key, value]) => ({
      label: named ? key : labelOf(key),
      value: shownValue(named ? '' : key, value, depth + 1),
    })),
  }
}

/** What tells a member from others goes first, wherever it is written. */
const NAMING: readonly string[] = ['id', 'name', 'hubspot', 'salesforce', 'property']

const namesFirst = <T>(entries: readonly (readonly [string, T])[]): readonly (readonly [string, T])[] => [
  ...NAMING.flatMap((name) => entries.filter(([key]) => key === name)),
  ...entries.filter(([key]) => !NAMING.includes(key)),
]

function labelOf(key: string): string {
  const pair = pairId.safeParse(key)
  return pair.success ? PAIR_WORDS[pair.data].label : partWords(key)
}

/** One step that values go through, with everything that it is told: in a few words, or line by line. */
function shownStep(step: unknown, depth: number): Shown {
  const form = formOf(step)
  if (form === undefined) return typeof step === 'string' ? asText(step) : asCode(step)
  if (typeof step === 'string') return asText(stepWords(step))
  const told = argumentsOf(step, form)
  if (told === null) return asCode(step)
  const lines = Object.entries(told).map(([key, value]): Line => {
    const argument = form.arguments.find((one) => one.key === key)
    return { label: argument?.label ?? key, value: argumentValue(argument, value, depth) }
  })
  const [only, another] = lines
  const isShort = only?.value.kind === 'text' && another === undefined && form.arguments[0]?.kind !== 'code'
  if (isShort && form.arguments[0]?.label === only.label) return asText(`${form.label} (${only.value.text})`)
  return lines.length === 0 ? asText(form.label) : { kind: 'lines', heading: form.label, lines }
}

/** Null: it is written otherwise than the form says. */
function argumentsOf(step: unknown, { id, form }: StepForm): Readonly<Record<string, unknown>> | null {
  if (!isKeyed(step)) return null
  if (form === 'beside') return step
  const { [id]: inner, ...rest } = step
  return isKeyed(inner) && Object.keys(rest).length === 0 ? inner : null
}

function argumentValue(argument: StepArgument | undefined, value: unknown, depth: number): Shown {
  const choice = argument?.choices?.find((one) => one.value === value)
  if (choice !== undefined) return asText(choice.label)
  // Values that are replaced are named by the CRMs.
  return shownValue(argument?.kind === 'table' ? 'map' : '', value, depth + 1)
}
