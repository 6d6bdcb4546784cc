const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const OPENS = 9 * HOUR
const CLOSES = 17 * HOUR

const newYork = new Intl.DateTimeFormat('en-US', {
  timeZone: 'America/New_York',
  hourCycle: 'h23',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
})

/** The New York wall clock at an instant, as the epoch milliseconds a UTC clock showing the same would have. */
export function toNewYork(at: number): number {
  const part = new Map(newYork.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
  const of = (type: Intl.DateTimeFormatPartTypes) => part.get(type) ?? 0
  return Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'))
}

/** The inverse of toNewYork. Exact in working hours; around 2 o'clock of a clock change it may be an hour off. */
function fromNewYork(wall: number): number {
  const guess = wall + 5 * HOUR
  return wall - (toNewYork(guess) - guess)
}

/**
 * The instant when so many working minutes (Monday to Friday, 9 to 17 in New York, holidays not observed) have passed.
 * @param from epoch milliseconds; outside working hours the count begins at the next opening.
 */
export function addWorkingMinutes(from: number, minutes: number): number {
  let wall = nextOpen(toNewYork(from))
  let left = minutes * MINUTE
  for (;;) {
    const today = dayOf(wall) + CLOSES - wall
    if (left < today) return fromNewYork(wall + left)
    left -= today
    wall = nextOpen(dayOf(wall) + CLOSES)
  }
}

/** 0 (Sunday) to 6. */
export function weekdayOf(wall: number): number {
  return new Date(wall).getUTCDay()
}

export function hourOf(wall: number): number {
  return (wall - dayOf(wall)) / HOUR
}

function nextOpen(wall: number): number {
  const day = dayOf(wall)
  const weekend = weekdayOf(wall) === 0 || weekdayOf(wall) === 6
  if (!weekend && wall < day + OPENS) return day + OPENS
  if (!weekend && wall < day + CLOSES) return wall
  return nextOpen(day + DAY)
}

function dayOf(wall: number): number {
  return Math.floor(wall / DAY) * DAY
}
