import type { RoutingStep } from '../handoff/types.ts'
import { DAY_MS } from '../time.ts'
import { atCapacity, onLeave, userFor } from './availability.ts'
import type { LevelAnswer } from './decision.ts'
import { NOTHING } from './decision.ts'
import { foldedEmail } from './directory.ts'
import { step } from './pool.ts'
import type { KnownOwner, PoolMember, Rep, RouteInput } from './types.ts'

type Source = KnownOwner['source']

const WORDS: Readonly<Record<Source, string>> = {
  record: 'already owns the record',
  account: 'owns the account',
  'open-deal': 'owns an open deal',
  'same-person': 'had this person before',
  'same-company': 'has a lead of the same company',
}

/** Level 1: an active owner of the record, else of its account, else of an open deal. His hours, leave and capacity do not matter. */
export function existingOwner(input: RouteInput): LevelAnswer {
  if (!input.config.keepExistingOwner) return NOTHING
  return firstOf(
    ['record', 'account', 'open-deal'],
    input,
    () => 'existing-owner',
    (owner) => {
      const user = userFor(input.reps.byId.get(owner.ownerId), input)
      if (user.kind === 'available') return null
      return user.reason === 'no-user' ? 'not a user (queue or unknown)' : user.why
    },
  )
}

/** Level 2: who had this person, else somebody of the company, within `stickyDays`. */
export function stickyOwner(input: RouteInput): LevelAnswer {
  if (input.config.stickyDays <= 0) return NOTHING
  return firstOf(
    ['same-person', 'same-company'],
    input,
    ({ source }) => source,
    (owner) => whyNotSticky(owner, input),
  )
}

function firstOf(
  sources: readonly Source[],
  input: RouteInput,
  ruleOf: (owner: KnownOwner) => string,
  whyNot: (owner: KnownOwner) => string | null,
): LevelAnswer {
  const steps: RoutingStep[] = []
  for (const owner of sources.flatMap((source) => input.facts.owners.filter((one) => one.source === source))) {
    const rule = ruleOf(owner)
    const why = whyNot(owner)
    const rep = input.reps.byId.get(owner.ownerId)
    if (why === null && rep !== undefined) {
      steps.push(step(rule, rep.id, 'chosen', `${WORDS[owner.source]} (${owner.because})`))
      return { steps, found: { kind: 'owner', rule, rep, state: input.state } }
    }
    steps.push(step(rule, owner.ownerId, 'skipped', why ?? 'not a user (queue or unknown)'))
  }
  return { steps, found: null }
}

function whyNotSticky(owner: KnownOwner, input: RouteInput): string | null {
  const { stickyDays } = input.config
  if (owner.since === null) return 'nobody knows since when'
  if (input.now - owner.since > stickyDays * DAY_MS) return `longer ago than ${stickyDays} days`
  const rep = input.reps.byId.get(owner.ownerId)
  if (rep === undefined) return 'not a user (queue or unknown)'
  const user = userFor(rep, input)
  if (user.kind === 'unavailable') return user.why
  const places = membershipsOf(rep, input)
  if (places.length === 0 && isFallbackOwner(rep, input)) return 'had it only as the fallback owner'
  return leaveOf(places, input) ?? capacityOf(places[0], rep, input)
}

/** Days away are a person's own, whichever pool they are written in. */
export const leaveOf = (places: readonly PoolMember[], input: RouteInput): string | null =>
  places.map((member) => onLeave(member, input)).find((leave) => leave !== null)?.why ?? null

const capacityOf = (place: PoolMember | undefined, rep: Rep, input: RouteInput): string | null =>
  place === undefined ? null : (atCapacity(place, rep, input)?.why ?? null)

/** Where a rep is a member, the contract's own pool first. */
export function membershipsOf({ email }: Rep, { config, pool }: RouteInput): readonly PoolMember[] {
  if (email === null) return []
  const own = config.pools.filter(({ id }) => id === pool)
  const others = config.pools.filter(({ id }) => id !== pool)
  const wanted = foldedEmail(email)
  return [...own, ...others].flatMap((one) => one.members.filter((member) => foldedEmail(member.email) === wanted))
}

const isFallbackOwner = ({ email }: Rep, { config }: RouteInput): boolean =>
  email !== null && foldedEmail(email) === foldedEmail(config.fallbackOwner)
