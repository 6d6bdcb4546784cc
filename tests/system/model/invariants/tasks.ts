import type { SetTask } from '../cast.ts'
import type { Ending } from './ending.ts'
import { parkedOf } from './ending.ts'
import { text } from './values.ts'

/** Both sides of every linked task say the same. */
export function tasksAgree(ending: Ending): readonly string[] {
  const here = new Map(ending.hubspotTasks.map((task) => [task.id, task.properties]))
  const there = new Map(ending.salesforceTasks.map((task) => [text(task['Id']), task]))
  return ending.links.flatMap((link) => {
    const [id, taskId] = [text(link['hubspot_id']), text(link['salesforce_id'])]
    if (link['kind'] !== 'task' || link['state'] !== 'active' || id === '' || taskId === '') return []
    const [left, right] = [here.get(id), there.get(taskId)]
    // A Lead takes its tasks with it; that is told with the next look at the task.
    if (left === undefined || right === undefined || parkedOf(ending, [id, taskId]).length > 0) return []
    const agree: readonly (readonly [string, string, string])[] = [
      ['subject', text(left['hs_task_subject']), text(right['Subject'])],
      [
        'completed',
        String(text(left['hs_task_status']) === 'COMPLETED'),
        String(text(right['Status']) === 'Completed'),
      ],
    ]
    return agree
      .filter(([, one, other]) => one !== other)
      .map(([field, one, other]) => `task ${id}: ${field} is "${one}", "${other}" on ${taskId}`)
  })
}

/** Nothing that somebody set is doubled; what is open, about somebody whom both sides know, is there on both. */
export function tasksOnce(ending: Ending, tasks: readonly SetTask[]): readonly string[] {
  return tasks.flatMap(({ side, id, person, subject }) => {
    const here = ending.hubspotTasks.filter(({ properties }) => text(properties['hs_task_subject']) === subject)
    const there = ending.salesforceTasks.filter((task) => text(task['Subject']) === subject)
    const said = `task ${id} (${person.name}, "${subject}" of ${side}): ${here.length} in HubSpot, ${there.length} in Salesforce`
    if (here.length > 1 || there.length > 1) return [said]
    const [left, right] = [here[0]?.properties, there[0]]
    const ids = [person.contactId, ...here.map((task) => task.id), text(right?.['Id'])]
    const isOpen =
      side === 'hubspot' ? text(left?.['hs_task_status']) !== 'COMPLETED' : right?.['Status'] !== 'Completed'
    const known = ending.contacts.find((contact) => contact.id === person.contactId)?.properties['tandem_salesforce_id']
    if (!isOpen || person.shaky || person.archived || text(known) === '') return []
    const waits = parkedOf(ending, [...ids, text(known)])
    return (here.length === 1 && there.length === 1) || waits.length > 0 ? [] : [said]
  })
}
