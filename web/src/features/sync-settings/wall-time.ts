const two = (n: number): string => String(n).padStart(2, '0')

/** An instant as a field for date and time has it: on the wall of the reader's zone, to the minute. Blank: it is none. */
export function toWallTime(instant: string): string {
  const at = new Date(instant)
  if (Number.isNaN(at.getTime())) return ''
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}`
}

/** Null: not a whole date and time yet. */
export function toInstant(wallTime: string): string | null {
  const at = new Date(wallTime)
  return wallTime === '' || Number.isNaN(at.getTime()) ? null : at.toISOString()
}
