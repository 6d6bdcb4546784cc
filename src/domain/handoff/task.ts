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
    `Urgency: ${input.urgency}`,
    `Answer by: ${input.dueText}`,
    `Next step: ${input.nextStep}`,
    `HubSpot: ${input.hubspotUrl}`,
  ]
  return {
    Subject: cut(subject, SUBJECT_LENGTH),
    Description: lines.join('\n'),
    Status: 'Not Started',
    Priority: PRIORITY[input.urgency] ?? 'Normal',
    ActivityDate: input.dueOn,
    OwnerId: input.ownerId,
    WhoId: input.leadOrContactId,
  }
}
