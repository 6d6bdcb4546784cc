import type { LadderAction } from '#domain/sla/ladder.ts'
import type { StoredClock } from '#ports/store/clocks.ts'

/** What the stored name of something that happens to a clock means: "The deadline passes". */
export function stepWords({ ladder }: Pick<StoredClock, 'ladder'>, step: string): string {
  if (step === 'breach') return 'The deadline passes'
  if (step.startsWith('warn:')) return `${Math.round(Number(step.slice(5)) * 100)} % of the time is used`
  // With the instant behind it, so that each comes once.
  if (step.startsWith('resumed:')) return 'Escalation goes on'
  if (!step.startsWith('ladder:')) return WORDS[step] ?? step
  const rung = ladder.find(({ id }) => id === step.slice(7))
  return rung === undefined ? step : actionWords(rung.action)
}

const WORDS: Readonly<Record<string, string>> = {
  start: 'The clock starts',
  stop: 'Answered',
  pause: 'On hold',
  resume: 'Goes on',
  cancel: 'Given up',
  retarget: 'Another target',
  recalendar: 'Other working hours',
  activity: 'Activity in Salesforce',
  'breach-voided': 'The breach is taken back',
}

function actionWords(action: LadderAction): string {
  switch (action.kind) {
    case 'remind':
      return 'The owner is reminded'
    case 'notify_manager':
      return 'The manager is told'
    case 'notify_channel':
      return `Channel ${action.channel} is told`
    case 'create_task':
      return `Another task for the ${action.for}: ${action.subject}`
    case 'reassign':
      return 'The next of the pool gets the lead'
    case 'escalate':
      return 'The manager gets the lead'
    case 'recycle':
      return `Back to marketing: ${action.reason}`
    case 'set_field':
      return `${action.field} becomes ${action.value}`
  }
}
