import { RemoteError } from '#domain/errors.ts'
import { judgeFeedback, withoutCycleBefore } from '#domain/handoff/feedback.ts'
import type { OpportunityFact } from '#domain/handoff/feedback.ts'
import { wantedOwner } from '#domain/handoff/owner.ts'
import type { Handoff } from '#domain/handoff/types.ts'
import { refusal } from '#domain/handoff/word.ts'
import type { Refusal } from '#domain/handoff/word.ts'
import type { Link } from '#domain/identity/link.ts'
import { formatInstant } from '#domain/time.ts'
import type { RemoteRecord } from '#ports/connector/records.ts'
import type { Scope } from '../scope.ts'

/** Records by Salesforce id as they are now; null: Salesforce does not answer, so nobody can tell. */
export type RecordsNow = ReadonlyMap<string, RemoteRecord> | null

const OBJECTS = ['Lead', 'Contact'] as const
const CONVERTED = ['IsConverted'] as const

/**
 * The records of these people, one call for Leads and one for Contacts. While Salesforce cannot be reached people go on working: what
 * they say is kept, and compared with the record when it is written.
 */
export async function recordsNow(scope: Scope, links: readonly Link[]): Promise<RecordsNow> {
  try {
    const read = await Promise.all(
      OBJECTS.map(async (object) => {
        const ids = links.flatMap((link) => (link.salesforceObject === object ? (link.salesforceId ?? []) : []))
        const fields = ['OwnerId', 'Status', scope.config.feedback.reasonField, ...(object === 'Lead' ? CONVERTED : [])]
        const asked = object === 'Lead' ? fields : fields.filter((field) => field !== 'Status')
        return ids.length === 0 ? [] : scope.salesforce.withLane('handoff').read({ object, ids, fields: asked })
      }),
    )
    return new Map(read.flat().map((record) => [record.id, record]))
  } catch (error) {
    if (error instanceof RemoteError && (error.disposition === 'retry' || error.disposition === 'retry-after'))
      return null
    throw error
  }
}

/**
 * Whether somebody did something with the record that Tandem has not heard of yet; null: nobody did, or it cannot be told. What was
 * done there first counts.
 */
export function actedMeanwhile(
  scope: Pick<Scope, 'config' | 'clock'>,
  handoff: Handoff,
  link: Link,
  records: RecordsNow,
  opportunities: readonly OpportunityFact[],
): Refusal | null {
  if (records === null || link.salesforceId === null) return null
  const record = records.get(link.salesforceId)
  if (record === undefined)
    return refusal(
      'RECORD_GONE',
      'Its record is no longer in Salesforce.',
      'Tandem looks at it now; reload in a moment.',
    )
  if (record.values['IsConverted'] === 'true')
    return refusal('SAID_IN_SALESFORCE', 'The lead was converted in Salesforce meanwhile.', LOOKS)
  return saidThere(scope, handoff, record, opportunities) ?? movedThere(handoff, record)
}

const LOOKS = 'Tandem takes that over now; reload in a moment.'

function saidThere(
  { config: { feedback }, clock }: Pick<Scope, 'config' | 'clock'>,
  handoff: Handoff,
  { values, modifiedAt }: RemoteRecord,
  opportunities: readonly OpportunityFact[],
): Refusal | null {
  const reopens = handoff.pending['Status'] !== undefined && handoff.saidBy === undefined
  if (reopens && feedback.rejectedStatuses.includes(values['Status'] ?? ''))
    return refusal(
      'STILL_REOPENING',
      'In Salesforce the lead still says that it was given back the time before; Tandem is reopening it.',
      'Try again in a moment. If it stays so, look under Problems why Salesforce refuses it.',
    )
  const said = { ...withoutCycleBefore(values, handoff.pending, feedback), LastModifiedDate: formatInstant(modifiedAt) }
  const heard = judgeFeedback(handoff, said, feedback, opportunities, clock.now())
  if (heard.kind === 'none') return null
  const words = {
    accepted: 'accepted it',
    qualified: 'qualified it',
    rejected: 'gave it back',
  } as const
  return refusal('SAID_IN_SALESFORCE', `Somebody ${words[heard.kind]} in Salesforce meanwhile: ${heard.why}.`, LOOKS)
}

function movedThere(handoff: Handoff, { object, values }: RemoteRecord): Refusal | null {
  const held = values['OwnerId'] ?? null
  const { ownerAgreed } = handoff
  if (held === null || ownerAgreed === null || held === ownerAgreed || held === wantedOwner(handoff, { object }))
    return null
  return refusal('MOVED_IN_SALESFORCE', 'Somebody gave it to another owner in Salesforce meanwhile.', LOOKS)
}
