import * as z from 'zod'
import { REVIEW_SORTS } from '#ports/store/reviews.ts'
import { connectionContract } from './contract.ts'
import { pageOf, pagingQuery, sortQuery } from './paging.ts'
import { count, instant } from './primitives.ts'

export { REVIEW_SORTS }

const state = z.enum(['open', 'accepted', 'rejected'])

const match = z
  .strictObject({
    id: z.string(),
    kind: z.enum(['suggestion', 'several', 'duplicate-rule']),
    state,
    hubspotId: z.string(),
    name: z.string().nullable().meta({ description: 'What the contact is called; null: joined with nobody yet' }),
    salesforceObject: z.string(),
    salesforceId: z.string(),
    reason: z.string(),
    points: z.number(),
    evidence: z.array(z.strictObject({ field: z.string(), likeness: z.number(), points: z.number() })),
    foundAt: instant,
    decidedAt: instant.nullable(),
    decidedBy: z.string().nullable(),
    joinedAt: instant.nullable().meta({ description: 'When an accepted pair was joined; null: not yet' }),
  })
  .meta({ id: 'Match' })
export type MatchView = z.infer<typeof match>

export const listMatchesContract = connectionContract({
  name: 'listMatches',
  method: 'GET',
  path: '/matches',
  access: 'read',
  tag: 'Problems',
  summary: 'HubSpot contacts and Salesforce records that may be one person, the most alike first',
  query: z.strictObject({ state: state.default('open'), ...sortQuery(REVIEW_SORTS), ...pagingQuery }),
  reply: pageOf(match),
})

const params = z.strictObject({ id: z.string().max(100) })

export const readMatchContract = connectionContract({
  name: 'readMatch',
  method: 'GET',
  path: '/matches/:id',
  access: 'read',
  tag: 'Problems',
  summary: 'One pair with both records as they are now',
  params,
  reply: z.strictObject({
    match,
    fields: z.array(
      z.strictObject({
        label: z.string(),
        hubspot: z.string().nullable(),
        salesforce: z.string().nullable(),
        likeness: z.number().nullable().meta({ description: 'How alike they were found; null: not compared' }),
        points: z.number().nullable(),
      }),
    ),
    hubspot: z.enum(['there', 'gone']),
    salesforce: z.enum(['there', 'gone']),
    others: count.meta({ description: 'Other open pairs of the same contact' }),
  }),
})

export const decideMatchContract = connectionContract({
  name: 'decideMatch',
  method: 'POST',
  path: '/matches/:id/decision',
  access: 'operate',
  tag: 'Problems',
  summary: 'Say that the two are one person, that they are two, or take that back',
  description:
    'Accepting joins the contact with the record and closes its other open pairs. `open` takes a decision back as long as the two are not joined.',
  audit: 'matches.decide',
  params,
  body: z.strictObject({ state }),
  reply: z.strictObject({
    match,
    leftBehind: z
      .strictObject({ object: z.string(), id: z.string() })
      .nullable()
      .meta({ description: 'A record that stays as it is, to be merged by hand in Salesforce' }),
  }),
})
