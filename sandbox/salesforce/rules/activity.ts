import { dataError } from '../errors.ts'
import { formatInstant, parseInstant } from '../instants.ts'
import type { WriteContext } from '../records/context.ts'
import type { Row, Value } from '../records/table.ts'
import { convertedLead } from './people.ts'
import type { Draft, ObjectRules } from './rules.ts'
import { laterDay } from './rules.ts'

/**
 * Status decides IsClosed; closing sets CompletedDateTime, reopening clears it. A task that is imported closed was
 * completed when it says it was created.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_task.htm
 */
export const taskRules: ObjectRules = {
  before(context, next, previous) {
    relate(context, next, previous)
    const status = context.org.taskStatuses.find((entry) => entry.label === next['Status'])
    const closed = status?.isClosed === true
    if (closed && previous?.['IsClosed'] !== true) {
      next['CompletedDateTime'] = previous === undefined ? (next['CreatedDate'] ?? null) : context.org.stamp()
    } else if (!closed) next['CompletedDateTime'] = null
    next['IsClosed'] = closed
    next['IsHighPriority'] = next['Priority'] === 'High'
  },
  after(context, row) {
    if (row['IsClosed'] === true) touchParents(context, row, row['ActivityDate'] ?? null)
  },
}

/** https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_event.htm */
export const eventRules: ObjectRules = {
  before(context, next, previous, input) {
    relate(context, next, previous)
    timeEvent(next, input)
  },
  after(context, row) {
    touchParents(context, row, row['EndDate'] ?? row['ActivityDate'] ?? null)
  },
}

const DAY_MINUTES = 24 * 60

/** StartDateTime and ActivityDateTime are one value; end and duration follow from each other. */
function timeEvent(next: Draft, input: Readonly<Record<string, Value>>): void {
  const start = input['StartDateTime'] ?? input['ActivityDateTime'] ?? next['StartDateTime'] ?? null
  const day = input['ActivityDate'] ?? (typeof start === 'string' ? start.slice(0, 10) : null)
  if (next['IsAllDayEvent'] === true && typeof day === 'string') {
    timeAllDayEvent(next, input, day)
    return
  }
  if (typeof start !== 'string') {
    throw dataError(
      'FIELD_INTEGRITY_EXCEPTION',
      'There was an error with the start date: an event needs a start and either an end or a duration',
      ['DurationInMinutes', 'ActivityDateTime'],
    )
  }
  const from = parseInstant(start) ?? 0
  const end = input['EndDateTime'] ?? null
  const minutes =
    typeof end === 'string' ? Math.round(((parseInstant(end) ?? from) - from) / 60_000) : next['DurationInMinutes']
  if (typeof minutes !== 'number' || minutes < 0) {
    throw negativeDuration()
  }
  checkDuration(input, minutes)
  const until = new Date(from + minutes * 60_000).toISOString().replace('Z', '+0000')
  Object.assign(next, {
    StartDateTime: start,
    ActivityDateTime: start,
    ActivityDate: start.slice(0, 10),
    DurationInMinutes: minutes,
    EndDateTime: until,
    EndDate: until.slice(0, 10),
  })
}

/** Whole days, one unless something else is said; the end is the last of them. */
function timeAllDayEvent(next: Draft, input: Readonly<Record<string, Value>>, day: string): void {
  const from = parseInstant(day) ?? 0
  const end = typeof input['EndDateTime'] === 'string' ? parseInstant(input['EndDateTime'].slice(0, 10)) : null
  const given = input['DurationInMinutes'] ?? next['DurationInMinutes']
  const minutes = end !== null ? (end - from) / 60_000 + DAY_MINUTES : typeof given === 'number' ? given : DAY_MINUTES
  if (minutes < 0) throw negativeDuration()
  checkDuration(input, minutes)
  const lastDay = formatInstant(from + Math.max(0, Math.ceil(minutes / DAY_MINUTES) - 1) * DAY_MINUTES * 60_000)
  Object.assign(next, {
    StartDateTime: formatInstant(from),
    ActivityDateTime: null,
    ActivityDate: day,
    DurationInMinutes: minutes,
    EndDateTime: lastDay,
    EndDate: lastDay.slice(0, 10),
  })
}

/** End and duration may both be given "if the values add up to the same amount of time". */
function checkDuration(input: Readonly<Record<string, Value>>, minutes: number): void {
  const { DurationInMinutes: given = null, EndDateTime: end = null } = input
  if (given === null || end === null || given === minutes) return
  throw dataError('FIELD_INTEGRITY_EXCEPTION', 'Duration and end are not the same amount of time', [
    'DurationInMinutes',
    'EndDateTime',
  ])
}

function negativeDuration() {
  return dataError('FIELD_INTEGRITY_EXCEPTION', 'Duration must be zero or more minutes', ['DurationInMinutes'])
}

/** Who and What: a lead cannot be combined with another record, and a converted lead takes no new activities. */
function relate(context: WriteContext, next: Draft, previous: Row | undefined): void {
  const who = next['WhoId']
  const what = next['WhatId']
  const changed = previous === undefined || previous['WhoId'] !== who || previous['WhatId'] !== what
  if (changed && typeof who === 'string' && who.startsWith('00Q')) {
    if (context.org.table('Lead').get(who)?.['IsConverted'] === true) throw convertedLead()
    if (typeof what === 'string') {
      throw dataError(
        'FIELD_INTEGRITY_EXCEPTION',
        'If the Name ID refers to a lead, then the Related To ID must be empty',
        ['WhatId'],
      )
    }
  }
  if (changed) next['AccountId'] = accountOf(context, what ?? null) ?? accountOf(context, who ?? null)
}

function accountOf(context: WriteContext, id: Value): Value {
  if (typeof id !== 'string') return null
  if (id.startsWith('001')) return id
  if (id.startsWith('006')) return context.org.table('Opportunity').get(id)?.['AccountId'] ?? null
  if (id.startsWith('003')) return context.org.table('Contact').get(id)?.['AccountId'] ?? null
  return null
}

const PARENTS: Readonly<Record<string, string>> = {
  '00Q': 'Lead',
  '003': 'Contact',
  '001': 'Account',
  '006': 'Opportunity',
  '701': 'Campaign',
}

/** LastActivityDate is a roll-up of due dates: it moves no stamp of the parent. */
function touchParents(context: WriteContext, row: Row, day: Value): void {
  for (const id of new Set([row['WhoId'], row['WhatId'], row['AccountId']])) {
    const object = typeof id === 'string' ? PARENTS[id.slice(0, 3)] : undefined
    const parent = object === undefined ? undefined : context.org.live(object, String(id))
    if (object === undefined || !parent) continue
    const later = laterDay(parent['LastActivityDate'], day)
    if (later !== (parent['LastActivityDate'] ?? null)) context.org.put(object, { ...parent, LastActivityDate: later })
  }
}
