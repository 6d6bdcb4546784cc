import { afterAll, beforeAll, expect } from 'vitest'
import type { TestPortal } from '#sandbox/hubspot/test-portal.ts'
import { openTestPortal } from '#sandbox/hubspot/test-portal.ts'
import { rule } from '../rule.ts'
import { officialClient } from './official.ts'

const guides = 'https://developers.hubspot.com/docs/api-reference/latest/crm'
const dueAt = '2026-11-22T09:00:00Z'

const at = `${guides}/activities/calls/guide`
let narrow: TestPortal
beforeAll(async () => {
  narrow = await openTestPortal({ scopes: ['crm.objects.contacts.read', 'crm.objects.contacts.write'] })
})
afterAll(() => narrow.close())

rule(
  'activities need the scopes of contacts',
  { evidence: 'documented', at, says: 'scope requirements: crm.objects.contacts.read, crm.objects.contacts.write' },
  async () => {
    const client = officialClient(narrow)
    const made = await client.crm.objects.notes.basicApi.create({
      properties: { hs_timestamp: dueAt },
      associations: [],
    })
    expect((await client.crm.objects.notes.basicApi.getById(made.id)).id).toBe(made.id)
  },
)

rule(
  'leads need scopes of their own',
  {
    evidence: 'documented',
    at: `${guides}/objects/leads/guide`,
    says: 'scope requirements: crm.objects.leads.read, crm.objects.leads.write',
  },
  async () => {
    await expect(officialClient(narrow).crm.objects.leads.basicApi.getPage()).rejects.toMatchObject({
      code: 403,
      body: {
        category: 'MISSING_SCOPES',
        errors: [{ context: { requiredGranularScopes: ['crm.objects.leads.read'] } }],
      },
    })
  },
)
