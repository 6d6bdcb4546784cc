/** One field map as it is written. */
type Written = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Written =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * A document with every field map that it works by, those that the product brings along included, each with its rule and direction:
 * so a map that the document replaces differs by what it says otherwise, not as a whole. For comparing only.
 * @param defaultsOf maps that the product brings along for a pair, as they are written.
 */
export function effectiveDocument(
  document: unknown,
  pairs: readonly string[],
  defaultsOf: (pair: string) => readonly object[],
): unknown {
  if (!isObject(document)) return document
  const fields = isObject(document['fields']) ? document['fields'] : {}
  const all = pairs.map((pair) => {
    const given = fields[pair]
    return [
      pair,
      mapsOf(Array.isArray(given) ? given.filter(isObject) : [], defaultsOf(pair).filter(isObject)),
    ] as const
  })
  return { ...document, fields: { ...fields, ...Object.fromEntries(all) } }
}

function mapsOf(own: readonly Written[], brought: readonly Written[]): readonly Written[] {
  const byId = new Map(own.map((map) => [nameOf(map), map]))
  const known = new Set(brought.map(nameOf))
  const kept = brought.map((map) => byId.get(nameOf(map)) ?? map)
  return [...kept, ...own.filter((map) => !known.has(nameOf(map)))].map(whole)
}

const nameOf = (map: Written): unknown => map['id'] ?? map['hubspot']

/** What is left out says the same as this. */
const whole = (map: Written): Written => ({
  id: nameOf(map),
  rule: 'newest-wins',
  direction: 'both',
  toSalesforce: [],
  toHubspot: [],
  ...map,
})
