import type { Client } from '@hubspot/api-client'
import { afterAll, beforeAll, expect } from 'vitest'
import type { TestPortal } from '#sandbox/hubspot/test-portal.ts'
import { companyData, openTestPortal } from '#sandbox/hubspot/test-portal.ts'
import { rule } from '../rule.ts'
import { refusal } from './lists.ts'
import { apiRequest, officialClient } from './official.ts'

const guide = 'https://developers.hubspot.com/docs/api-reference/latest/crm/owners/guide'

let portal: TestPortal
let hubspot: Client

beforeAll(async () => {
  portal = await openTestPortal()
  hubspot = officialClient(portal)
  const owner = { role: 'rep', managerEmail: null, region: null } as const
  portal.sandbox.seed(
    companyData({
      owners: [
        { ...owner, email: 'Rita@Acme.example', name: 'Rita van Rep' },
        { ...owner, email: 'sam@acme.example', name: 'Sam Silver' },
        { ...owner, email: 'gone@acme.example', name: 'Gone Girl' },
      ],
    }),
  )
  await portal.call('POST', '/__sandbox/owners', { email: 'gone@acme.example', archived: true })
})
afterAll(() => portal.close())

rule(
  'owners page by id, on v3 with and without a slash and on the dated path',
  { evidence: 'client', at: guide, says: 'with a query the client sends /crm/v3/owners/?…; limit at most 500' },
  async () => {
    const first = await hubspot.crm.owners.ownersApi.getPage(undefined, undefined, 1)
    expect(first.results).toMatchObject([
      { email: 'rita@acme.example', firstName: 'Rita', lastName: 'van Rep', type: 'PERSON', archived: false },
    ])
    const rest = await hubspot.crm.owners.ownersApi.getPage(undefined, first.paging?.next?.after, 100)
    expect(rest.results.map(({ email }) => email)).toEqual(['sam@acme.example'])
    expect(rest.paging).toBeUndefined()
    for (const path of ['/crm/v3/owners', '/crm/v3/owners/', '/crm/owners/2026-03']) {
      expect((await apiRequest(hubspot, { path })).json['results']).toHaveLength(2)
    }
    expect(await refusal(hubspot.crm.owners.ownersApi.getPage(undefined, undefined, 501))).toMatchObject({ code: 400 })
  },
)

rule(
  'an owner is found by address, by id and by user id, which differ',
  { evidence: 'documented', at: guide, says: 'use id (not userId) as hubspot_owner_id; idProperty=userId' },
  async () => {
    const { ownersApi } = hubspot.crm.owners
    const [found] = (await ownersApi.getPage('RITA@acme.example')).results
    expect(found?.email).toBe('rita@acme.example')
    expect((await ownersApi.getPage('nobody@acme.example')).results).toEqual([])
    const id = Number(found?.id)
    expect(found?.userId).not.toBe(id)
    expect((await ownersApi.getById(id)).email).toBe('rita@acme.example')
    expect((await ownersApi.getById(found?.userId ?? 0, 'userId')).id).toBe(found?.id)
    expect(await refusal(ownersApi.getById(found?.userId ?? 0))).toMatchObject({ code: 404 })
  },
)

rule(
  'a deactivated user is an archived owner without userId, found only among the archived',
  { evidence: 'documented', at: guide, says: 'archived owners have userId null and userIdIncludingInactive' },
  async () => {
    const { ownersApi } = hubspot.crm.owners
    const { results } = await ownersApi.getPage(undefined, undefined, undefined, true)
    expect(results).toHaveLength(1)
    const [gone] = results
    expect(gone).toMatchObject({ email: 'gone@acme.example', archived: true, userId: null })
    expect(gone?.userIdIncludingInactive).toEqual(expect.any(Number))
    const id = Number(gone?.id)
    expect(await refusal(ownersApi.getById(id))).toMatchObject({ code: 404 })
    expect((await ownersApi.getById(id, undefined, true)).archived).toBe(true)
  },
)

rule(
  'records are given to active owners only',
  {
    evidence: 'assumed',
    at: guide,
    says: 'hubspot_owner_id takes the id of an owner; the error of another value is not documented',
  },
  async () => {
    const [rita] = (await hubspot.crm.owners.ownersApi.getPage('rita@acme.example')).results
    const [gone] = (await hubspot.crm.owners.ownersApi.getPage(undefined, undefined, undefined, true)).results
    const assign = (id: string) =>
      hubspot.crm.deals.basicApi.create({ properties: { dealname: 'D', hubspot_owner_id: id }, associations: [] })
    expect((await assign(rita?.id ?? '')).properties['hubspot_owner_id']).toBe(rita?.id)
    expect(await refusal(assign(gone?.id ?? ''))).toMatchObject({ code: 400, body: { category: 'VALIDATION_ERROR' } })
  },
)

rule(
  'owners need a scope of their own, which installs often lack',
  { evidence: 'documented', at: guide, says: 'crm.objects.owners.read; without it 403' },
  async () => {
    const narrow = await openTestPortal({ scopes: ['crm.objects.contacts.read'] })
    const refused = await refusal(officialClient(narrow).crm.owners.ownersApi.getPage())
    expect(refused).toMatchObject({
      code: 403,
      body: {
        category: 'MISSING_SCOPES',
        errors: [{ context: { requiredGranularScopes: ['crm.objects.owners.read'] } }],
      },
    })
    await narrow.close()
  },
)
