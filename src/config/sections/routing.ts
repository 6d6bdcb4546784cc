import * as z from 'zod'
import { isLocalDate } from '#domain/time.ts'
import { condition } from '../field-maps.ts'

const localDate = z.string().refine(isLocalDate, { error: 'write a date like 2026-12-24' })

const target = z
  .union([z.strictObject({ owner: z.email() }), z.strictObject({ pool: z.string() })], {
    error: 'name an owner by e-mail, or a pool: {owner: ann@acme.example} or {pool: new-business}',
  })
  .describe('One Salesforce user, or the next of a pool.')

const limit = z.int().positive().nullable().default(null)

const member = z.strictObject({
  email: z.email(),
  weight: z.int().positive().default(1),
  hours: z.string().nullable().default(null).describe('Name of a calendar: gets leads only while it is open.'),
  leave: z
    .array(
      z
        .strictObject({ from: localDate, to: localDate })
        .refine(({ from, to }) => from <= to, { error: 'ends before it begins' }),
    )
    .default([])
    .describe('Days away, both ends included.'),
  capacity: z
    .strictObject({ open: limit.describe('Open leads at most.'), perDay: limit.describe('New leads a day at most.') })
    .prefault({}),
})

const rule = z.strictObject({ id: z.string().min(1), when: z.array(condition).min(1), to: target })

/** Who gets a lead. */
export const routing = z.strictObject({
  version: z.int().positive().default(1),
  by: z
    .enum(['tandem', 'salesforce'])
    .default('tandem')
    .describe('Who names the owner of a new Lead: Tandem, or the active assignment rule of Salesforce.'),
  keepExistingOwner: z.boolean().default(true),
  stickyDays: z.number().min(0).default(90),
  namedAccounts: z
    .array(
      z
        .strictObject({
          id: z.string().min(1),
          domains: z.array(z.string().min(1)).default([]),
          companies: z.array(z.string().min(1)).default([]),
          to: target,
        })
        .refine(({ domains, companies }) => domains.length + companies.length > 0, {
          error: 'name at least one of its domains or companies',
        }),
    )
    .default([]),
  territories: z.array(rule).default([]),
  segments: z.array(rule).default([]),
  pools: z.array(
    z.strictObject({
      id: z.string(),
      members: z.array(member).min(1),
      whenNobody: z.enum(['fallback', 'hold']).default('fallback'),
    }),
  ),
  fallbackOwner: z.email().describe('Salesforce user who gets what nobody else can take.'),
  fallback: z
    .strictObject({
      queue: z.string().nullable().default(null).describe('Developer name of a Salesforce queue for Leads.'),
      policy: z.string().nullable().default(null).describe('SLA policy for what waits there.'),
    })
    .prefault({}),
  maxReassignments: z.int().min(0).default(3),
})
