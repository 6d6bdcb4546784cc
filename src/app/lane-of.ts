import type { Instant } from '#domain/instant.ts'
import type { Lane } from '#domain/lane.ts'
import { parseInstant } from '#domain/time.ts'
import type { CapturedNotice, Stream } from '#ports/store/inbox.ts'
import { CONTACTS } from './scope.ts'
import type { Scope } from './scope.ts'

/** Whoever qualified within this time may not have been handed over yet; later changes of them are changes like any other. */
const FRESH_MS = 60 * 60_000

/**
 * A contact who has just qualified goes before everybody else, when calls are scarce as well: sales waits for it.
 * @param otherwise the lane of the page.
 */
export function laneOf(
  scope: Pick<Scope, 'config'>,
  stream: Stream,
  notice: CapturedNotice,
  otherwise: Lane,
  now: Instant,
): Lane {
  const values = notice.record?.values
  if (stream.object !== CONTACTS.object || stream.side !== CONTACTS.side || values === undefined) return otherwise
  if (!scope.config.selection.stages.includes(values['lifecyclestage'] ?? '')) return otherwise
  const qualifiedAt = parseInstant(values['hs_v2_date_entered_marketingqualifiedlead'] ?? '')
  return qualifiedAt !== null && now - qualifiedAt < FRESH_MS ? 'handoff' : otherwise
}
