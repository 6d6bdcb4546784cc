import type { Handoff } from '../handoff/types.ts'
import type { Instant } from '../instant.ts'
import type { FollowUp } from './clock.ts'
import { judgeResponse } from './clock.ts'
import type { ClockKind } from './policy.ts'

/** What sales said about the handoff; null where they said nothing. */
export type HandoffFacts = Pick<Handoff, 'acceptedAt' | 'salesQualifiedAt' | 'rejectedAt' | 'rejectedBy'>

/** All that can stop a clock of a lead, as far as it is known. Facts may lie ahead: a meeting that is booked. */
export interface ClockFacts {
  readonly followUps: readonly FollowUp[]
  /** null: the clock belongs to no handoff, or nothing of it is known. */
  readonly handoff: HandoffFacts | null
}

export const NO_FACTS: ClockFacts = { followUps: [], handoff: null }

/** What stops a clock. `id` is that of the activity, or `accepted`, `rejected`, `qualified` for a word of sales. */
export interface Stop {
  readonly id: string
  readonly at: Instant
  /** Salesforce user; null: not known. */
  readonly person: string | null
}

interface StopRule {
  /** The earliest stop at or after the start; null: none. */
  readonly stopOf: (startedAt: Instant, facts: ClockFacts) => Stop | null
  /** Instants, behind or ahead, at which something may stop it. */
  readonly instants: (facts: ClockFacts) => readonly (Instant | null)[]
}

type Saying = readonly [id: string, at: Instant | null | undefined, person: string | null | undefined]

const accepted = ({ handoff }: ClockFacts): Saying => ['accepted', handoff?.acceptedAt, null]
const qualified = ({ handoff }: ClockFacts): Saying => ['qualified', handoff?.salesQualifiedAt, null]
const rejected = ({ handoff }: ClockFacts): Saying => ['rejected', handoff?.rejectedAt, handoff?.rejectedBy]

const saidBySales = (sayings: readonly ((facts: ClockFacts) => Saying)[]): StopRule => ({
  stopOf(startedAt, facts) {
    const said = sayings
      .map((saying) => saying(facts))
      .flatMap(([id, at, person]): Stop[] => {
        return at === null || at === undefined || at < startedAt ? [] : [{ id, at, person: person ?? null }]
      })
    return said.toSorted((a, b) => a.at - b.at)[0] ?? null
  },
  instants: (facts) => sayings.map((saying) => saying(facts)[1] ?? null),
})

/**
 * What stops which kind of clock; a new kind is one line here. A first response is an activity of a person and nothing else: a
 * changed status says that somebody clicked, not that somebody called. What was said before the start of a clock does not stop it.
 */
export const STOP_RULES = {
  first_response: {
    stopOf: (startedAt, { followUps }) => judgeResponse(startedAt, followUps).stoppedBy,
    instants: ({ followUps }) =>
      followUps.filter(({ counts, person }) => counts && person !== null).map(({ at }) => at),
  },
  accept_or_reject: saidBySales([rejected, qualified, accepted]),
  qualification: saidBySales([rejected, qualified]),
} as const satisfies Record<ClockKind, StopRule>

/** The facts as they were at `now`: what lies ahead has not happened. */
export function happenedBy({ followUps, handoff }: ClockFacts, now: Instant): ClockFacts {
  const past = (at: Instant | null): Instant | null => (at === null || at > now ? null : at)
  return {
    followUps: followUps.filter(({ at }) => at === null || at <= now),
    handoff: handoff && {
      acceptedAt: past(handoff.acceptedAt),
      salesQualifiedAt: past(handoff.salesQualifiedAt),
      rejectedAt: past(handoff.rejectedAt),
      rejectedBy: handoff.rejectedBy,
    },
  }
}
