/** A value of a CRM as a person would read it: trimmed, nothing for a blank. */
export const text = (value: unknown): string =>
  typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : ''

/** Do a value of the journal and one on the wire mean the same? Numbers and instants have several spellings. */
export function isSame(journaled: unknown, wire: unknown): boolean {
  const [a, b] = [plain(journaled), plain(wire)]
  if (a === b) return true
  if (a === '' || b === '') return false
  if (Number(a) === Number(b)) return true
  const [left, right] = [instant(a), instant(b)]
  return left !== null && left === right
}

export const plain = (value: unknown): string =>
  value === null || value === undefined
    ? ''
    : typeof value === 'object'
      ? JSON.stringify(value)
      : (value as string | number | boolean).toString()

const instant = (value: string): number | null => {
  const at = /^\d{12,}$/.test(value) ? Number(value) : /^\d{4}-\d\d-\d\d/.test(value) ? Date.parse(value) : Number.NaN
  return Number.isNaN(at) ? null : at
}
