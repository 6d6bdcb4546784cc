import type { Link } from '#domain/identity/link.ts'
import type { Values } from '#domain/mapping/value.ts'
import { taskPlain } from '#domain/objects/task-task.ts'
import { resolvePeople } from '../resolve-people.ts'
import type { Scope } from '../scope.ts'
import { accountOf } from './unit.ts'
import type { Association, PlainStory, Unit, UnitResult } from './unit.ts'

/** Tasks about linked people, on whichever side they were set. */
export const taskStory: PlainStory = {
  pair: taskPlain,
  admit: admitTasks,
  tells: async () => new Map(),
  associates: joinToContacts,
  remembers: async () => undefined,
}

/** A task takes part if it is about somebody who is linked. In Salesforce it is about one person: the first of them. */
async function admitTasks(scope: Scope, units: readonly Unit[]): Promise<ReadonlyMap<Unit, Values>> {
  const whoIds = units.flatMap(({ salesforce }) => salesforce?.record.values['WhoId'] ?? [])
  const people = whoIds.length === 0 ? new Map<string, Link>() : await resolvePeople(scope, whoIds)
  const persons = await peopleOfTasks(
    scope,
    units.flatMap(({ hubspot }) => hubspot?.record.id ?? []),
  )
  const admitted = new Map<Unit, Values>()
  for (const unit of units) {
    const who = unit.salesforce?.record.values['WhoId'] ?? null
    const about = unit.hubspot === null ? undefined : persons.get(unit.hubspot.record.id)
    if (who !== null && people.get(who)?.state === 'active') admitted.set(unit, {})
    // What a task is related to stays blank: a lead's task must not name anything.
    else if (unit.salesforce === null && about !== undefined) admitted.set(unit, { WhoId: about.salesforceId })
  }
  return admitted
}

/** The first linked person among the contacts of each HubSpot task. */
async function peopleOfTasks(scope: Scope, ids: readonly string[]): Promise<ReadonlyMap<string, Link>> {
  if (ids.length === 0) return new Map()
  const related = await scope.hubspot.related({ from: 'tasks', ids, to: 'contacts' })
  const links = await scope.store.links.byHubspotIds(
    scope.connection.id,
    'person',
    related.flatMap((one) => one.related),
  )
  return new Map(
    related.flatMap((one) => {
      const person = one.related
        .flatMap((id) => links.get(id) ?? [])
        .find(({ state, salesforceId }) => state === 'active' && salesforceId !== null)
      return person === undefined ? [] : [[one.id, person] as const]
    }),
  )
}

/** A task that was made in HubSpot belongs to the contact of the person it is about. */
async function joinToContacts(scope: Scope, results: readonly UnitResult[]): Promise<readonly Association[]> {
  const began = `${accountOf(scope, 'salesforce')}:`
  const made = results.filter(
    ({ unit, link }) => unit.firstMeeting && link.origin === 'created' && link.key.startsWith(began),
  )
  const whoOf = ({ salesforce }: UnitResult): string | null => salesforce?.record.values['WhoId'] ?? null
  if (made.length === 0) return []
  const people = await resolvePeople(
    scope,
    made.flatMap((result) => whoOf(result) ?? []),
  )
  return made.flatMap((result): Association[] => {
    const contactId = people.get(whoOf(result) ?? '')?.hubspotId ?? null
    if (contactId === null || result.link.hubspotId === null) return []
    const from = { object: 'tasks', id: result.link.hubspotId }
    const to = { object: 'contacts', id: contactId }
    return [
      {
        link: result.link.id,
        side: 'hubspot',
        operation: { kind: 'associate', traceId: '', from, to, primary: 'plain' },
      },
    ]
  })
}
