import * as z from 'zod'
import { connectionContract } from './contract.ts'
import { count, instant } from './primitives.ts'

const RIGHTS = ['read', 'create', 'edit'] as const
const right = z.enum(RIGHTS)

const account = z
  .strictObject({
    id: z.string().meta({ description: 'Portal id of HubSpot, org id of Salesforce' }),
    address: z.string().meta({ description: 'Where calls go' }),
    apiVersion: z.string(),
    credential: z.strictObject({
      kind: z.enum(['token', 'client-credentials', 'jwt']),
      variable: z.string().meta({ description: 'Environment variable that holds the secret, which is never shown' }),
    }),
    state: z.enum(['works', 'refused', 'unreachable']),
    lookedAt: instant,
    tookMs: count,
    problem: z
      .strictObject({ code: z.string(), message: z.string(), remedy: z.string() })
      .nullable()
      .meta({ description: 'Why it does not work; null: it does' }),
    name: z.string().nullable(),
    user: z
      .strictObject({
        id: z.string(),
        name: z.string(),
        login: z.string(),
        profile: z.string().nullable(),
        permissionSets: z.array(z.string()),
      })
      .nullable()
      .meta({ description: 'Who the credential acts as; null: for the account, not as a person, or not known now' }),
    rights: z.array(
      z.strictObject({
        name: z.string().meta({ description: 'Scope of HubSpot, object of Salesforce' }),
        label: z.string(),
        onlyFor: z.string().nullable().meta({ description: 'What goes without it; null: nothing works without it' }),
        needs: z.array(right),
        missing: z.array(right),
        why: z.string().nullable(),
      }),
    ),
    clockAheadSeconds: z.int().nullable().meta({ description: 'How far its clock is ahead of ours; null: not told' }),
    calls: z.strictObject({
      used: count.meta({ description: 'By Tandem, in the day of the platform' }),
      allowance: count.nullable().meta({ description: 'Calls that Tandem may make; null: no limit is known yet' }),
      limit: count.nullable().meta({ description: 'Calls of the whole account' }),
      stoppedUntil: instant.nullable(),
    }),
    polledAt: instant.nullable().meta({ description: 'When it was last asked for changes' }),
    lastError: z
      .strictObject({ at: instant, code: z.string(), message: z.string() })
      .nullable()
      .meta({ description: 'The last call that the account was refused or did not answer, of any process' }),
  })
  .meta({ id: 'Account' })
export type AccountView = z.infer<typeof account>

const both = z.strictObject({ hubspot: account, salesforce: account })

export const readAccountsContract = connectionContract({
  name: 'readAccounts',
  method: 'GET',
  path: '/connection/accounts',
  access: 'read',
  tag: 'Overview',
  summary: 'Who Tandem is signed in as on both sides, what it may do there, and what it was last refused',
  description: 'Both platforms are asked at most every ten minutes; `testAccounts` asks now. No secret is in it.',
  reply: both,
})

export const testAccountsContract = connectionContract({
  name: 'testAccounts',
  method: 'POST',
  path: '/connection/accounts/test',
  access: 'operate',
  tag: 'Overview',
  summary: 'Ask both platforms now whether the credentials work and what they may do; writes nothing there',
  audit: 'connection.test',
  reply: both,
})
