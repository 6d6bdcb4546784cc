import { parseInstant } from '#domain/time.ts'
import type { ItemOutcome } from '#ports/connector/writes.ts'
import type { JournalRow } from '#ports/store/journal.ts'
import type { Handoff } from '#domain/handoff/types.ts'
import type { LinkId } from '#domain/ids.ts'
import type { BatchScope } from '../intents/write-batch.ts'
import type { Scope } from '../scope.ts'
import { ownChange } from './plan.ts'
import type { Progress } from './progress.ts'
import { rowBase } from './progress.ts'
import type { LinkedPerson } from './unit.ts'

/** Rule that the journal names for a stage that goes back. */
export const RECYCLE = 'recycle'

const STAGE = 'lifecyclestage'

/**
 * People who were given back and whose stage is still to go back. Once it did, or once the person qualified anew, the stage is
 * marketing's own again, and nothing pulls it down a second time.
 */
export async function peopleToRecycle(scope: Scope, people: readonly LinkedPerson[]): Promise<ReadonlySet<LinkId>> {
  const rejected = people.flatMap(({ link, handoff, contact }) => {
    const { recycleStage } = scope.config.feedback
    if (handoff?.state !== 'rejected' || contact.values[STAGE] === recycleStage) return []
    const enteredAt = parseInstant(contact.values['hs_v2_date_entered_marketingqualifiedlead'] ?? '')
    const since = handoff.rejectedAt ?? handoff.handedOverAt
    return enteredAt !== null && enteredAt > since ? [] : [{ link, since }]
  })
  if (rejected.length === 0) return new Set()
  const journal = await scope.store.journal.recentChanges(
    scope.connection.id,
    rejected.map(({ link }) => link.id),
    Math.min(...rejected.map(({ since }) => since)),
  )
  const { recycleStage } = scope.config.feedback
  const isDone = (row: JournalRow, since: number): boolean =>
    row.at >= since && row.changes.some(({ rule, to }) => rule === RECYCLE && to === recycleStage)
  return new Set(
    rejected.flatMap(({ link, since }) =>
      (journal.get(link.id) ?? []).some((row) => isDone(row, since)) ? [] : [link.id],
    ),
  )
}

/** No stage is asked of HubSpot by the status of a lead that was given back. */
export const statusCounts = (handoff: Handoff | null): boolean => handoff?.state !== 'rejected'

/**
 * HubSpot keeps the stage it has when an earlier one is written, without an error; only a blank one takes any. So the stage is cleared
 * in a call of its own, and set by the write that follows. The journal has the clear before it is sent: a blank stage of somebody who
 * was given back is a step that is not finished, whoever finds it, and not an edit.
 * (https://developers.hubspot.com/docs/api-reference/latest/crm/objects/contacts/guide)
 * @returns outcomes by link; of people whose stage is blank already there is none.
 */
export async function clearStages(
  scope: BatchScope,
  people: readonly Progress[],
): Promise<ReadonlyMap<string, ItemOutcome>> {
  const standing = people.filter(({ plan }) => (plan.person.contact.values[STAGE] ?? null) !== null)
  if (standing.length === 0) return new Map()
  await scope.store.journal.append(
    scope.connection.id,
    standing.map(({ plan: { person } }) => ({
      ...rowBase(scope, person),
      side: 'hubspot' as const,
      object: 'contacts',
      recordId: person.contact.id,
      action: 'update' as const,
      changes: [ownChange(STAGE, person.contact.values[STAGE] ?? null, null, RECYCLE)],
    })),
  )
  return scope.writes.write(
    scope.hubspot,
    standing.map(({ link, plan: { person } }) => ({
      operation: {
        kind: 'update' as const,
        traceId: link.id,
        object: 'contacts' as const,
        id: person.contact.id,
        values: { [STAGE]: null },
      },
      subject: link.id,
      linkId: link.id,
      changes: [],
    })),
  )
}
