import type { Handoff, OwnerSpell } from '#domain/handoff/types.ts'
import type { Instant } from '#domain/instant.ts'
import { holdingTimes, type Holder, type Holding } from '#domain/sla/holding-times.ts'
import type { StoredActivity } from '#ports/store/activities.ts'

export interface HeldIn extends Holding {
  /** Of the handoff that it belongs to: the time before a later handover is of its cycle. */
  readonly cycle: number
}

export interface LeadHistory {
  /** Every cycle, oldest first, with who had it from when. */
  readonly handoffs: readonly { readonly handoff: Handoff; readonly owners: readonly OwnerSpell[] }[]
  readonly activities: readonly Pick<StoredActivity, 'at' | 'counts'>[]
  /** When the person did something (a form, a click), as far as marketing knows; in any order. */
  readonly touches: readonly Instant[]
}

/**
 * Where a lead has been from the first thing the person did until it left the loop, else until `now`, in order and without holes: the
 * lengths add up to its age. A later cycle begins where the one before it ended, so its first stretch is with marketing again.
 */
export function holdingsOf({ handoffs, activities, touches }: LeadHistory, now: Instant): readonly HeldIn[] {
  const [first] = handoffs
  if (first === undefined) return []
  const born = Math.min(first.handoff.qualifiedAt, ...touches)
  const ends = handoffs.map(({ handoff }, i) => endOf(handoff, handoffs[i + 1]?.handoff))
  const answers = activities.filter(({ counts }) => counts).map(({ at }) => at)
  return handoffs.flatMap(({ handoff, owners }, i) => {
    const life = {
      bornAt: i === 0 ? born : (ends[i - 1] ?? handoff.qualifiedAt),
      handedOverAt: handoff.handedOverAt,
      holders: owners.map((spell, n) => holderOf(spell, handoff, n === owners.length - 1)),
      answeredAt: firstOf(answers.filter((at) => at >= handoff.handedOverAt)),
      endedAt: ends[i] ?? null,
    }
    return holdingTimes(life, now).map((holding) => ({ ...holding, cycle: handoff.cycle }))
  })
}

/** When marketing got it back or sales made more of it; null: neither yet. */
function endOf(handoff: Handoff, next: Handoff | undefined): Instant | null {
  if (next !== undefined) return Math.min(handoff.rejectedAt ?? next.qualifiedAt, next.handedOverAt)
  return handoff.state === 'rejected' ? handoff.rejectedAt : handoff.salesQualifiedAt
}

const firstOf = (instants: readonly Instant[]): Instant | null => (instants.length === 0 ? null : Math.min(...instants))

/** Which queue it lay in is known of the last spell alone; of the ones before it, who answered for it. */
const holderOf = ({ ownerId, from }: OwnerSpell, { queueId }: Handoff, isLast: boolean): Holder =>
  isLast && queueId !== null ? { from, heldBy: 'queue', id: queueId } : { from, heldBy: 'owner', id: ownerId }
