import type { TaskFacts } from '#domain/handoff/task.ts'
import { followUpTask } from '#domain/handoff/task.ts'
import { taskKey } from '#domain/identity/match.ts'
import { localDateOf, localMinuteOf } from '#domain/time.ts'
import type { BusinessCalendar } from '#domain/sla/business-calendar.ts'
import type { Handoff } from '#domain/handoff/types.ts'
import type { WriteOperation } from '#ports/connector/writes.ts'
import type { Scope } from '../scope.ts'
import type { LinkedPerson } from './unit.ts'
import { nameOf } from './unit.ts'

export type TaskUpsert = Extract<WriteOperation, { kind: 'upsert' }>

/** The keyed upsert of a handoff's follow-up Task; null when there is no handoff, the Task exists, or none is wanted. */
export function taskOperation(scope: Scope, person: LinkedPerson, whoId: string): TaskUpsert | null {
  const { handoff, contact, link } = person
  if (handoff === null || handoff.taskId !== null || handoff.leftOut?.includes('task') === true) return null
  const values = followUpTask({
    key: taskKey(link.key, handoff.cycle),
    leadOrContactId: whoId,
    ...taskFacts(scope, person, handoff),
    personName: nameOf(contact),
    company: contact.values['company'] ?? null,
    campaign: handoff.campaign,
    source: contact.values['hs_analytics_source'] ?? null,
    reason: handoff.reason,
    hubspotUrl: `https://app.hubspot.com/contacts/${scope.connection.portalId}/record/0-1/${contact.id}`,
  })
  return {
    kind: 'upsert',
    traceId: link.id,
    object: 'Task',
    keyField: 'Tandem_Key__c',
    key: taskKey(link.key, handoff.cycle),
    values,
  }
}

/** What the Task of a handoff should say now. */
export function taskFacts(scope: Scope, { clock }: LinkedPerson, handoff: Handoff): TaskFacts {
  const zone = clock === null ? scope.connection.orgTimeZone : (clock.calendar as BusinessCalendar).timeZone
  const dueAt = clock?.dueAt ?? null
  return {
    ownerId: handoff.ownerId,
    urgency: handoff.urgency,
    nextStep: handoff.nextStep === '' ? 'Get in touch.' : handoff.nextStep,
    dueOn: dueAt === null ? null : localDateOf(dueAt, zone),
    dueText: dueAt === null ? 'no deadline' : `${localMinuteOf(dueAt, zone)} (${zone})`,
  }
}
