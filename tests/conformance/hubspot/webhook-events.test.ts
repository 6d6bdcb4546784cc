import { Signature } from '@hubspot/api-client'
import { afterEach, expect } from 'vitest'
import { rule } from '../rule.ts'
import { apiRequest } from './official.ts'
import type { WebhookPortal } from './webhook-portal.ts'
import { openWebhookPortal, webhookGuide } from './webhook-portal.ts'

let hooks: WebhookPortal
afterEach(() => hooks.close())

/** A portal whose app listens to these types, each `object.*` of one object. */
async function open(...eventTypes: readonly (string | object)[]): Promise<WebhookPortal> {
  hooks = await openWebhookPortal(
    eventTypes.map((eventType) => (typeof eventType === 'string' ? { eventType } : eventType)),
  )
  return hooks
}

rule(
  'a change of a property comes to those who asked for it, its value always as text',
  {
    evidence: 'documented',
    at: webhookGuide,
    says: 'propertyChange adds propertyName and propertyValue; a subscription is for one property.',
  },
  async () => {
    const { receiver, hubspot } = await open(
      { eventType: 'deal.propertyChange', propertyName: 'amount' },
      { eventType: 'object.propertyChange', propertyName: 'amount', objectTypeId: '0-3' },
      { eventType: 'object.propertyChange', propertyName: 'amount', objectTypeId: '0-2' },
    )
    const { id } = await hubspot.crm.deals.basicApi.create({ properties: { dealname: 'A' } })
    const amount = 12.5 as unknown as string
    await hubspot.crm.deals.basicApi.update(id, { properties: { amount, dealname: 'B' } })
    const events = await receiver.events(2)
    expect(events).toHaveLength(2)
    expect(events[0]).toMatchObject({
      subscriptionType: 'deal.propertyChange',
      propertyName: 'amount',
      propertyValue: '12.5',
      objectId: Number(id),
    })
    expect(events[0]).not.toHaveProperty('objectTypeId')
    expect(events[1]).toMatchObject({
      subscriptionType: 'object.propertyChange',
      objectTypeId: '0-3',
      isSensitive: false,
    })
    await hubspot.crm.deals.basicApi.update(id, { properties: { amount: '' } })
    expect((await receiver.events(2))[0]).toMatchObject({ propertyValue: '' })
  },
)

rule(
  'the value of a sensitive property is not told',
  { evidence: 'documented', at: webhookGuide, says: 'propertyValue is "REDACTED"; object.* says isSensitive: true.' },
  async () => {
    const propertyName = 'passport'
    const { receiver, hubspot, addContact } = await open(
      { eventType: 'contact.propertyChange', propertyName },
      { eventType: 'object.propertyChange', propertyName, objectTypeId: '0-1' },
    )
    const definition = { name: propertyName, label: 'Passport', type: 'string', fieldType: 'text' }
    const made = await apiRequest(hubspot, {
      method: 'POST',
      path: '/crm/v3/properties/contacts',
      body: { ...definition, groupName: 'contactinformation', dataSensitivity: 'sensitive' },
    })
    expect(made.status).toBe(201)
    const id = await addContact('a@example.com')
    await hubspot.crm.contacts.basicApi.update(id, { properties: { [propertyName]: 'X123' } })
    expect(await receiver.events(2)).toMatchObject([
      { propertyValue: 'REDACTED' },
      { propertyValue: 'REDACTED', isSensitive: true },
    ])
  },
)

rule(
  'deletion and restore have events of their own',
  { evidence: 'documented', at: webhookGuide, says: 'contact.deletion with changeFlag DELETED; contact.restore.' },
  async () => {
    const { portal, receiver, hubspot, addContact } = await open('contact.deletion', 'contact.restore')
    const id = await addContact('a@example.com')
    await hubspot.crm.contacts.basicApi.archive(id)
    expect((await receiver.next()).events).toMatchObject([
      { subscriptionType: 'contact.deletion', objectId: Number(id), changeFlag: 'DELETED' },
    ])
    await portal.call('POST', '/__sandbox/restore-record', { objectType: 'contacts', id })
    expect((await receiver.next()).events).toMatchObject([
      { subscriptionType: 'contact.restore', objectId: Number(id), changeSource: 'CRM_UI' },
    ])
  },
)

rule(
  'erasing a contact for good is told as a privacy deletion and as a deletion',
  {
    evidence: 'documented',
    at: 'https://developers.hubspot.com/docs/api-reference/latest/crm/objects/contacts/guide',
    says: 'gdpr-delete sends contact.privacyDeletion and contact.deletion.',
  },
  async () => {
    const { receiver, hubspot, addContact } = await open('contact.deletion', 'contact.privacyDeletion')
    const id = await addContact('a@example.com')
    await hubspot.crm.contacts.basicApi.purge({ objectId: id })
    const events = await receiver.events(2)
    expect(events.map(({ subscriptionType }) => subscriptionType)).toEqual([
      'contact.deletion',
      'contact.privacyDeletion',
    ])
    expect(events.map(({ objectId }) => objectId)).toEqual([Number(id), Number(id)])
  },
)

rule(
  'a merge names both old records and the new one',
  {
    evidence: 'documented',
    at: 'https://developers.hubspot.com/changelog/new-subscription-types-for-webhooks',
    says: 'primaryObjectId, mergedObjectIds, newObjectId, numberOfPropertiesMoved.',
  },
  async () => {
    const { receiver, hubspot, addContact } = await open('contact.merge', {
      eventType: 'object.merge',
      objectTypeId: '0-1',
    })
    const primaryObjectId = await addContact('a@example.com')
    const objectIdToMerge = await addContact('b@example.com')
    await hubspot.crm.contacts.basicApi.update(objectIdToMerge, { properties: { jobtitle: 'CTO' } })
    const merged = await hubspot.crm.contacts.basicApi.merge({ primaryObjectId, objectIdToMerge })
    const [event, general] = await receiver.events(2)
    expect(event).toMatchObject({
      subscriptionType: 'contact.merge',
      primaryObjectId: Number(primaryObjectId),
      mergedObjectIds: [Number(objectIdToMerge)],
      newObjectId: Number(merged.id),
      numberOfPropertiesMoved: 1,
    })
    expect(general).toMatchObject({ subscriptionType: 'object.merge', objectTypeId: '0-1' })
  },
)

rule(
  'an association is told from both ends, the first company also as primary',
  {
    evidence: 'documented',
    at: 'https://developers.hubspot.com/changelog/bugfix-webhook-associationchanges',
    says: 'Two events: contact.associationChange Sam -> BlorgCorp and company.associationChange BlorgCorp -> Sam; a primary association comes with the label-less one beside it.',
  },
  async () => {
    const { receiver, hubspot, addContact, settled } = await open(
      'contact.associationChange',
      'company.associationChange',
      { eventType: 'object.associationChange', objectTypeId: '0-2' },
    )
    const contact = await addContact('a@example.com')
    const company = (await hubspot.crm.companies.basicApi.create({ properties: { name: 'Acme' } })).id
    await hubspot.crm.associations.v4.basicApi.createDefault('contacts', contact, 'companies', company)
    await settled()
    const events = await receiver.events(6)
    const of = (type: string) => events.filter(({ subscriptionType }) => subscriptionType === type)
    const forth = { associationType: 'CONTACT_TO_COMPANY', fromObjectId: Number(contact), toObjectId: Number(company) }
    const back = { associationType: 'COMPANY_TO_CONTACT', fromObjectId: Number(company), toObjectId: Number(contact) }
    const added = { associationRemoved: false, associationCategory: 'HUBSPOT_DEFINED' }
    expect(of('contact.associationChange')).toMatchObject([
      { ...forth, ...added, associationTypeId: 279, isPrimaryAssociation: false },
      { ...forth, ...added, associationTypeId: 1, isPrimaryAssociation: true },
    ])
    expect(of('company.associationChange')).toMatchObject([
      { ...back, ...added, associationTypeId: 280, isPrimaryAssociation: false },
      { ...back, ...added, associationTypeId: 2, isPrimaryAssociation: true },
    ])
    expect(of('object.associationChange')).toMatchObject([
      { ...back, fromObjectTypeId: '0-2', toObjectTypeId: '0-1' },
      { ...back, fromObjectTypeId: '0-2', toObjectTypeId: '0-1' },
    ])
    await hubspot.crm.associations.v4.basicApi.archive('contacts', contact, 'companies', company)
    const removed = await receiver.events(6)
    expect(removed.map(({ associationRemoved }) => associationRemoved)).toEqual(Array.from({ length: 6 }, () => true))
  },
)

rule(
  'object.* tells apart what has no type of its own',
  {
    evidence: 'documented',
    at: 'https://developers.hubspot.com/changelog/public-beta-generic-webhook-subscriptions',
    says: 'object.creation etc. for 24 more object types, the type in objectTypeId.',
  },
  async () => {
    const { receiver, hubspot } = await open({ eventType: 'object.creation', objectTypeId: '0-27' })
    await hubspot.crm.companies.basicApi.create({ properties: { name: 'Acme' } })
    const task = await hubspot.crm.objects.tasks.basicApi.create({
      properties: { hs_timestamp: '2026-11-22T09:00:00Z', hs_task_subject: 'Call' },
    })
    expect((await receiver.next()).events).toMatchObject([
      { subscriptionType: 'object.creation', objectTypeId: '0-27', objectId: Number(task.id), isSensitive: false },
    ])
  },
)

rule(
  'an app that people installed hears of the account until it is taken out, signed with its own secret',
  {
    evidence: 'documented',
    at: webhookGuide,
    says: 'Any account that has installed the app is subscribed to its webhooks.',
  },
  async () => {
    const { portal, receiver, secret, control, addContact, settled } = await open('contact.creation')
    const app = { appId: 4_711, clientId: 'other', clientSecret: 'other secret', redirectUris: 'loopback' }
    await portal.call('POST', '/__sandbox/oauth', { app })
    await control({ appId: 4_711, targetUrl: receiver.url, subscriptions: [{ eventType: 'contact.creation' }] })
    const heard = async (email: string) => {
      await addContact(email)
      await settled()
      const apps: number[] = []
      while (receiver.waiting() > 0) {
        const { headers, body, events } = await receiver.next()
        const appId = Number(events[0]?.['appId'])
        const clientSecret = appId === 4_711 ? app.clientSecret : secret
        const signature = String(headers['x-hubspot-signature'])
        expect(Signature.isValid({ clientSecret, requestBody: body, signature })).toBe(true)
        apps.push(appId)
      }
      return apps.sort((a, b) => a - b)
    }
    expect(await heard('a@example.com')).toEqual([2_871_143])
    const install = `${portal.url}/oauth/authorize?client_id=other&redirect_uri=http://localhost/&scope=oauth`
    await portal.call('POST', '/__sandbox/oauth', { approve: install })
    expect(await heard('b@example.com')).toEqual([4_711, 2_871_143])
    await portal.call('POST', '/__sandbox/oauth', { uninstall: 'other' })
    expect(await heard('c@example.com')).toEqual([2_871_143])
  },
)
