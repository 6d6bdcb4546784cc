import { canonicalJson } from './canonical.ts'

/**
 * Whether two sync configs say the same. The order of members says nothing, but for `values` of a field map: of several HubSpot
 * values with one Salesforce value the first named comes back.
 */
export const sameDocument = (a: unknown, b: unknown): boolean =>
  canonicalJson(withOrderOfValues(a)) === canonicalJson(withOrderOfValues(b))

function withOrderOfValues(part: unknown, key?: string): unknown {
  if (typeof part !== 'object' || part === null) return part
  if (Array.isArray(part)) return part.map((one) => withOrderOfValues(one))
  const members = Object.entries(part)
  if (key === 'values') return members
  return Object.fromEntries(members.map(([name, value]) => [name, withOrderOfValues(value, name)]))
}
