/** Parts of a document as plain JSON. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined }

export const isKeyed = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Whether two parts are the same. The order of members counts: of the values of a map the first named comes back. */
export const sameJson = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/** The part at a path; undefined: there is none. */
export function partAt(document: unknown, path: readonly (string | number)[]): unknown {
  let part = document
  for (const key of path) {
    if (Array.isArray(part) && typeof key === 'number') part = (part as readonly unknown[])[key]
    else if (isKeyed(part)) part = part[key]
    else return undefined
  }
  return part
}

/** The document with another part at a path; `undefined` takes the part out. Objects on the way are made where they are missing. */
export function withPart<T>(document: T, path: readonly (string | number)[], part: unknown): T {
  const [key, ...rest] = path
  if (key === undefined) return part as T
  if (typeof key === 'number') {
    const list: readonly unknown[] = Array.isArray(document) ? document : []
    if (rest.length === 0 && part === undefined) return list.filter((_, i) => i !== key) as T
    const inner = withPart(list[key], rest, part)
    return (key < list.length ? list.map((one, i) => (i === key ? inner : one)) : [...list, inner]) as T
  }
  const object: Readonly<Record<string, unknown>> = isKeyed(document) ? document : {}
  const inner = withPart(object[key], rest, part)
  if (inner === undefined) return Object.fromEntries(Object.entries(object).filter(([name]) => name !== key)) as T
  return { ...object, [key]: inner } as T
}
