import type { OwnerVerdict } from '#domain/handoff/owner.ts'
import { awaitsAssignment, FOLLOWED, isQueue, judgeOwner, wantedOwner } from '#domain/handoff/owner.ts'
import type { Handoff } from '#domain/handoff/types.ts'
import { ASSIGNED } from '#domain/routing/assignment.ts'
import { BY_HAND } from '#domain/routing/by-hand.ts'
import type { Values } from '#domain/mapping/value.ts'
import type { RepDirectory } from '#domain/routing/types.ts'
import type { RemoteRecord } from '#ports/connector/records.ts'
import type { FieldChange } from '#ports/store/journal.ts'
import type { Scope } from '../scope.ts'
import type { HandoffUpkeep, LinkedPerson } from './unit.ts'

/** Who can own records, for a batch. */
export interface OwnerTools {
  readonly reps: RepDirectory
  readonly keepsOwner: boolean
  /** Users who are no person's: a record of theirs has nobody who works on it. */
  readonly robots: ReadonlySet<string>
  /** Where sales says why it gives a person back. */
  readonly reasonField: string
}

const LEAD_STATUS = 'Status'

/** What a handoff asks of its record besides the maps: its owner, and values that are written once. */
export interface OwnPlan {
  readonly owner: OwnerVerdict
  readonly values: Values
  readonly changes: readonly FieldChange[]
  /** Pending values that are settled once these are written. */
  readonly settles: Values
}

const NONE: OwnPlan = { owner: { kind: 'nothing' }, values: {}, changes: [], settles: {} }

export const ownerTools = async ({ config, automationUsers }: Scope, reps: RepDirectory): Promise<OwnerTools> => ({
  reps,
  robots: await automationUsers(),
  keepsOwner: config.routing.keepExistingOwner,
  reasonField: config.feedback.reasonField,
})

/** What the handoff of a person asks of a record that is there. Pure. */
export function planOwn(person: LinkedPerson, tools: OwnerTools): OwnPlan {
  const { handoff, record } = person
  if (handoff === null || record === null || handoff.state === 'withdrawn') return NONE
  const held = record.values['OwnerId']
  const owner = judgeOwner(handoff, held, factsFor(tools, record.object))
  const pending = Object.entries(handoff.pending)
  // A Lead may have become a Contact since, which has no status.
  const fits = pending.filter(([field]) => record.object === 'Lead' || field !== LEAD_STATUS)
  const open = fits.filter(([field, value]) => record.values[field] !== value)
  const values = { ...Object.fromEntries(open), ...(owner.kind === 'write' ? { OwnerId: owner.ownerId } : {}) }
  return {
    owner,
    values,
    changes: Object.entries(values).map(([field, to]) => {
      const rule = field === 'OwnerId' ? handoff.ownerRule : 'pending'
      return {
        ...change(field, record.values[field] ?? null, to, rule),
        because: saidOf(handoff, field, tools) ?? rule,
      }
    }),
    settles: Object.fromEntries(pending),
  }
}

/** What the handoff asks of a record that is to be made. */
export function planOwnOfNew(handoff: Handoff): OwnPlan {
  if (awaitsAssignment(handoff)) return { ...NONE, values: handoff.pending, settles: handoff.pending }
  const ownerId = wantedOwner(handoff, { object: 'Lead' })
  const values = { ...handoff.pending, OwnerId: ownerId }
  return {
    owner: { kind: 'write', ownerId },
    values,
    changes: Object.entries(values).map(([field, to]) =>
      change(field, null, to, field === 'OwnerId' ? handoff.ownerRule : 'pending'),
    ),
    settles: handoff.pending,
  }
}

/** The words of whoever asked for it on Tandem's pages; null: nobody did. */
function saidOf(handoff: Handoff, field: string, { reasonField }: OwnerTools): string | null {
  if (field === 'OwnerId') return handoff.routing.find(({ rule }) => rule === BY_HAND)?.why ?? null
  return field === LEAD_STATUS || field === reasonField ? (handoff.saidBy ?? null) : null
}

const factsFor = ({ reps, keepsOwner, robots }: OwnerTools, object: string) => ({
  object,
  keepsOwner,
  isActive: (id: string) => reps.byId.get(id)?.active === true && !robots.has(id),
})

const change = (field: string, from: string | null, to: string | null, rule: string): FieldChange => ({
  field,
  from,
  to,
  rule,
  because: rule,
  winner: 'tandem',
})

/** Both sides move on from a handoff that was carried out; null: nothing has to be remembered. */
export interface CarriedOut {
  readonly handoff: Handoff | null
  readonly upkeep: HandoffUpkeep
}

/**
 * What is remembered of a handoff whose record is now as `after`. An automation of Salesforce may have given the record to somebody
 * else as soon as it was written: then the handoff follows, so that nobody fights.
 */
export function carriedOut(person: LinkedPerson, own: OwnPlan, after: RemoteRecord, tools: OwnerTools): CarriedOut {
  const { handoff } = person
  if (handoff === null) return { handoff, upkeep: {} }
  const settled = Object.keys(own.settles).length === 0 ? {} : { settles: own.settles }
  if (awaitsAssignment(handoff)) return assigned(handoff, settled, after, tools)
  const owner =
    own.owner.kind === 'write'
      ? judgeOwner(
          { ...handoff, ownerAgreed: own.owner.ownerId },
          after.values['OwnerId'],
          factsFor(tools, after.object),
        )
      : own.owner
  if (owner.kind === 'follow') {
    const followed = following(handoff, owner.ownerId, tools.reps)
    return { handoff: followed, upkeep: { ...settled, ownerAgreed: owner.ownerId, follows: followed } }
  }
  const agreed =
    owner.kind === 'agreed' ? owner.ownerId : own.owner.kind === 'write' ? own.owner.ownerId : handoff.ownerAgreed
  return {
    handoff,
    upkeep: agreed === handoff.ownerAgreed || agreed === null ? settled : { ...settled, ownerAgreed: agreed },
  }
}

/** Salesforce named the owner as the Lead was made. Where it is nobody who can work on it, the next look gives it to whom Tandem names. */
function assigned(handoff: Handoff, settled: HandoffUpkeep, after: RemoteRecord, tools: OwnerTools): CarriedOut {
  const held = after.values['OwnerId'] ?? null
  const owner = judgeOwner(handoff, held, factsFor(tools, after.object))
  if (held === null) return { handoff, upkeep: settled }
  if (owner.kind !== 'follow') return { handoff, upkeep: { ...settled, ownerAgreed: held } }
  const followed = following(handoff, held, tools.reps)
  return { handoff: followed, upkeep: { ...settled, ownerAgreed: held, follows: followed } }
}

function following(handoff: Handoff, ownerId: string, reps: RepDirectory): Handoff {
  const ownerRule = awaitsAssignment(handoff) ? ASSIGNED : FOLLOWED
  const moved = { ...handoff, ownerRule, ownerAgreed: ownerId, heldForPool: null }
  const rep = reps.byId.get(ownerId)
  if (isQueue(ownerId) || rep === undefined) return { ...moved, queueId: isQueue(ownerId) ? ownerId : handoff.queueId }
  return { ...moved, queueId: null, ownerId: rep.id, ownerName: rep.name, ownerEmail: rep.email }
}
