/** ISO instant as HubSpot prints it: milliseconds only where there are any. */
export function isoInstant(ms: number): string {
  return new Date(ms).toISOString().replace('.000Z', 'Z')
}

export function isoDay(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}

/** Epoch milliseconds of an ISO text or of digits; null when it is neither. */
export function parseInstant(text: string): number | null {
  const trimmed = text.trim()
  if (/^-?\d{1,15}$/.test(trimmed)) return Number(trimmed)
  if (!/^\d{4}-\d{2}-\d{2}/.test(trimmed)) return null
  const at = Date.parse(trimmed)
  return Number.isNaN(at) ? null : at
}

/** Calendar day of an instant in a zone, `2026-11-21`. */
export function dayIn(timeZone: string, ms: number): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(ms)
}
