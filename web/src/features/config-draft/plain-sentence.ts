import { criteriaWords, deedWords, momentWords } from '../handover/words.ts'
import type { Deed, Moment } from '../handover/written.ts'
import { isKeyed } from './json.ts'

type Parts = Readonly<Record<string, unknown>>

const NO_FIELDS = new Map<string, never>()
const has = (parts: Parts, needed: readonly string[], allowed: readonly string[] = []): boolean =>
  needed.every((key) => parts[key] !== undefined) &&
  Object.keys(parts).every((key) => needed.includes(key) || allowed.includes(key))
const isText = (value: unknown): value is string => typeof value === 'string'
const areTexts = (value: unknown): boolean => value === undefined || (Array.isArray(value) && value.every(isText))

/**
 * What a part says in one sentence, as the pages say it: a condition, when a step of the ladder comes and what it does, hours of a
 * day. Null: it has another form, or says more than the sentence would.
 */
export function plainSentence(part: string, value: unknown): string | null {
  if (Array.isArray(value)) return value.length === 2 && value.every(isTime) ? value.join(' – ') : null
  if (!isKeyed(value)) return null
  return conditionSentence(value) ?? (part === 'at' ? whenSentence(value) : part === 'do' ? deedSentence(value) : null)
}

const isTime = (value: unknown): boolean => isText(value) && /^\d\d:\d\d$/.test(value)

function conditionSentence(parts: Parts): string | null {
  const { property, in: among, notIn, known, contains, atLeast, atMost, withinDays } = parts
  if (!isText(property)) return null
  if (has(parts, ['property', 'withinDays']) && typeof withinDays === 'number')
    return criteriaWords({ behaviour: [{ property, withinDays }] }, NO_FIELDS)[0] ?? null
  const isPlain =
    has(parts, ['property'], ['in', 'notIn', 'known', 'contains', 'atLeast', 'atMost']) &&
    areTexts(among) &&
    areTexts(notIn) &&
    (known === undefined || typeof known === 'boolean') &&
    [contains, atLeast, atMost].every((one) => one === undefined || isText(one) || typeof one === 'number')
  // Its form was looked at above.
  return isPlain ? (criteriaWords({ when: [parts as { property: string }] }, NO_FIELDS)[0] ?? null) : null
}

function whenSentence(at: Parts): string | null {
  const isMoment =
    (has(at, ['beforeDue']) && isText(at['beforeDue'])) ||
    (has(at, ['afterDue']) && isText(at['afterDue'])) ||
    (has(at, ['fraction']) && isWholePercent(at['fraction']))
  return isMoment ? momentWords(at as Moment) : null
}

const isWholePercent = (fraction: unknown): boolean =>
  typeof fraction === 'number' && Math.round(fraction * 100) / 100 === fraction

const DEEDS: Readonly<Record<string, readonly [needed: readonly string[], allowed: readonly string[]]>> = {
  create_task: [['subject'], ['for']],
  recycle: [['reason'], []],
  set_field: [['field', 'value'], []],
}

function deedSentence(deed: Parts): string | null {
  const [name, another] = Object.keys(deed)
  if (name === undefined || another !== undefined) return null
  const inner = deed[name]
  const form = Object.hasOwn(DEEDS, name) ? DEEDS[name] : undefined
  const isKnown =
    name === 'notify_channel'
      ? isText(inner)
      : form !== undefined && isKeyed(inner) && has(inner, ...form) && Object.values(inner).every(isText)
  return isKnown ? deedWords(deed as Deed) : null
}
