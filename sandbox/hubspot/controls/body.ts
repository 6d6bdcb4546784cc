/** The JSON object a control was sent. Throws the `TypeError` that answers 400. */
export function controlBody(raw: unknown, expected: string): Readonly<Record<string, unknown>> {
  if (typeof raw === 'object' && raw !== null && !Array.isArray(raw)) return raw as Record<string, unknown>
  throw new TypeError(expected)
}
