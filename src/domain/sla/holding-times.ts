import type { Instant } from '../instant.ts'

/** Who had the lead from when; `queue`: a queue did, and nobody in person. */
export interface Holder {
  readonly from: Instant
  readonly heldBy: 'owner' | 'queue'
  /** Salesforce user or queue. */
  readonly id: string
}

export interface LeadLife {
  /** The form, or whatever made the person a lead: its age counts from here. */
  readonly bornAt: Instant
  /** null: marketing still has it. */
  readonly handedOverAt: Instant | null
  /** In any order; the first may begin after the handover, until then it lies in a queue. */
  readonly holders: readonly Holder[]
  /** The first answer of a person; null: none yet. */
  readonly answeredAt: Instant | null
  /** When it left the loop; null: it has not. */
  readonly endedAt: Instant | null
}

export type HoldingKind = 'marketing' | 'queue' | 'owner' | 'after-answer'

/** A stretch of a lead's life, `[from, until)`. `id` is the owner or queue; null for marketing, and for a queue nobody named. */
export interface Holding {
  readonly kind: HoldingKind
  readonly id: string | null
  readonly from: Instant
  readonly until: Instant
}

/**
 * Where a lead has been all its life, in order and without holes, so that the lengths add up exactly to its age, from birth to its end,
 * else to `now`: waiting with marketing, in a queue, with each owner until it was answered, and after that. Real time. What is said
 * to be before its birth or after its end counts at these; stretches without length are left out.
 */
export function holdingTimes(life: LeadLife, now: Instant): readonly Holding[] {
  const end = Math.max(life.bornAt, life.endedAt ?? now)
  const within = (at: Instant | null): Instant => Math.min(Math.max(at ?? end, life.bornAt), end)
  const handedOver = within(life.handedOverAt)
  const answered = Math.max(handedOver, within(life.answeredAt))
  const holders = life.holders
    .toSorted((a, b) => a.from - b.from)
    .map((holder) => ({ ...holder, from: Math.min(Math.max(within(holder.from), handedOver), answered) }))
  const stretches: Holding[] = [
    { kind: 'marketing', id: null, from: life.bornAt, until: handedOver },
    { kind: 'queue', id: null, from: handedOver, until: holders[0]?.from ?? answered },
    ...holders.map(({ heldBy, id, from }, i): Holding => {
      return { kind: heldBy, id, from, until: holders[i + 1]?.from ?? answered }
    }),
    { kind: 'after-answer', id: null, from: answered, until: end },
  ]
  return stretches.filter(({ from, until }) => until > from)
}

/** Milliseconds by kind; all four are there, and add up to the age of the lead. */
export function holdingTotals(holdings: readonly Holding[]): Readonly<Record<HoldingKind, number>> {
  const total = (kind: HoldingKind): number =>
    holdings.filter((one) => one.kind === kind).reduce((sum, { from, until }) => sum + until - from, 0)
  return {
    marketing: total('marketing'),
    queue: total('queue'),
    owner: total('owner'),
    'after-answer': total('after-answer'),
  }
}
