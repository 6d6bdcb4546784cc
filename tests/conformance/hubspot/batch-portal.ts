import type { Client } from '@hubspot/api-client'
import type { Json, TestPortal } from '#sandbox/hubspot/test-portal.ts'
import { openTestPortal, text } from '#sandbox/hubspot/test-portal.ts'
import { apiRequest, officialClient } from './official.ts'
import { defineProperty } from './property-input.ts'

/** A portal whose contacts have a unique property, and the few calls every test of batches makes. */
export interface BatchPortal {
  readonly portal: TestPortal
  readonly hubspot: Client
  /** An e-mail address nobody has. */
  readonly address: () => string
  readonly add: (properties?: Record<string, string>) => Promise<string>
  readonly exists: (email: string) => Promise<boolean>
  readonly firstnameOf: (id: string) => Promise<string | null | undefined>
}

export async function openBatchPortal(): Promise<BatchPortal> {
  const portal = await openTestPortal()
  const hubspot = officialClient(portal)
  await defineProperty(hubspot, 'sf_lead_id', 'string', 'text', { hasUniqueValue: true })
  let serial = 0
  const address = () => `batch${(serial += 1)}@example.com`
  return {
    portal,
    hubspot,
    address,
    add: async (properties = {}) =>
      (await hubspot.crm.contacts.basicApi.create({ properties: { email: address(), ...properties } })).id,
    exists: async (email) => {
      const path = `/crm/v3/objects/contacts/${email}`
      return (await apiRequest(hubspot, { path, qs: { idProperty: 'email' } })).status === 200
    },
    firstnameOf: async (id) => (await hubspot.crm.contacts.basicApi.getById(id, ['firstname'])).properties['firstname'],
  }
}

/** The parts of an answer to a batch. */
export const rows = (json: Json, key = 'results') => json[key] as unknown as readonly Json[]
export const idsOf = (json: Json) =>
  rows(json)
    .map(({ id }) => text(id))
    .sort()

export const missing = 'Could not get some CONTACT objects, they may be deleted or not exist. Check that ids are valid.'
