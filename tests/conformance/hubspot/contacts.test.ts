import type { Client } from '@hubspot/api-client'
import { afterAll, beforeAll, expect } from 'vitest'
import type { TestPortal } from '#sandbox/hubspot/test-portal.ts'
import { openTestPortal } from '#sandbox/hubspot/test-portal.ts'
import { rule } from '../rule.ts'
import { officialClient } from './official.ts'

const documented = (at: string, says: string) => ({ evidence: 'documented' as const, at, says })
const contactProperties = 'https://knowledge.hubspot.com/properties/hubspots-default-contact-properties'

let portal: TestPortal
let hubspot: Client
beforeAll(async () => {
  portal = await openTestPortal()
  hubspot = officialClient(portal)
})
afterAll(() => portal.close())

const create = async (properties: Record<string, string>): Promise<string> =>
  (await hubspot.crm.contacts.basicApi.create({ properties, associations: [] })).id
const read = async (id: string, names: readonly string[]) => {
  const { properties } = await hubspot.crm.contacts.basicApi.getById(id, [...names])
  return names.map((name) => properties[name])
}

rule(
  'what an integration creates comes from no visit and is not a marketing contact',
  documented(
    'https://knowledge.hubspot.com/properties/understand-source-properties',
    'contacts created by an integration: Offline sources, INTEGRATION',
  ),
  async () => {
    const id = await create({ email: 'made@example.com' })
    const names = [
      'hs_analytics_source',
      'hs_analytics_source_data_1',
      'hs_latest_source',
      'hs_object_source',
      'hs_marketable_status',
    ]
    expect(await read(id, names)).toEqual(['OFFLINE', 'INTEGRATION', 'OFFLINE', 'INTEGRATION', 'false'])
  },
)

rule(
  'the domain of an address and the day an owner was given are worked out',
  documented(contactProperties, 'Email Domain; Owner assigned date'),
  async () => {
    const id = await create({ email: 'Ada@Acme.Example' })
    expect(await read(id, ['email', 'hs_email_domain', 'hubspot_owner_assigneddate'])).toEqual([
      'ada@acme.example',
      'acme.example',
      null,
    ])
    await hubspot.crm.contacts.basicApi.update(id, { properties: { email: 'ada@other.example' } })
    expect(await read(id, ['hs_email_domain'])).toEqual(['other.example'])
    await expect(
      hubspot.crm.contacts.basicApi.update(id, { properties: { hs_email_domain: 'third.example' } }),
    ).rejects.toMatchObject({ body: { errors: [{ code: 'READ_ONLY_VALUE' }] } })
  },
)

rule(
  'names of properties are taken in any case',
  {
    evidence: 'assumed',
    at: 'https://developers.hubspot.com/docs/api-reference/latest/crm/properties/guide',
    says: 'internal names are lower case; what becomes of others is not said',
  },
  async () => {
    const id = await create({ Email: 'case@example.com', FirstName: 'Casey' })
    expect(await read(id, ['email', 'firstname'])).toEqual(['case@example.com', 'Casey'])
  },
)

rule(
  'a contact needs an address or a name',
  documented(
    'https://developers.hubspot.com/docs/api-reference/latest/crm/objects/contacts/guide',
    'include at least one of email, firstname or lastname',
  ),
  async () => {
    await expect(create({ phone: '1' })).rejects.toMatchObject({ code: 400, body: { category: 'VALIDATION_ERROR' } })
    expect(await read(await create({ lastname: 'Alone' }), ['lastname', 'email'])).toEqual(['Alone', null])
  },
)
