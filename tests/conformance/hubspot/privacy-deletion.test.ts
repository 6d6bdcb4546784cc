import type { Client } from '@hubspot/api-client'
import { afterAll, beforeAll, expect } from 'vitest'
import type { TestPortal } from '#sandbox/hubspot/test-portal.ts'
import { openTestPortal } from '#sandbox/hubspot/test-portal.ts'
import { rule } from '../rule.ts'
import { objectPaths, post } from './object-paths.ts'
import { apiRequest, officialClient } from './official.ts'
import { openWebhookPortal } from './webhook-portal.ts'

const guide = 'https://developers.hubspot.com/docs/api-reference/latest/crm/objects/contacts/guide'
const specification = 'https://github.com/HubSpot/HubSpot-public-api-spec-collection (contacts)'
const documented = (says: string, at = guide) => ({ evidence: 'documented' as const, at, says })
const assumed = (says: string) => ({ evidence: 'assumed' as const, at: guide, says })

let portal: TestPortal
let hubspot: Client
beforeAll(async () => {
  portal = await openTestPortal()
  hubspot = officialClient(portal)
})
afterAll(() => portal.close())

const add = async (email: string) => (await hubspot.crm.contacts.basicApi.create({ properties: { email } })).id
const statusOf = async (id: string, archived = false) =>
  (await apiRequest(hubspot, { path: `/crm/objects/2026-03/contacts/${id}`, qs: { archived } })).status

rule(
  'a contact is erased by its id or by its address, and is in no list any more',
  documented('POST gdpr-delete {objectId, idProperty?} answers 204'),
  async () => {
    for (const [at, path] of objectPaths('contacts').entries()) {
      const byId = await add(`id${at}@example.com`)
      const byEmail = await add(`email${at}@example.com`)
      for (const body of [{ objectId: byId }, { objectId: `EMAIL${at}@Example.com`, idProperty: 'email' }]) {
        const answer = await apiRequest(hubspot, { method: 'POST', path: `${path}/gdpr-delete`, body })
        expect([answer.status, answer.text]).toEqual([204, ''])
      }
      for (const id of [byId, byEmail]) {
        expect(await statusOf(id)).toBe(404)
        expect(await statusOf(id, true)).toBe(404)
      }
    }
    const archived = await hubspot.crm.contacts.getAll(100, undefined, undefined, undefined, undefined, true)
    expect(archived).toEqual([])
  },
)

rule(
  'the address of somebody who was erased is blocked',
  assumed('"the email is blocked for re-creation"; the code is that of imports, GDPR_BLACKLISTED_EMAIL'),
  async () => {
    const objectId = await add('erased@example.com')
    await hubspot.crm.contacts.basicApi.purge({ objectId })
    const blocked = {
      status: 400,
      json: { category: 'VALIDATION_ERROR', errors: [{ code: 'GDPR_BLACKLISTED_EMAIL' }] },
    }
    const properties = { email: 'Erased@Example.com' }
    for (const path of objectPaths('contacts')) {
      const call = (method: string, suffix: string, body: object) =>
        apiRequest(hubspot, { method, path: path + suffix, body })
      expect(await call('POST', '', { properties })).toMatchObject(blocked)
      expect(await call('POST', '/batch/create', { inputs: [{ properties }] })).toMatchObject(blocked)
      const upsert = { inputs: [{ id: 'erased@example.com', idProperty: 'email', properties: {} }] }
      expect(await call('POST', '/batch/upsert', upsert)).toMatchObject(blocked)
    }
    const other = await add('other@example.com')
    await expect(hubspot.crm.contacts.basicApi.update(other, { properties })).rejects.toMatchObject({
      code: 400,
      body: { errors: [{ code: 'GDPR_BLACKLISTED_EMAIL', context: { propertyName: ['email'] } }] },
    })
    const batch = await post(hubspot, 'contacts/batch/create', {
      inputs: [
        { properties, objectWriteTraceId: '1' },
        { properties: { email: 'fine@example.com' }, objectWriteTraceId: '2' },
      ],
    })
    expect(batch).toMatchObject({
      status: 207,
      json: { results: [{ objectWriteTraceId: '2' }], errors: [{ context: { objectWriteTraceId: ['1'] } }] },
    })
  },
)

rule(
  'an address that nobody has is blocked too',
  documented('"If email address is not found, the email address will be added to a blocklist"', specification),
  async () => {
    await hubspot.crm.contacts.basicApi.purge({ objectId: 'Never@Example.com', idProperty: 'email' })
    await expect(add('never@example.com')).rejects.toMatchObject({ code: 400 })
    await hubspot.crm.contacts.basicApi.purge({ objectId: '1' })
  },
)

rule(
  'all addresses of a merged contact go, and both old ids lead nowhere',
  assumed('further addresses identify the same person'),
  async () => {
    const first = await add('merged-one@example.com')
    const second = await add('merged-two@example.com')
    await hubspot.crm.contacts.basicApi.merge({ primaryObjectId: first, objectIdToMerge: second })
    await hubspot.crm.contacts.basicApi.purge({ objectId: second })
    for (const id of [first, second]) expect(await statusOf(id)).toBe(404)
    for (const email of ['merged-one@example.com', 'merged-two@example.com']) {
      await expect(add(email)).rejects.toMatchObject({ code: 400 })
    }
  },
)

rule(
  'what is in the recycle bin is erased from there',
  assumed('a deleted contact can still be erased for 90 days'),
  async () => {
    const byId = await add('binned-one@example.com')
    const byEmail = await add('binned-two@example.com')
    await hubspot.crm.contacts.batchApi.archive({ inputs: [{ id: byId }, { id: byEmail }] })
    expect(await statusOf(byId, true)).toBe(200)
    await hubspot.crm.contacts.basicApi.purge({ objectId: byId })
    await hubspot.crm.contacts.basicApi.purge({ objectId: 'binned-two@example.com', idProperty: 'email' })
    for (const id of [byId, byEmail]) expect(await statusOf(id, true)).toBe(404)
    const restored = await portal.call('POST', '/__sandbox/restore-record', { objectType: 'contacts', id: byId })
    expect(restored.status).toBe(400)
  },
)

rule(
  'erased contacts are gone from the records they were associated with, and from search',
  documented('permanently delete a contact and all associated content', specification),
  async () => {
    const objectId = await add('linked@example.com')
    const deal = await hubspot.crm.deals.basicApi.create({ properties: { dealname: 'D' } })
    await hubspot.crm.associations.v4.basicApi.createDefault('contacts', objectId, 'deals', deal.id)
    await hubspot.crm.contacts.basicApi.purge({ objectId })
    const left = await hubspot.crm.deals.basicApi.getById(deal.id, undefined, undefined, ['contacts'])
    expect(left.associations?.['contacts']?.results ?? []).toEqual([])
    const found = await hubspot.crm.contacts.searchApi.doSearch({
      query: 'linked@example.com',
      filterGroups: [],
      properties: [],
      sorts: [],
      limit: 1,
      after: '0',
    })
    expect(found.total).toBe(0)
  },
)

rule(
  'an address tells subscribers both events as an id does; an address of nobody tells none',
  documented('sends contact.privacyDeletion and contact.deletion'),
  async () => {
    const hooks = await openWebhookPortal([{ eventType: 'contact.deletion' }, { eventType: 'contact.privacyDeletion' }])
    const id = await hooks.addContact('a@example.com')
    await hooks.hubspot.crm.contacts.basicApi.purge({ objectId: 'nobody@example.com', idProperty: 'email' })
    await hooks.hubspot.crm.contacts.basicApi.purge({ objectId: 'a@example.com', idProperty: 'email' })
    const events = await hooks.receiver.events(2)
    expect(events.map(({ subscriptionType, objectId }) => [subscriptionType, objectId])).toEqual([
      ['contact.deletion', Number(id)],
      ['contact.privacyDeletion', Number(id)],
    ])
    await hooks.close()
  },
)

rule('blocked addresses survive a snapshot', assumed('a property of the sandbox'), async () => {
  await hubspot.crm.contacts.basicApi.purge({ objectId: 'kept@example.com', idProperty: 'email' })
  portal.sandbox.restore(portal.sandbox.snapshot())
  await expect(add('kept@example.com')).rejects.toMatchObject({ code: 400 })
  // A snapshot of an older sandbox knows of none.
  const { erasedEmails: _, ...older } = portal.sandbox.snapshot() as Record<string, unknown>
  portal.sandbox.restore(older as never)
  await add('kept@example.com')
})
