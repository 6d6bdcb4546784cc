import type { LinkId } from '#domain/ids.ts'
import type { Link } from '#domain/identity/link.ts'
import type { DriftCounts } from '#ports/store/drifts.ts'
import type { InboxRow } from '#ports/store/inbox.ts'
import { mappingTools } from '../context-tools.ts'
import { gatherPeople } from '../people/gather.ts'
import { planPerson } from '../people/plan.ts'
import type { PersonPlan } from '../people/plan.ts'
import type { LinkedPerson, Person } from '../people/unit.ts'
import { valuesToMap } from '../people/unit.ts'
import { CONTACTS } from '../scope.ts'
import type { Scope } from '../scope.ts'
import { isYoung } from './findings.ts'
import type { Findings } from './findings.ts'

export interface Compared {
  readonly sample: DriftCounts['sample']
  readonly missed: number
  /** The next sample begins after this link. */
  readonly position: LinkId | null
}

const AT_ONCE = 1_000

/**
 * Reads some linked pairs on both sides and decides them as the sync would: nothing is written, who differs is looked at again.
 * The sample goes on where the last one ended, so that every pair has its turn.
 */
export async function comparePairs(
  scope: Scope,
  after: LinkId | null,
  size: number,
  findings: Findings,
): Promise<Compared> {
  const counts = { compared: 0, agree: 0, differ: 0, conflict: 0 }
  let missed = 0
  const { links, position } = await nextLinks(scope, after, size)
  for (let start = 0; start < links.length; start += AT_ONCE) {
    const { people } = await gatherPeople(scope, links.slice(start, start + AT_ONCE).flatMap(toRow))
    const whole = people.filter(isWhole)
    const tools = await mappingTools(scope, ['contact-lead', 'contact-contact'], valuesToMap(whole))
    const states = await statesOf(scope, people)
    for (const person of people) {
      const { contact, link } = person
      const contactId = contact?.id ?? link?.hubspotId ?? ''
      const state = states.get(contactId)
      const waits = state?.kind === 'waiting'
      const gone = apartOf(person)
      if (gone !== null) {
        missed += 1
        if (waits) findings.explain(CONTACTS, contactId, gone.reason, `${gone.detail}; waits in the inbox`)
        else findings.wonder(CONTACTS, contactId, { ...gone, contactId: link?.hubspotId ?? contactId })
        continue
      }
      if (!isWhole(person)) continue
      counts.compared += 1
      const plan = planPerson(scope, person, tools)
      const difference = plan === null ? null : differenceOf(plan)
      if (difference === null) counts.agree += 1
      else {
        counts[difference.kind] += 1
        const young = isYoung(scope, Math.max(person.contact.modifiedAt, person.record?.modifiedAt ?? 0))
        if (state?.kind === 'parked')
          findings.explain(CONTACTS, contactId, 'parked', `${difference.detail}; ${state.code}`)
        else if (waits || young) findings.explain(CONTACTS, contactId, 'waiting', difference.detail)
        else findings.wonder(CONTACTS, contactId, { reason: 'differs', detail: difference.detail, contactId })
      }
    }
  }
  return { sample: counts, missed, position }
}

async function nextLinks(scope: Scope, after: LinkId | null, size: number) {
  if (size === 0) return { links: [], position: after }
  const { id } = scope.connection
  const first = await scope.store.links.page(id, 'person', after, size)
  if (first.length === size || after === null)
    return { links: first, position: first.length === size ? (first.at(-1)?.id ?? null) : null }
  const rest = await scope.store.links.page(id, 'person', null, size - first.length)
  const known = new Set(first.map((link) => link.id))
  return {
    links: [...first, ...rest.filter((link) => !known.has(link.id))],
    position: rest.at(-1)?.id ?? null,
  }
}

const toRow = (link: Link): readonly InboxRow[] =>
  link.hubspotId === null
    ? []
    : [
        {
          ...CONTACTS,
          recordId: link.hubspotId,
          revision: 0,
          kind: 'upserted',
          survivorId: null,
          cause: 'drift',
          attempts: 0,
          enqueuedAt: 0,
          lane: 'backfill',
          snapshot: null,
        },
      ]

const statesOf = (scope: Scope, people: readonly Person[]) =>
  scope.store.drifts.states(
    scope.connection.id,
    CONTACTS,
    people.flatMap(({ contact, link }) => [...new Set([contact?.id ?? '', link?.hubspotId ?? ''])]),
  )

/** Looked at by the rules of the loop: what `planPerson` takes. */
const isWhole = (person: Person): person is LinkedPerson =>
  person.contact !== null && person.rawContact !== null && person.link !== null && person.record !== null

/** What happened to one of the records without anybody having noticed; null: both are where they were. */
function apartOf({ contact, record, link, convertedFrom }: Person): { reason: string; detail: string } | null {
  if (contact === null) return { reason: 'gone-in-hubspot', detail: 'the contact is not in HubSpot any more' }
  if (record === null)
    return {
      reason: 'gone-in-salesforce',
      detail: `${link?.salesforceObject ?? 'record'} ${link?.salesforceId ?? ''} is not in Salesforce any more`,
    }
  if (convertedFrom !== null) return { reason: 'converted', detail: `lead ${convertedFrom} was converted` }
  return contact.id === link?.hubspotId
    ? null
    : { reason: 'merged-in-hubspot', detail: `goes on as contact ${contact.id}` }
}

function differenceOf(plan: PersonPlan): { kind: 'differ' | 'conflict'; detail: string } | null {
  if (plan.conflicts.length > 0) return { kind: 'conflict', detail: `both sides changed: ${plan.conflicts.join(', ')}` }
  const fields = [
    ...plan.salesforceChanges.map(({ field }) => `${field} in Salesforce`),
    ...plan.hubspotChanges.map(({ field }) => `${field} in HubSpot`),
    ...plan.unconvertible,
  ]
  return fields.length === 0 ? null : { kind: 'differ', detail: `would be written: ${fields.join(', ')}` }
}
