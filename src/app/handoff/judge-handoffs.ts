import { judgeAgain } from '#domain/handoff/judge-again.ts'
import type { UrgencyNow } from '#domain/handoff/judge-again.ts'
import type { Wording } from '#domain/handoff/wording.ts'
import type { Handoff } from '#domain/handoff/types.ts'
import { isFinished, leadingClock } from '#domain/sla/clock.ts'
import { targetOf } from '#domain/sla/record.ts'
import { settleClock } from '#domain/sla/settle.ts'
import type { StoredClock } from '#ports/store/clocks.ts'
import type { Store } from '#ports/store.ts'
import type { LinkedPerson } from '../people/unit.ts'
import type { Scope } from '../scope.ts'
import { cancelClocks } from '../settle-clocks.ts'
import type { Look } from './clock-looks.ts'
import { contactWording } from './contact-wording.ts'
import { factsOf, lookOf, recordOf, saveLooks } from './clock-looks.ts'
import { wakeAtFirst } from './clock-steps.ts'
import { holdLeads } from './hold-leads.ts'
import { policyFor } from './start-clocks.ts'

type HandedOver = LinkedPerson & { readonly handoff: Handoff }

const OPTED_OUT = 'opted out of e-mail in HubSpot'

/**
 * Judges leads that sales still has by what their contacts say now: one that is more or less urgent than it was gets the target of the
 * policy for that, with what has elapsed kept; one who opted out leaves the loop, and its clocks stop.
 * @returns the people, with their handoffs and clocks as they are now.
 */
export async function judgeHandoffs(scope: Scope, people: readonly LinkedPerson[]): Promise<readonly LinkedPerson[]> {
  const open = people.filter(isOpen)
  if (open.length === 0) return people
  const wording = await contactWording(scope)
  const leaving = open.filter((person) => hasOptedOut(scope, person))
  const changed = open.filter((person) => !leaving.includes(person) && urgencyOf(scope, person, wording) !== null)
  if (leaving.length === 0 && changed.length === 0) return people
  const { store, connection } = scope
  const links = [...leaving, ...changed].map(({ link }) => link.id)
  const now = await store.transaction(async (tx) => {
    const clocks = await holdLeads(scope, tx, links)
    const left = leaving.map(({ link }) => link.id)
    if (left.length > 0) await cancelClocks(scope, tx, left, OPTED_OUT)
    await retarget(scope, tx, changed, clocks, wording)
    return {
      handoffs: await tx.handoffs.latestByLinks(connection.id, links),
      clocks: Map.groupBy(await tx.clocks.byLinks(connection.id, links), ({ handoffId }) => handoffId),
    }
  })
  return people.map((person): LinkedPerson => {
    const handoff = now.handoffs.get(person.link.id)
    if (handoff === undefined) return person
    return { ...person, handoff, clock: leadingClock(now.clocks.get(handoff.id) ?? []) }
  })
}

const isOpen = (person: LinkedPerson): person is HandedOver =>
  !person.firstMeeting && (person.handoff?.state === 'open' || person.handoff?.state === 'accepted')

const hasOptedOut = ({ config }: Scope, { contact }: HandedOver): boolean =>
  config.selection.optedOut === 'exclude' && contact.values['hs_email_optout'] === 'true'

const urgencyOf = ({ config, clock }: Scope, { handoff, contact }: HandedOver, wording: Wording): UrgencyNow | null =>
  judgeAgain(handoff, config.handover, contact.values, clock.now(), wording)

async function retarget(
  scope: Scope,
  tx: Store,
  people: readonly HandedOver[],
  clocks: readonly StoredClock[],
  wording: Wording,
): Promise<void> {
  const { id } = scope.connection
  const now = scope.clock.now()
  // As they are stored by now: sales may have given one back meanwhile.
  const stored = await tx.handoffs.latestByLinks(
    id,
    people.map(({ link }) => link.id),
  )
  const factsFor = await factsOf(scope, tx, clocks)
  const looks: Look[] = []
  for (const person of people) {
    const handoff = stored.get(person.link.id)
    const judged = handoff === undefined ? null : urgencyOf(scope, { ...person, handoff }, wording)
    if (handoff === undefined || judged === null || !isOpen({ ...person, handoff })) continue
    const policy = policyFor(scope, { ...handoff, ...judged })
    await tx.handoffs.update(id, [{ id: handoff.id, ...judged, policy: policy?.id ?? handoff.policy }])
    for (const clock of clocks) {
      const spec = policy?.clocks.find(({ name }) => name === clock.name)
      if (clock.handoffId !== handoff.id || isFinished(clock.state) || spec === undefined) continue
      if (spec.targetSeconds === targetOf(recordOf(clock))) continue
      const events = [...clock.events, { at: now, type: 'retarget', seconds: spec.targetSeconds } as const]
      const { facts, knownSince } = factsFor(clock)
      looks.push(lookOf(clock, settleClock(recordOf({ ...clock, events }), facts, now, knownSince), now, { events }))
    }
  }
  await saveLooks(scope, tx, looks)
  await wakeAtFirst(
    scope,
    tx,
    looks.map(({ after }) => after),
  )
}
