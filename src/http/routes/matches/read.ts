import { namesOfContacts } from '#app/problems/names.ts'
import { comparePair } from '#app/review/compare-pair.ts'
import { readMatchContract } from '../../contract/matches.ts'
import { toMatch } from '../../present/conflicts.ts'
import { HttpError } from '../../problem.ts'
import { connectionRoute } from '../../route.ts'

export const readMatch = connectionRoute(readMatchContract, async ({ scope, params }) => {
  const { store, connection } = scope
  const review = await store.reviews.byId(connection.id, params.id)
  if (review === null) throw matchNotFound()
  const [compared, siblings, names] = await Promise.all([
    comparePair(scope, review),
    store.reviews.ofContacts(connection.id, [review.hubspotId]),
    namesOfContacts(scope, [review.hubspotId]),
  ])
  const evidence = new Map(review.evidence.map((one) => [one.field.toLowerCase(), one]))
  return {
    match: toMatch(review, names),
    fields: compared.fields.map((field) => {
      const found = evidence.get(field.label.toLowerCase())
      return { ...field, likeness: found?.likeness ?? null, points: found?.points ?? null }
    }),
    hubspot: compared.contact === null ? ('gone' as const) : ('there' as const),
    salesforce: compared.record === null ? ('gone' as const) : ('there' as const),
    others: (siblings.get(review.hubspotId) ?? []).filter(({ id, state }) => id !== review.id && state === 'open')
      .length,
  }
})

export const matchNotFound = (): HttpError =>
  new HttpError({
    status: 404,
    code: 'MATCH_NOT_FOUND',
    message: 'There is no such pair.',
    remedy: 'The contact may have been deleted: look at the list again.',
  })
