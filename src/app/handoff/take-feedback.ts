import { judgeFeedback, withoutCycleBefore } from '#domain/handoff/feedback.ts'
import type { Feedback } from '#domain/handoff/feedback.ts'
import type { Handoff } from '#domain/handoff/types.ts'
import { withoutAcceptance } from '#domain/handoff/word.ts'
import type { LinkId } from '#domain/ids.ts'
import type { Values } from '#domain/mapping/value.ts'
import { leadingClock } from '#domain/sla/clock.ts'
import { statusEvent } from '#domain/sla/pauses.ts'
import { formatInstant } from '#domain/time.ts'
import type { RemoteRecord } from '#ports/connector/records.ts'
import type { StoredClock } from '#ports/store/clocks.ts'
import type { StoredOpportunity } from '#ports/store/opportunities.ts'
import type { Store } from '#ports/store.ts'
import type { LinkedPerson } from '../people/unit.ts'
import type { Scope } from '../scope.ts'
import { settleClocks } from '../settle-clocks.ts'
import { giveBack } from './give-back.ts'
import { holdLeads, inboxLast } from './hold-leads.ts'
import { routingPeople } from './route-leads.ts'
import type { RoutingPeople } from './route-leads.ts'

type HandedOver = LinkedPerson & { readonly handoff: Handoff; readonly record: RemoteRecord }

/**
 * Hears what sales says of the handoffs of a batch, and stores it with what it does to their clocks, in one transaction. It is
 * decided here, before anything is written, so that both platforms are told in the same batch; a crash after it changes nothing, as
 * the rows are worked on again.
 * @returns the people, with their handoffs and clocks as they are now.
 */
export async function takeFeedback(scope: Scope, people: readonly LinkedPerson[]): Promise<readonly LinkedPerson[]> {
  const { store, connection } = scope
  const asked = people.filter(isHandedOver)
  if (asked.length === 0) return people
  const links = asked.map(({ link }) => link.id)
  const [opportunities, robots] = await Promise.all([
    store.opportunities.byPeople(connection.id, links),
    scope.automationUsers(),
  ])
  const known = { opportunities, robots }
  const paced = new Set((await paceOf(scope, store, asked)).map((clock) => clock.linkId))
  const isHeard = (person: HandedOver): boolean =>
    paced.has(person.link.id) || feedbackOf(scope, person, person.handoff, known).kind !== 'none'
  const heard = asked.filter(isHeard)
  if (heard.length === 0) return people
  const heardLinks = heard.map(({ link }) => link.id)
  const owners = await routingPeople(scope)
  const now = await store.transaction((whole) =>
    inboxLast(whole, async (tx) => {
      await holdLeads(scope, tx, heardLinks)
      await pace(scope, tx, heard)
      // As they are stored by now: a ladder may have given one back meanwhile.
      const stored = await tx.handoffs.latestByLinks(connection.id, heardLinks)
      for (const person of heard) {
        const handoff = stored.get(person.link.id) ?? person.handoff
        await record(scope, tx, handoff, feedbackOf(scope, person, handoff, known), owners)
      }
      await settleClocks(scope, tx, { links: heardLinks })
      return {
        handoffs: await tx.handoffs.latestByLinks(connection.id, heardLinks),
        clocks: Map.groupBy(await tx.clocks.byLinks(connection.id, heardLinks), ({ handoffId }) => handoffId),
      }
    }),
  )
  return people.map((person): LinkedPerson => {
    const handoff = now.handoffs.get(person.link.id)
    return handoff === undefined
      ? person
      : { ...person, handoff, clock: leadingClock(now.clocks.get(handoff.id) ?? []) }
  })
}

const isHandedOver = (person: LinkedPerson): person is HandedOver =>
  person.handoff !== null && person.record !== null && !person.firstMeeting

/**
 * What sales says is heard from every record that was read, whoever asked for the look: once it was read, its version is no news any
 * more. Null: a capture alone told of it, and of nothing new.
 */
const saying = ({ config }: Scope, { rows, recordBy, handoff, record: { values } }: HandedOver): Values | null =>
  recordBy === 'read' || rows.some((row) => row.side === 'salesforce')
    ? withoutCycleBefore(values, handoff.pending, config.feedback)
    : null

/** Whether a clock may have to stand still or go on. */
const mayChangePace = (scope: Scope, person: HandedOver): boolean =>
  saying(scope, person) !== null && (person.handoff.state === 'open' || person.handoff.state === 'accepted')

/**
 * Whether a record that was read back says more of its handoff than what was written: sales spoke in the seconds between. The version
 * must stay news then, so that it is heard.
 * @param expected the record as it was, with what was written.
 */
export function spokeMeanwhile(
  { config, clock }: Scope,
  handoff: Handoff | null,
  expected: RemoteRecord,
  held: RemoteRecord,
): boolean {
  if (handoff === null) return false
  const says = ({ values }: RemoteRecord): string =>
    JSON.stringify(
      judgeFeedback(
        handoff,
        { ...values, LastModifiedDate: null, LastModifiedById: null },
        config.feedback,
        [],
        clock.now(),
      ),
    )
  return says(held) !== says(expected)
}

interface Heard {
  readonly opportunities: ReadonlyMap<LinkId, readonly StoredOpportunity[]>
  readonly robots: ReadonlySet<string>
}

function feedbackOf(scope: Scope, person: HandedOver, handoff: Handoff, { opportunities, robots }: Heard): Feedback {
  const values = saying(scope, person)
  const said = values === null ? {} : asSaid(values, person.record, robots)
  const made = opportunities.get(person.link.id) ?? []
  return judgeFeedback(handoff, said, scope.config.feedback, made, scope.clock.now())
}

/** Who edited it last gave it back, unless that was Tandem or another automation. */
function asSaid(values: Values, { modifiedAt }: Pick<RemoteRecord, 'modifiedAt'>, robots: ReadonlySet<string>): Values {
  const editor = values['LastModifiedById'] ?? null
  return {
    ...values,
    LastModifiedDate: formatInstant(modifiedAt),
    LastModifiedById: editor === null || robots.has(editor) ? null : editor,
  }
}

async function record(scope: Scope, tx: Store, handoff: Handoff, said: Feedback, owners: RoutingPeople): Promise<void> {
  const { id } = handoff
  if (said.kind === 'none') return
  if (said.kind === 'rejected' && handoff.state !== 'rejected') {
    await giveBack(scope, tx, handoff, said, owners)
    return
  }
  const change = {
    accepted: { state: 'accepted', acceptedAt: said.at },
    qualified: {
      state: 'qualified',
      salesQualifiedAt: said.at,
      heldForPool: null,
      pending: withoutAcceptance(handoff.pending, scope.config.feedback),
    },
    // The reason came later, or was corrected; the rejection keeps its instant.
    rejected: said.kind === 'rejected' ? { rejectReason: said.reason, returnAt: said.returnAt } : {},
  } as const
  await tx.handoffs.update(scope.connection.id, [{ id, ...change[said.kind] }])
}

/** Clocks that are to stand still or go on by the status that their Lead has now, with what happens to them. */
async function paceOf(scope: Scope, store: Store, people: readonly HandedOver[]): Promise<readonly StoredClock[]> {
  const speaking = new Map(
    people.filter((person) => mayChangePace(scope, person)).map((person) => [person.handoff.id, person]),
  )
  if (speaking.size === 0) return []
  const links = [...speaking.values()].map(({ link }) => link.id)
  return (await store.clocks.byLinks(scope.connection.id, links)).flatMap((clock) => {
    const person = speaking.get(clock.handoffId)
    if (person === undefined || clock.pausedIn.length === 0) return []
    const at = Math.min(person.record.modifiedAt, scope.clock.now())
    const event = statusEvent(clock, saying(scope, person)?.['Status'] ?? null, at)
    return event === null ? [] : [{ ...clock, events: [...clock.events, event] }]
  })
}

/** By the clocks as they are now that the transaction holds them. */
async function pace(scope: Scope, tx: Store, people: readonly HandedOver[]): Promise<void> {
  await tx.clocks.save(scope.connection.id, await paceOf(scope, tx, people))
}
