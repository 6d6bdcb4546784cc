import type { Handoff } from '#domain/handoff/types.ts'
import type { Link } from '#domain/identity/link.ts'
import type { Instant } from '#domain/instant.ts'
import { formatInstant } from '#domain/time.ts'

/** One who stays, as `tandem routing returns --json` tells it. */
export const stayingJson = (handoff: Handoff, link: Link | undefined) => ({
  hubspotId: link?.hubspotId ?? null,
  salesforceId: link?.salesforceId ?? null,
  cycle: handoff.cycle,
  rejectedAt: at(handoff.rejectedAt),
  rejectReason: handoff.rejectReason,
  returnAt: at(handoff.returnAt),
  why: handoff.staysBecause ?? null,
  askedAgainAt: at(handoff.returnLookAt ?? null),
})

export const stayingText = (people: readonly ReturnType<typeof stayingJson>[]): string =>
  people.length === 0 ? 'Nobody is held back.' : people.map(line).join('\n')

const at = (instant: Instant | null): string | null => (instant === null ? null : formatInstant(instant))

const line = ({ hubspotId, why, returnAt, askedAgainAt }: ReturnType<typeof stayingJson>): string => {
  const since = returnAt === null ? 'qualified anew' : `could return since ${returnAt}`
  return `contact ${hubspotId ?? '-'}: ${why ?? ''} (${since}, asked again ${askedAgainAt ?? 'with its next change'})`
}
