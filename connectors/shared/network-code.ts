/** Why a request got no answer, in one word where the system gives one ("ECONNREFUSED"). fetch hides it in `cause`. */
export function networkCode(cause: unknown): string {
  const inner = cause instanceof Error ? (cause.cause ?? cause) : cause
  if (inner instanceof Error) return 'code' in inner && typeof inner.code === 'string' ? inner.code : inner.message
  return 'unknown reason'
}
