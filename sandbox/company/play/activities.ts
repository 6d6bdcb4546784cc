import type { ReplayRow } from '../types.ts'
import { textOf } from './http-call.ts'
import type { JsonRecord } from './http-call.ts'
import type { SalesforceClient } from './salesforce-client.ts'

const MINUTE = 60_000
const SUBJECTS = { call: 'First call', email: 'First e-mail', meeting: 'First meeting' } as const
const SUBTYPES = { call: 'Call', email: 'Email' } as const

/** A first activity to be logged for a lead or contact. */
export interface Activity {
  readonly row: ReplayRow
  readonly whoId: string
  readonly repId: string
}

/**
 * Logs the activities that are not there yet (same person, same second), at the instant they happened: calls and e-mails as
 * completed tasks, meetings as events.
 * @returns those that were logged now.
 */
export async function logActivities(
  salesforce: SalesforceClient,
  activities: readonly Activity[],
): Promise<Activity[]> {
  const meetings = activities.filter(({ row }) => row.activityType === 'meeting')
  const tasks = activities.filter(({ row }) => row.activityType === 'call' || row.activityType === 'email')
  const tasksDone = await loggedInstants(salesforce, 'Task', 'CreatedDate', tasks)
  const meetingsDone = await loggedInstants(salesforce, 'Event', 'StartDateTime', meetings)
  const newTasks = tasks.filter((activity) => !tasksDone.has(keyOf(activity)))
  const newEvents = meetings.filter((activity) => !meetingsDone.has(keyOf(activity)))
  await salesforce.create(
    'Task',
    newTasks.map((activity) => toTask(activity)),
  )
  await salesforce.create(
    'Event',
    newEvents.map((activity) => toEvent(activity)),
  )
  return [...newTasks, ...newEvents]
}

async function loggedInstants(
  salesforce: SalesforceClient,
  sobject: 'Task' | 'Event',
  field: string,
  activities: readonly Activity[],
): Promise<ReadonlySet<string>> {
  const rows = await salesforce.queryIn(
    `SELECT WhoId, ${field} FROM ${sobject} WHERE WhoId IN ({list})`,
    activities.map(({ whoId }) => whoId),
  )
  return new Set(rows.map((row) => `${textOf(row, 'WhoId')} ${secondOf(Date.parse(textOf(row, field) ?? ''))}`))
}

function keyOf({ whoId, row }: Activity): string {
  return `${whoId} ${secondOf(row.firstActivityAt ?? 0)}`
}

/** Salesforce keeps whole seconds. */
function secondOf(at: number): number {
  return Math.floor(at / 1_000)
}

function toTask(activity: Activity): JsonRecord {
  const type = activity.row.activityType === 'call' ? 'call' : 'email'
  const at = instantOf(activity)
  return {
    ...common(activity, SUBJECTS[type]),
    Status: 'Completed',
    TaskSubtype: SUBTYPES[type],
    ActivityDate: at.slice(0, 10),
  }
}

function toEvent(activity: Activity): JsonRecord {
  const at = activity.row.firstActivityAt ?? 0
  return {
    ...common(activity, SUBJECTS.meeting),
    StartDateTime: instantOf(activity),
    EndDateTime: new Date(at + 30 * MINUTE).toISOString(),
  }
}

// CreatedDate and CreatedById may be set by users with "Set Audit Fields upon Record Creation".
function common(activity: Activity, subject: string): JsonRecord {
  return {
    Subject: subject,
    WhoId: activity.whoId,
    OwnerId: activity.repId,
    CreatedById: activity.repId,
    CreatedDate: instantOf(activity),
  }
}

function instantOf({ row }: Activity): string {
  return new Date(row.firstActivityAt ?? 0).toISOString()
}
