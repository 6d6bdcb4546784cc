import type { Instant } from '../instant.ts'
import type { Values } from '../mapping/value.ts'
import { parseInstant } from '../time.ts'

export interface ActivityFact {
  readonly kind: string
  readonly at: Instant
  readonly personId: string | null
  /** Did a person answer? `why` says so or why not. */
  readonly counts: boolean
  readonly why: string
}

/**
 * What a Salesforce Task or Event says about a response. Its instant: Event start; Task CompletedDateTime, else CreatedDate
 * (ActivityDate has no time). A person is a user outside `automationUsers`; list e-mails and cadence steps never count;
 * Tandem's own Task counts when a person closes it.
 * @returns null while nothing is known to happen (an open task). A meeting to come has its instant in the future: whoever judges
 *   a clock by it waits for that instant.
 * Source: https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_task.htm
 */
export function activityFact(
  object: 'Task' | 'Event',
  values: Values,
  options: { readonly automationUsers: ReadonlySet<string> },
): ActivityFact | null {
  return object === 'Event' ? eventFact(values, options) : taskFact(values, options)
}

interface Options {
  readonly automationUsers: ReadonlySet<string>
}

function eventFact(values: Values, options: Options): ActivityFact | null {
  const at = instantOf(values['StartDateTime'])
  if (at === null) return null
  return judged('meeting', at, values['CreatedById'] ?? null, options)
}

function taskFact(values: Values, options: Options): ActivityFact | null {
  if (values['IsClosed'] !== 'true') return null
  const at = instantOf(values['CompletedDateTime']) ?? instantOf(values['CreatedDate'])
  if (at === null) return null
  const subtype = values['TaskSubtype'] ?? 'Task'
  const kind = subtype.toLowerCase()
  // Our own task is created by the integration user; who closed it is whoever touched it last.
  const own = (values['Tandem_Key__c'] ?? null) !== null
  const personId = values[own ? 'LastModifiedById' : 'CreatedById'] ?? null
  if (subtype === 'ListEmail' || subtype === 'Cadence')
    return { kind, at, personId, counts: false, why: 'sent to a list, not by a person' }
  return judged(kind, at, personId, options)
}

function judged(kind: string, at: Instant, personId: string | null, { automationUsers }: Options): ActivityFact {
  const automatic = personId !== null && automationUsers.has(personId)
  return {
    kind,
    at,
    personId,
    counts: !automatic,
    why: automatic ? 'logged by an automation user' : `${kind} by a person`,
  }
}

const instantOf = (value: string | null | undefined): Instant | null =>
  value === null || value === undefined ? null : parseInstant(value)
