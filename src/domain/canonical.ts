/**
 * JSON in which members stand in the order of their names, so that two values are the same exactly when their texts are. A database
 * that keeps JSON keeps no order of members. Lists keep theirs; a Map counts as an object with its entries.
 */
export const canonicalJson = (value: unknown): string =>
  JSON.stringify(value, (_name, part: unknown) => {
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part
    const members = part instanceof Map ? [...(part as ReadonlyMap<string, unknown>)] : Object.entries(part)
    return Object.fromEntries(members.toSorted(([a], [b]) => (a < b ? -1 : 1)))
  }) ?? ''
