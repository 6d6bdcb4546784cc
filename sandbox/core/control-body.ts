export type ControlBody = Readonly<Record<string, unknown>>

/**
 * The JSON object a control was sent, or a part of it. Throws a `TypeError`, which answers 400, for anything else and for a key that
 * is not among the known ones: what is misspelt would otherwise be ignored without a word.
 *
 * @param what names the object in the refusal, such as "mishaps"
 */
export function controlBody(raw: unknown, known: readonly string[], what = 'the body'): ControlBody {
  const body = anyObject(raw, what)
  const unknown = Object.keys(body).find((key) => !known.includes(key))
  if (unknown === undefined) return body
  throw new TypeError(`${what} has no "${unknown}": it has ${known.join(', ')}`)
}

/** A JSON object of any keys, such as the properties of a record. */
export function anyObject(raw: unknown, what = 'the body'): ControlBody {
  if (typeof raw === 'object' && raw !== null && !Array.isArray(raw)) return raw as ControlBody
  throw new TypeError(`${what} must be a JSON object`)
}

/** For a body that has to ask for something: one of these parts at least. */
export function asksForSomething(body: ControlBody, parts: readonly string[]): void {
  if (parts.every((part) => body[part] === undefined)) throw new TypeError(`one of ${parts.join(', ')} is expected`)
}
