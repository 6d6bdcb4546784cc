import type { Step } from '../cast.ts'
import { newValue, recordOf, withPerson } from '../cast.ts'

const TASK_TO_CONTACT = 204

/** A task about somebody, in HubSpot. */
export const setTaskInHubspot = withPerson(async ({ marketing, stage, tasks }, person) => {
  const subject = `Task ${newValue()}`
  const { id } = (await marketing.call('POST', 'objects/tasks', {
    properties: { hs_task_subject: subject, hs_timestamp: new Date(stage.box.clock.now()).toISOString() },
    associations: [
      {
        to: { id: person.contactId },
        types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: TASK_TO_CONTACT }],
      },
    ],
  })) as { readonly id: string }
  tasks.push({ side: 'hubspot', id, person, subject })
  return `${person.name}: "${subject}" is set in HubSpot (${id})`
})

/** A task about somebody, in Salesforce. */
export const setTaskInSalesforce = withPerson(async (cast, person) => {
  const record = await recordOf(cast, person)
  if (record === null) return null
  const subject = `Task ${newValue()}`
  const id = await cast.sales.create('Task', { Subject: subject, WhoId: record.id })
  cast.tasks.push({ side: 'salesforce', id, person, subject })
  return `${person.name}: "${subject}" is set in Salesforce (${id}) for ${record.id}`
})

/** Where it began. */
export const renameTask: Step = async ({ marketing, sales, dice: by, tasks }) => {
  if (tasks.length === 0) return null
  const task = by.oneOf(tasks)
  const before = task.subject
  const subject = `Task ${newValue()}`
  if (task.side === 'hubspot')
    await marketing.call('PATCH', `objects/tasks/${task.id}`, { properties: { hs_task_subject: subject } })
  else await sales.update('Task', task.id, { Subject: subject })
  task.subject = subject
  return `${task.person.name}: "${before}" is now "${subject}" (${task.id})`
}

export const finishTaskInHubspot: Step = async ({ marketing, dice: by, tasks }) => {
  const begun = tasks.filter(({ side }) => side === 'hubspot')
  if (begun.length === 0) return null
  const { id, person, subject } = by.oneOf(begun)
  await marketing.call('PATCH', `objects/tasks/${id}`, { properties: { hs_task_status: 'COMPLETED' } })
  return `${person.name}: "${subject}" is completed in HubSpot (${id})`
}
