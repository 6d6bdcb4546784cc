import type { FieldPairId } from '#domain/config.ts'
import type { Link, LinkKind } from '#domain/identity/link.ts'
import { PAIRS } from '#domain/objects/index.ts'
import type { ObjectPair } from '#domain/objects/pair.ts'
import type { RecordRef } from '#ports/store/records.ts'

const OF_KIND: Readonly<Record<Exclude<LinkKind, 'person'>, FieldPairId>> = {
  company: 'company-account',
  deal: 'deal-opportunity',
  task: 'task-task',
  campaign: 'campaign-campaign',
}

/** The pair whose maps a link goes by: a person's changes when their lead becomes a contact. */
export function pairOf({ kind, salesforceObject }: Pick<Link, 'kind' | 'salesforceObject'>): ObjectPair {
  if (kind !== 'person') return PAIRS[OF_KIND[kind]]
  return salesforceObject === 'Contact' ? PAIRS['contact-contact'] : PAIRS['contact-lead']
}

/** The records of a link, as far as they are known. */
export function recordsOf(
  link: Pick<Link, 'kind' | 'hubspotId' | 'salesforceObject' | 'salesforceId'>,
): readonly RecordRef[] {
  const pair = pairOf(link)
  return [
    ...(link.hubspotId === null ? [] : [{ side: 'hubspot' as const, object: pair.hubspot, recordId: link.hubspotId }]),
    ...(link.salesforceId === null
      ? []
      : [
          {
            side: 'salesforce' as const,
            object: link.salesforceObject ?? pair.salesforce,
            recordId: link.salesforceId,
          },
        ]),
  ]
}
