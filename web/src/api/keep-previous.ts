import type { QueryKey } from '@tanstack/react-query'

/**
 * What was read before stands on while newer figures come, as long as it is about the same thing: the same connection and
 * the same record. Other filters of one list are; another company's figures under this one's name are not.
 */
export function keepIfSame<T>(
  key: QueryKey,
  data: T | undefined,
  before: { readonly queryKey: QueryKey } | undefined,
): T | undefined {
  return before !== undefined && subjectOf(before.queryKey) === subjectOf(key) ? data : undefined
}

/** Keys are made by `keyOf`: part, connection, operation, input. */
function subjectOf([tag, connection, operation, input]: QueryKey): string {
  const { params } = (input ?? {}) as { readonly params?: unknown }
  return JSON.stringify([tag, connection, operation, params ?? null])
}
