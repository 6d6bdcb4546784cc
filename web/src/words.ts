/** Words of things that stand on several pages: one thing has one name. */

export const URGENCY_WORDS = { urgent: 'Urgent', high: 'High', normal: 'Normal', low: 'Low' } as const

export const urgencyWords = (urgency: string): string =>
  Object.hasOwn(URGENCY_WORDS, urgency) ? URGENCY_WORDS[urgency as keyof typeof URGENCY_WORDS] : urgency

/** What became of a lead in sales. */
export const LEAD_STATE_WORDS = {
  open: 'New',
  accepted: 'Accepted',
  qualified: 'Qualified',
  rejected: 'Given back',
  withdrawn: 'Withdrawn',
} as const

/** How the clock of a lead stands: overdue while nobody has answered, answered late afterwards. */
export const CLOCK_STATE_WORDS = {
  not_started: 'Not begun',
  running: 'In time so far',
  paused: 'On hold',
  met: 'Answered in time',
  breached: 'Overdue',
  breached_completed: 'Answered late',
  cancelled: 'Cancelled',
} as const

/** What somebody gave an id for want of a name: "first-response" is read as "First response". Names stay as they are. */
export function readable(name: string): string {
  if (!/^[a-z0-9]+([-_][a-z0-9]+)*$/.test(name)) return name
  const words = name.replaceAll(/[-_]/g, ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
