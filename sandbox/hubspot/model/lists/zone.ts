import { invalid } from '../../errors.ts'

/** How far a zone is ahead of UTC at an instant. */
export function zoneOffsetMs(zone: string, at: number): number {
  const part = formatter(zone)
    .formatToParts(at)
    .find(({ type }) => type === 'timeZoneName')
  const match = /GMT([+-])(\d{2}):(\d{2})/.exec(part?.value ?? '')
  if (match === null) return 0
  const ms = (Number(match[2]) * 60 + Number(match[3])) * 60_000
  return match[1] === '-' ? -ms : ms
}

const formatters = new Map<string, Intl.DateTimeFormat>()

function formatter(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone)
  if (known !== undefined) return known
  try {
    const made = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
    formatters.set(zone, made)
    return made
  } catch {
    throw invalid(`${zone} is not a valid time zone`)
  }
}

/** What a clock in the zone shows, as if it were UTC: calendar arithmetic is done on it. */
export const wallTime = (zone: string, at: number): number => at + zoneOffsetMs(zone, at)

/** The instant at which a clock in the zone shows a wall time. */
export function instantAt(zone: string, wall: number): number {
  const guess = wall - zoneOffsetMs(zone, wall)
  return wall - zoneOffsetMs(zone, guess)
}
