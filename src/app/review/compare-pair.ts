import type { FieldPairId } from '#domain/config.ts'
import type { Canonical } from '#domain/mapping/value.ts'
import type { RemoteRecord } from '#ports/connector/records.ts'
import type { Review } from '#ports/store/reviews.ts'
import { mappedFields } from '../conflicts/field-labels.ts'
import { capturedFields } from '../fields-to-read.ts'
import { CONTACTS } from '../scope.ts'
import type { Scope } from '../scope.ts'

export interface ComparedField {
  readonly label: string
  readonly hubspot: Canonical
  readonly salesforce: Canonical
}

export interface ComparedPair {
  /** Null: the record is gone. */
  readonly contact: RemoteRecord | null
  readonly record: RemoteRecord | null
  /** Mapped fields of which at least one side has a value, in the order of the mapping. */
  readonly fields: readonly ComparedField[]
}

/** Both records of a pair as they are now: one read on each side. */
export async function comparePair(scope: Scope, review: Review): Promise<ComparedPair> {
  const pair: FieldPairId = review.salesforceObject === 'Contact' ? 'contact-contact' : 'contact-lead'
  const object = review.salesforceObject
  const [[contact], [record]] = await Promise.all([
    scope.hubspot.read({
      object: CONTACTS.object,
      ids: [review.hubspotId],
      fields: capturedFields(scope.config, CONTACTS) ?? [],
    }),
    scope.salesforce.read({
      object,
      ids: [review.salesforceId],
      fields: capturedFields(scope.config, { side: 'salesforce', object }) ?? [],
    }),
  ])
  const maps = scope.config.fields[pair]
  const fieldOf = await mappedFields(
    scope,
    maps.map(({ id }) => ({ pair, map: id })),
  )
  const fields = maps.map((map): ComparedField => ({
    label: fieldOf({ pair, map: map.id }).labels.hubspot,
    hubspot: contact?.values[map.hubspot] ?? null,
    salesforce: record?.values[map.salesforce] ?? null,
  }))
  return {
    contact: contact ?? null,
    record: record ?? null,
    fields: fields.filter(({ hubspot, salesforce }) => hubspot !== null || salesforce !== null),
  }
}
