import type * as z from 'zod'
import type { ConfigProblem } from './inner-checks.ts'

type Issue = z.core.$ZodIssue

const FORM = 'see tandem.example.yaml for its form'

/**
 * What is wrong with the form of a document, in words for the person who wrote it. Paths name a field map as the checks against
 * the accounts do, by its id (`fields.contact-lead.jobtitle.rule`), and by its place where that tells it apart no more.
 */
export const shapeProblems = (document: unknown, issues: readonly Issue[]): readonly ConfigProblem[] =>
  issues.flatMap((issue) => {
    const value = at(document, issue.path)
    return closestForm(issue, value).map((one): ConfigProblem => ({
      path: pathOf(document, one.path),
      ...wordsFor(one, at(document, one.path), one.path.at(-1)),
    }))
  })

/** Of something that may have several forms only what keeps it from the form it was meant to have is worth saying. */
function closestForm(issue: Issue, value: unknown): readonly Issue[] {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue]
  const [best] = issue.errors
    .map((issues) => ({ issues, distance: distanceOf(issues, value) }))
    .toSorted((a, b) => a.distance - b.distance)
  if (best === undefined || best.distance >= FAR) return [issue]
  return best.issues.flatMap((inner) =>
    closestForm({ ...inner, path: [...issue.path, ...inner.path] }, at(value, inner.path)),
  )
}

const FAR = 100

/** Another type, and keys that are missing or too many, mean that another form was meant; wrong values do not. */
function distanceOf(issues: readonly Issue[], value: unknown): number {
  const [first] = issues
  const isOther = issues.some(
    (issue) =>
      (issue.path.length === 0 && issue.code !== 'custom' && issue.code !== 'unrecognized_keys') ||
      (issue.path.length === 1 && at(value, issue.path) === undefined),
  )
  if (first === undefined || isOther) return FAR
  return issues.length
}

/** @param key the last part of the path. */
function wordsFor(issue: Issue, value: unknown, key: PropertyKey | undefined): Omit<ConfigProblem, 'path'> {
  switch (issue.code) {
    case 'unrecognized_keys':
      return {
        message: `there is no key ${issue.keys.map((one) => `"${one}"`).join(', ')} here`,
        remedy: `correct its name, or take it out; ${FORM}`,
      }
    case 'invalid_type':
      return value === undefined
        ? { message: 'is missing', remedy: `add ${String(key ?? 'it')}; ${FORM}` }
        : wrongType(issue.expected, value)
    case 'invalid_value':
      return {
        message: ownMessage(issue) ?? impossible(value),
        remedy: `use one of: ${issue.values.map(String).join(', ')}`,
      }
    case 'invalid_format':
      return (
        (ownMessage(issue) === null ? FORMATS[issue.format] : undefined) ?? { message: issue.message, remedy: FORM }
      )
    case 'invalid_union':
      return { message: ownMessage(issue) ?? impossible(value), remedy: FORM }
    case 'custom':
    case 'invalid_element':
    case 'invalid_key':
    case 'not_multiple_of':
    case 'too_big':
      return { message: issue.message, remedy: FORM }
    case 'too_small':
      if (value === '') return { message: 'is empty', remedy: `fill it in; ${FORM}` }
      return { message: issue.message, remedy: FORM }
  }
}

/** What the form itself says; null when it leaves that to the library. */
const ownMessage = ({ message }: Issue): string | null => (message.startsWith('Invalid ') ? null : message)

const impossible = (value: unknown): string => `${isScalar(value) ? shown(value) : 'this'} is not possible here`

const FORMATS: Readonly<Record<string, Omit<ConfigProblem, 'path'>>> = {
  datetime: {
    message: 'is no date and time with a zone',
    remedy: "write it like '2026-12-01T09:00:00-05:00'",
  },
  email: { message: 'is no e-mail address', remedy: 'write the address that the user signs in with, or is known by' },
}

/** YAML takes 1, true and 2026-01-01 for more than text. */
function wrongType(expected: string, value: unknown): Omit<ConfigProblem, 'path'> {
  if (expected === 'string' && isScalar(value) && value !== null)
    return {
      message: `${shown(value)} is read as a ${typeof value}, not as text`,
      remedy: `put it in quotes: '${value}'`,
    }
  const wanted = WANTED[expected] ?? expected
  return { message: `needs ${wanted}${isScalar(value) ? `, not ${shown(value)}` : ''}`, remedy: FORM }
}

const WANTED: Readonly<Record<string, string>> = {
  string: 'a text',
  array: 'a list, as in [a, b]',
  object: 'keys and values, as in {key: value}',
  record: 'keys and values, as in {key: value}',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
}

type Scalar = string | number | boolean | null
const isScalar = (value: unknown): value is Scalar =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value)
const shown = (value: Scalar): string => (typeof value === 'string' ? `"${value}"` : String(value))

function at(document: unknown, path: readonly PropertyKey[]): unknown {
  let value = document
  for (const key of path) value = isKeyed(value) ? value[key] : undefined
  return value
}

const isKeyed = (value: unknown): value is Record<PropertyKey, unknown> => typeof value === 'object' && value !== null

function pathOf(document: unknown, path: readonly PropertyKey[]): string {
  const [section, pair, place, ...rest] = path
  if (section !== 'fields' || pair === undefined || typeof place !== 'number') return path.map(String).join('.')
  const maps = at(document, [section, pair])
  const ids = Array.isArray(maps) ? maps.map(idOf) : []
  const id = ids[place] ?? null
  const named = id !== null && ids.indexOf(id) === ids.lastIndexOf(id) ? id : place
  return [section, pair, named, ...rest].map(String).join('.')
}

function idOf(map: unknown): string | null {
  const { id, hubspot } = isKeyed(map) ? map : {}
  return typeof id === 'string' ? id : typeof hubspot === 'string' ? hubspot : null
}
