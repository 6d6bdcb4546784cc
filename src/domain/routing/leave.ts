import type { Instant } from '../instant.ts'
import { localDayBounds } from '../time.ts'
import type { Leave } from './types.ts'

interface Away {
  readonly from: Instant
  readonly until: Instant
}

/** By leave and zone: the same few are asked about for every lead. */
const known = new WeakMap<Leave, Map<string, Away>>()

function awayDuring(leave: Leave, timeZone: string): Away {
  const zones = known.get(leave) ?? new Map<string, Away>()
  const away = zones.get(timeZone) ?? {
    from: localDayBounds(leave.from, timeZone).from,
    until: localDayBounds(leave.to, timeZone).until,
  }
  known.set(leave, zones.set(timeZone, away))
  return away
}

/** The leave that holds this instant; both dates are whole local days of the zone. */
export const leaveAt = (leaves: readonly Leave[], at: Instant, timeZone: string): Leave | undefined =>
  leaves.find((leave) => {
    const { from, until } = awayDuring(leave, timeZone)
    return from <= at && at < until
  })

/** The first instant at or after `at` on which none of the leaves lies. */
export function endOfLeave(leaves: readonly Leave[], at: Instant, timeZone: string): Instant {
  const leave = leaveAt(leaves, at, timeZone)
  return leave === undefined ? at : endOfLeave(leaves, awayDuring(leave, timeZone).until, timeZone)
}
