import type { ConfigDocument } from '#http/contract/config.ts'
import type { ConfigPair, WrittenMap } from '#http/contract/config-fields.ts'
import { isKeyed, partAt, sameJson, withPart } from '../config-draft/json.ts'

/** `brought`: Tandem's own; `changed`: Tandem's own, replaced by the document; `own`: of the document alone. */
export type Origin = 'brought' | 'changed' | 'own'

export interface EffectiveMap {
  readonly id: string
  readonly map: WrittenMap
  readonly origin: Origin
}

export const idOf = (map: Pick<WrittenMap, 'id' | 'hubspot'>): string => map.id ?? map.hubspot

/** Maps of a pair as the document says them. */
export function ownMaps(document: ConfigDocument, pair: ConfigPair): readonly WrittenMap[] {
  const maps = partAt(document, ['fields', pair])
  return Array.isArray(maps) ? maps.filter(isKeyed).filter(isMap) : []
}

const isMap = (map: Readonly<Record<string, unknown>>): map is WrittenMap =>
  typeof map['hubspot'] === 'string' && typeof map['salesforce'] === 'string'

/** Every map of a pair as Tandem works by it: those that it brings along, each replaced by the document's of the same id, then the document's own. */
export function effectiveMaps(
  document: ConfigDocument,
  pair: ConfigPair,
  defaults: readonly WrittenMap[],
): readonly EffectiveMap[] {
  const own = ownMaps(document, pair)
  const byId = new Map(own.map((map) => [idOf(map), map]))
  const known = new Set(defaults.map(idOf))
  return [
    ...defaults.map((map): EffectiveMap => {
      const id = idOf(map)
      const replaced = byId.get(id)
      return replaced === undefined ? { id, map, origin: 'brought' } : { id, map: replaced, origin: 'changed' }
    }),
    ...own.filter((map) => !known.has(idOf(map))).map((map): EffectiveMap => ({ id: idOf(map), map, origin: 'own' })),
  ]
}

/** The document with this map; what is the same as Tandem's own stands in no document. */
export function withMap(
  document: ConfigDocument,
  pair: ConfigPair,
  id: string,
  map: WrittenMap,
  defaults: readonly WrittenMap[],
): ConfigDocument {
  const named = withId(map, id)
  const brought = defaults.find((one) => idOf(one) === id)
  if (brought !== undefined && sameJson(plain(brought), plain(named))) return withoutMap(document, pair, id)
  const own = ownMaps(document, pair)
  const next = own.some((one) => idOf(one) === id)
    ? own.map((one) => (idOf(one) === id ? named : one))
    : [...own, named]
  return withPart(document, ['fields', pair], next)
}

/** An own map is gone; one of Tandem's is again as Tandem brings it. */
export function withoutMap(document: ConfigDocument, pair: ConfigPair, id: string): ConfigDocument {
  const rest = ownMaps(document, pair).filter((one) => idOf(one) !== id)
  if (rest.length > 0) return withPart(document, ['fields', pair], rest)
  const without = withPart(document, ['fields', pair], undefined)
  const fields = partAt(without, ['fields'])
  return isKeyed(fields) && Object.keys(fields).length === 0 ? withPart(without, ['fields'], undefined) : without
}

/** An own map one place up or down among the own ones. */
export function movedMap(document: ConfigDocument, pair: ConfigPair, id: string, by: 1 | -1): ConfigDocument {
  const own = [...ownMaps(document, pair)]
  const from = own.findIndex((one) => idOf(one) === id)
  const [moved] = own.splice(from, 1)
  if (moved === undefined) return document
  own.splice(Math.max(0, from + by), 0, moved)
  return withPart(document, ['fields', pair], own)
}

/** A name for a new map that no other has. */
export function freeId(hubspot: string, taken: ReadonlySet<string>): string {
  if (!taken.has(hubspot)) return hubspot
  for (let i = 2; ; i += 1) if (!taken.has(`${hubspot}-${i}`)) return `${hubspot}-${i}`
}

function withId(map: WrittenMap, id: string): WrittenMap {
  const { id: _id, ...rest } = map
  return id === map.hubspot ? rest : { id, ...rest }
}

/** Without what says the same as leaving it out. */
const plain = ({ rule = 'newest-wins', direction = 'both', toSalesforce = [], toHubspot = [], ...rest }: WrittenMap) =>
  Object.fromEntries(
    Object.entries({ ...rest, rule, direction, toSalesforce, toHubspot })
      .filter(([, value]) => value !== undefined)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  )
