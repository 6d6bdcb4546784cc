import type { Handoff, OwnerSpell } from '#domain/handoff/types.ts'
import type { Link } from '#domain/identity/link.ts'
import type { ConnectionId } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'
import type { StoredAction } from '#ports/store/actions.ts'
import type { StoredActivity } from '#ports/store/activities.ts'
import type { ClockStep, StoredClock } from '#ports/store/clocks.ts'
import type { Store } from '#ports/store.ts'
import { holdingsOf, type HeldIn } from './holdings.ts'

/** Something that happened to a clock, in the order of its instants. */
export interface ClockHappening {
  readonly at: Instant
  readonly what: string
  readonly why: string
}

export interface ExplainedClock {
  readonly clock: StoredClock
  readonly events: readonly ClockHappening[]
}

/** Everything that is known of how a person was given to sales and answered. */
export interface ExplainedLead {
  readonly link: Link
  readonly handoffs: readonly { readonly handoff: Handoff; readonly owners: readonly OwnerSpell[] }[]
  /** By cycle, then start. */
  readonly clocks: readonly ExplainedClock[]
  /** Where it has been all its life; empty: never handed over. */
  readonly holdings: readonly HeldIn[]
}

/**
 * What happened to the clocks of a person and why, of facts that are stored alone: no platform is asked.
 * @param who an e-mail as mapped, a HubSpot id or a Salesforce id.
 * @param now the age of a lead that is still in the loop counts up to it. @returns one entry for each person that it fits; empty: nobody.
 */
export async function explainLead(
  store: Store,
  connection: ConnectionId,
  who: string,
  emailMap: string,
  now: Instant,
): Promise<readonly ExplainedLead[]> {
  return explainLinks(store, connection, await findPeople(store, connection, who, emailMap), now)
}

/** As {@link explainLead}, of people who are known already; one entry for each, in their order. */
export async function explainLinks(
  store: Store,
  connection: ConnectionId,
  links: readonly Link[],
  now: Instant,
): Promise<readonly ExplainedLead[]> {
  const ids = links.map(({ id }) => id)
  const [clocks, history, activities, touches] = await Promise.all([
    store.clocks.byLinks(connection, ids),
    store.handoffs.historyByLinks(connection, ids),
    store.activities.byLinks(connection, ids),
    store.touches.byLinks(connection, ids),
  ])
  const steps = await store.clocks.steps(
    connection,
    clocks.map(({ id }) => id),
  )
  const actions = Map.groupBy(
    await store.actions.byClocks(
      connection,
      clocks.map(({ id }) => id),
    ),
    ({ clockId }) => clockId,
  )
  const spells = await store.handoffs.spells(
    connection,
    [...history.values()].flat().map(({ id }) => id),
  )
  return links.map((link) => {
    const theirs = activities.filter(({ linkId }) => linkId === link.id)
    const handoffs = (history.get(link.id) ?? []).map((handoff) => ({ handoff, owners: spells.get(handoff.id) ?? [] }))
    const touched = (touches.get(link.id) ?? []).map(({ at }) => at)
    return {
      link,
      handoffs,
      clocks: clocks
        .filter(({ linkId }) => linkId === link.id)
        .map((clock) => ({
          clock,
          events: happenings(clock, steps.get(clock.id) ?? [], actions.get(clock.id) ?? [], theirs),
        })),
      holdings: holdingsOf({ handoffs, activities: theirs, touches: touched }, now),
    }
  })
}

/** People of an e-mail as mapped, a HubSpot id or a Salesforce id; each once. */
export async function findPeople(
  store: Store,
  connection: ConnectionId,
  who: string,
  emailMap: string,
): Promise<readonly Link[]> {
  if (who.includes('@')) return store.links.byMappedValue(connection, 'person', emailMap, who)
  const found = [
    ...(await store.links.byHubspotIds(connection, 'person', [who])).values(),
    ...(await store.links.bySalesforceIds(connection, 'person', [who])).values(),
  ]
  return [...new Map(found.map((link) => [link.id, link])).values()]
}

function happenings(
  clock: StoredClock,
  steps: readonly ClockStep[],
  actions: readonly StoredAction[],
  activities: readonly StoredActivity[],
): readonly ClockHappening[] {
  const done = new Map(actions.map((action) => [action.step, action]))
  const all: readonly ClockHappening[] = [
    { at: clock.startedAt, what: 'start', why: clock.startCause === '' ? 'handed over' : clock.startCause },
    ...clock.events.map((event) => ({ at: event.at, what: event.type, why: detailOf(event) })),
    ...steps.map(({ step, dueAt, state, reason }) => ({
      at: dueAt,
      what: step,
      why: state === 'skipped' ? `not done: ${reason}` : wordsFor(done.get(step), reason),
    })),
    ...activities.map(({ id, at, kind, counts, why }) => ({
      at,
      what: clock.stoppedBy?.activityId === id ? 'stop' : 'activity',
      why: `${kind} ${id}: ${verdict(clock, id, at, counts, why)}`,
    })),
    ...stopWithoutActivity(clock, activities),
    ...(clock.breachVoided === null
      ? []
      : [{ at: clock.detectedAt ?? clock.startedAt, what: 'breach-voided', why: clock.breachVoided }]),
  ]
  return all.toSorted((a, b) => a.at - b.at || ORDER.indexOf(a.what) - ORDER.indexOf(b.what))
}

/** Of what has one instant, the start comes first and the stop last. */
const ORDER = ['start', 'pause', 'resume', 'retarget', 'recalendar', 'activity', 'breach', 'stop']

const detailOf = (event: StoredClock['events'][number]): string => {
  if (event.type === 'retarget') return `${event.seconds} business seconds from now on`
  return event.type === 'recalendar' ? `hours of ${event.calendar.timeZone} from now on` : ''
}

function wordsFor(action: StoredAction | undefined, reason: string): string {
  if (action === undefined) return reason
  return [action.action.kind, action.state, action.note].filter((part) => part !== null).join(': ')
}

function verdict(clock: StoredClock, id: string, at: Instant, counts: boolean, why: string): string {
  if (clock.stoppedBy?.activityId === id) return why
  if (!counts) return `does not count: ${why}`
  if (at < clock.startedAt) return 'before the start'
  return clock.stoppedAt !== null && at >= clock.stoppedAt ? 'after the answer' : why
}

/** Sales can answer by accepting, qualifying or giving back as well. */
function stopWithoutActivity(clock: StoredClock, activities: readonly StoredActivity[]): readonly ClockHappening[] {
  const { stoppedAt, stoppedBy } = clock
  if (stoppedAt === null || activities.some(({ id }) => id === stoppedBy?.activityId)) return []
  return [{ at: stoppedAt, what: 'stop', why: stoppedBy === null ? 'answered' : `answered: ${stoppedBy.activityId}` }]
}
