import { cut } from '../mapping/text.ts'
import type { Values } from '../mapping/value.ts'

export interface TaskInput {
  readonly key: string
  readonly leadOrContactId: string
  readonly ownerId: string
  readonly personName: string
  readonly company: string | null
  readonly campaign: string | null
  readonly source: string | null
  readonly reason: string
  readonly urgency: string
  readonly nextStep: string
  /** Local date of the deadline in the calendar's zone, and the deadline in words. */
  readonly dueOn: string | null
  readonly dueText: string
  readonly hubspotUrl: string
}

const PRIORITY: Readonly<Record<string, string>> = { urgent: 'High', high: 'High', normal: 'Normal', low: 'Low' }
/** Task.Subject holds 255 characters (https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_task.htm). */
const SUBJECT_LENGTH = 255

/** The follow-up Task: who, what they did, campaign, urgency, deadline, next step, link; at a glance. */
export function followUpTask(input: TaskInput): Values {
  const subject = `Follow up: ${input.personName}${input.company === null ? '' : ` (${input.company})`}`
  const lines = [
    `Who: ${input.personName}${input.company === null ? '' : `, ${input.company}`}`,
    `Why now: ${input.reason}`,
    `Campaign: ${input.campaign ?? 'none known'}${input.source === null ? '' : ` (${input.source})`}`,
    ...Object.values(linesOf(input)),
    `HubSpot: ${input.hubspotUrl}`,
  ]
  return {
    Subject: cut(subject, SUBJECT_LENGTH),
    Description: lines.join('\n'),
    Status: 'Not Started',
    Priority: priorityOf(input),
    ActivityDate: input.dueOn,
    OwnerId: input.ownerId,
    WhoId: input.leadOrContactId,
  }
}

/** What of a handoff may change while its Task is open. */
export type TaskFacts = Pick<TaskInput, 'ownerId' | 'urgency' | 'nextStep' | 'dueOn' | 'dueText'>

const priorityOf = ({ urgency }: Pick<TaskInput, 'urgency'>): string => PRIORITY[urgency] ?? 'Normal'

const linesOf = ({ urgency, dueText, nextStep }: Pick<TaskInput, 'urgency' | 'dueText' | 'nextStep'>) => ({
  urgency: `Urgency: ${urgency}`,
  dueText: `Answer by: ${dueText}`,
  nextStep: `Next step: ${nextStep}`,
})

/** What a Task says, to compare it with later. */
export const taskPrint = ({ ownerId, urgency, nextStep, dueOn, dueText }: TaskFacts): string =>
  JSON.stringify({ ownerId, urgency, nextStep, dueOn, dueText })

/** Print of a Task that is over: a rep or Tandem closed it, or it is gone. Nothing is written to it any more. */
export const TASK_OVER = 'over'

/**
 * What to write to an open Task so that it says what the handoff says now. Only what changed since it was last told is written, and
 * of the description only the lines that say it: a rep may have passed the Task on, or written notes into it.
 * @param print what it was last told.
 * @param description as it is in Salesforce.
 */
export function taskChanges(print: string, now: TaskFacts, description: string | null): Values {
  const told = JSON.parse(print) as Partial<TaskFacts>
  const moved = (key: keyof TaskFacts): boolean => told[key] !== now[key]
  const lines = linesOf(now)
  const text = (description ?? '')
    .split(/\r?\n/)
    .map((line) => Object.values(lines).find((one) => line.startsWith(one.slice(0, one.indexOf(':') + 1))) ?? line)
    .join('\n')
  const says = moved('urgency') || moved('dueText') || moved('nextStep')
  return {
    ...(moved('ownerId') ? { OwnerId: now.ownerId } : {}),
    ...(moved('dueOn') ? { ActivityDate: now.dueOn } : {}),
    ...(moved('urgency') ? { Priority: priorityOf(now) } : {}),
    ...(says && description !== null && text !== description ? { Description: text } : {}),
  }
}
