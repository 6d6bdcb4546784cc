import type { Instant } from '../instant.ts'
import type { Values } from '../mapping/value.ts'
import { parseInstant } from '../time.ts'
import type { ActivityFact } from './activity.ts'

/** What an e-mail is read for; see {@link emailFact}. `ActivityId` is its Task. */
export const EMAIL_FIELDS = ['ActivityId', 'Incoming', 'MessageDate', 'Status', 'FromAddress', 'CreatedById'] as const

interface Senders {
  /** Users whose doings are not a person's. */
  readonly automationUsers: ReadonlySet<string>
  /** Salesforce user by e-mail address, in lower case; undefined: nobody has it. */
  readonly userOf: (address: string) => string | undefined
}

const DRAFT = '5'

/**
 * What the EmailMessages of one Task say about a response: an e-mail that went out and that a person sent answers at its
 * MessageDate. Who sent it is the user with the address it came from, else who made the message; what an automation user made is an
 * automation's, whatever address it wrote above it. Of several the first answer counts, else the first that went out, else the first
 * that came in.
 *
 * @param messages values of EMAIL_FIELDS; a draft says nothing.
 * @returns null: they do not say enough (none, drafts, a field that may not be read), so the Task itself has to be judged.
 * Source: https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_emailmessage.htm
 */
export function emailFact(messages: readonly Values[], senders: Senders): ActivityFact | null {
  const facts = messages
    .flatMap((values) => factOf(values, senders) ?? [])
    .toSorted((a, b) => rank(a) - rank(b) || a.at - b.at)
  return facts[0] ?? null
}

const CAME_IN = 'the e-mail came in: it is not a response'

const rank = ({ counts, why }: ActivityFact): number => (counts ? 0 : why === CAME_IN ? 2 : 1)

function factOf(values: Values, senders: Senders): ActivityFact | null {
  const at: Instant | null = parseInstant(values['MessageDate'] ?? '')
  const incoming = values['Incoming']
  if (at === null || values['Status'] === DRAFT || (incoming !== 'true' && incoming !== 'false')) return null
  const author = values['CreatedById'] ?? null
  if (incoming === 'true') return { kind: 'email', at, personId: null, counts: false, why: CAME_IN }
  const sender = senders.userOf((values['FromAddress'] ?? '').trim().toLowerCase()) ?? author
  if ([author, sender].some((id) => id !== null && senders.automationUsers.has(id)))
    return { kind: 'email', at, personId: author, counts: false, why: 'sent by an automation user' }
  return { kind: 'email', at, personId: sender, counts: true, why: 'e-mail sent by a person' }
}
