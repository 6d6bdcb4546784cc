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

/** What was made of a record at an earlier look; null when it was not known, or was still open. */
export type EarlierFact = Pick<ActivityFact, 'at' | 'personId' | 'counts' | 'why'> | null

interface Options {
  /** Users whose doings are not a person's. */
  readonly automationUsers: ReadonlySet<string>
  readonly earlier?: EarlierFact
}

/**
 * What a Salesforce Task or Event says about a response. Its instant: Event start; Task CompletedDateTime, else CreatedDate
 * (ActivityDate has no time). A person is a user outside `automationUsers`; list e-mails, cadence steps and calls that were not
 * outgoing never count. A Task counts when a person completed it, whoever made it: see {@link closerOf}.
 *
 * An e-mail's Task does not say which way the mail went: its EmailMessage does ({@link ./email.ts}). Without one it counts as sent.
 *
 * @returns null while nothing is known to happen (an open task). A meeting to come has its instant in the future: whoever judges
 *   a clock by it waits for that instant.
 * Source: https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_task.htm
 */
export function activityFact(object: 'Task' | 'Event', values: Values, options: Options): ActivityFact | null {
  return object === 'Event' ? eventFact(values, options) : taskFact(values, options)
}

function eventFact(values: Values, options: Options): ActivityFact | null {
  const at = instantOf(values['StartDateTime'])
  if (at === null) return null
  return judged('meeting', at, { id: values['CreatedById'] ?? null, why: 'meeting by a person' }, options)
}

function taskFact(values: Values, options: Options): ActivityFact | null {
  if (values['IsClosed'] !== 'true') return null
  const at = instantOf(values['CompletedDateTime']) ?? instantOf(values['CreatedDate'])
  if (at === null) return null
  const subtype = values['TaskSubtype'] ?? 'Task'
  const kind = subtype.toLowerCase()
  const closer = closerOf(values, at, kind, options)
  const refused = refusal(subtype, values['CallType'] ?? null)
  if (refused !== null) return { kind, at, personId: closer.id, counts: false, why: refused }
  return judged(kind, at, closer, options)
}

/** CallType is set by telephony and empty on calls logged by hand; only a given one can say that the call was not outgoing. */
function refusal(subtype: string, callType: string | null): string | null {
  if (subtype === 'ListEmail' || subtype === 'Cadence') return 'sent to a list, not by a person'
  if (callType === 'Inbound') return 'the call came in: it is not a response'
  return callType === 'Internal' ? 'a call among colleagues' : null
}

interface Closer {
  readonly id: string | null
  /** Why it counts, if it is a person. */
  readonly why: string
}

/** Two stamps of one save may fall on two seconds. */
const SAME_SAVE_MS = 1000

/**
 * Who completed a closed Task. Salesforce keeps its last editor alone, and automations edit tasks long after people close them
 * (a conversion moves them, a flow writes a note). So, first that applies:
 * 1. what an earlier look found, while the Task has the same instant of completion;
 * 2. its creator, when it was closed from the start (a call that is logged). Without an instant of completion its creation is
 *    what is judged: the creator if that is a person, else the last editor;
 * 3. its last editor, when that is a person, or when the last edit was the completion itself;
 * 4. an automation edited it after its completion: its owner when that is a person, since whom a task is given to completes it.
 */
function closerOf(values: Values, at: Instant, kind: string, { automationUsers, earlier }: Options): Closer {
  const why = `${kind} by a person`
  const creator = values['CreatedById'] ?? null
  const editor = values['LastModifiedById'] ?? null
  const owner = values['OwnerId'] ?? null
  const completedAt = instantOf(values['CompletedDateTime'])
  const createdAt = instantOf(values['CreatedDate'])
  const editedAt = instantOf(values['LastModifiedDate'])
  if (earlier?.at === at && earlier.personId !== null)
    return { id: earlier.personId, why: earlier.counts ? earlier.why : why }
  const isPerson = (id: string | null): id is string => id !== null && isUser(id) && !automationUsers.has(id)
  if (completedAt === null) return { id: isPerson(creator) ? creator : editor, why }
  if (createdAt !== null && completedAt <= createdAt + SAME_SAVE_MS) return { id: creator, why }
  const editedLater = editedAt !== null && editedAt > completedAt + SAME_SAVE_MS
  if (editor !== null && automationUsers.has(editor) && editedLater && isPerson(owner))
    return { id: owner, why: `${why}: its owner, as an automation edited it after its completion` }
  return { id: editor, why }
}

/** A Task may also be owned by a queue. */
const isUser = (id: string): boolean => id.startsWith('005')

function judged(kind: string, at: Instant, by: Closer, { automationUsers }: Options): ActivityFact {
  const counts = by.id === null || !automationUsers.has(by.id)
  return { kind, at, personId: by.id, counts, why: counts ? by.why : 'logged by an automation user' }
}

const instantOf = (value: string | null | undefined): Instant | null =>
  value === null || value === undefined ? null : parseInstant(value)
