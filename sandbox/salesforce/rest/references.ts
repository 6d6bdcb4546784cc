import { apiError } from '../errors.ts'
import { textOf } from '../text.ts'
import { isRecord } from './api.ts'

/** The body of the answer with a reference id; undefined when there is none that can be referred to. */
export type BodyOf = (referenceId: string) => unknown

/**
 * Fills `@{ref.id}`, `@{ref.records[0].Id}` and `@{ref[1].id}` with what earlier parts answered, anywhere in a value.
 * Throws PROCESSING_HALTED, recorded: "Invalid reference specified. No value for refContact.FirstName found in refContact".
 * https://developer.salesforce.com/docs/platform/api-rest/guide/requests-composite.html
 */
export function fillReferences(value: unknown, bodyOf: BodyOf): unknown {
  if (typeof value === 'string') return fillText(value, bodyOf)
  if (Array.isArray(value)) return value.map((entry) => fillReferences(entry, bodyOf))
  if (!isRecord(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, fillReferences(entry, bodyOf)]))
}

export function fillText(text: string, bodyOf: BodyOf): string {
  return text.replaceAll(/@\{([^}]+)\}/g, (_, path: string) => {
    const reference = /^\w*/.exec(path)?.[0] ?? ''
    const found = step(bodyOf(reference), path.slice(reference.length))
    if (found === undefined || found === null) {
      throw apiError(
        400,
        'PROCESSING_HALTED',
        `Invalid reference specified. No value for ${path} found in ${reference}`,
      )
    }
    return textOf(found)
  })
}

function step(body: unknown, path: string): unknown {
  let value = body
  for (const [, name, index] of path.matchAll(/\.(\w+)|\[(\d+)\]/g)) {
    if (name !== undefined) value = isRecord(value) ? value[name] : undefined
    else value = Array.isArray(value) ? value[Number(index)] : undefined
  }
  return value
}
