import { describe, expect, test } from 'vitest'
import type { SyncConfigInput } from '#config/sync-config.ts'
import { loopDocument, parsed } from '#support/company.ts'
import { webhookComponent } from './webhook-subscriptions.ts'

const made = (over: Partial<SyncConfigInput> = {}) =>
  webhookComponent(parsed(loopDocument(over)), 'https://tandem.acme.example/').config
const namesOf = (list: readonly { subscriptionType: string; propertyName?: string }[]) =>
  list.map(({ subscriptionType, propertyName }) => [subscriptionType, propertyName].filter(Boolean).join(' '))

describe('the subscriptions a configuration needs', () => {
  test('name every property that is mapped or read, and nothing that cannot be subscribed to or is our own', () => {
    const fields = { 'contact-lead': [{ hubspot: 'favourite_colour', salesforce: 'Colour__c' }] }
    const names = namesOf(made({ fields }).subscriptions.legacyCrmObjects)
    expect(names).toEqual(
      expect.arrayContaining([
        'contact.creation',
        'contact.merge',
        'contact.restore',
        'contact.propertyChange email',
        'contact.propertyChange lifecyclestage',
        'contact.propertyChange favourite_colour',
        'deal.propertyChange amount',
      ]),
    )
    expect(names.filter((name) => /tandem_|lastmodifieddate|hs_object_id/.test(name))).toEqual([])
    expect(new Set(names).size).toBe(names.length)
  })

  test('follow the pairs that are switched on', () => {
    expect(namesOf(made().subscriptions.legacyCrmObjects).some((name) => name.startsWith('company'))).toBe(false)
    expect(made().subscriptions.crmObjects).toEqual([])
    const { subscriptions } = made({ pairs: { 'company-account': { enabled: true }, 'task-task': { enabled: true } } })
    expect(namesOf(subscriptions.legacyCrmObjects)).toEqual(
      expect.arrayContaining(['company.creation', 'company.propertyChange domain', 'contact.associationChange']),
    )
    expect(subscriptions.crmObjects).toContainEqual({
      subscriptionType: 'object.propertyChange',
      objectType: 'task',
      propertyName: 'hs_task_status',
      active: true,
    })
  })

  test('are sent to this deployment, erasures of people with them', () => {
    const { settings, subscriptions } = made()
    expect(settings.targetUrl).toBe('https://tandem.acme.example/webhooks/hubspot')
    expect(subscriptions.hubEvents).toEqual([{ subscriptionType: 'contact.privacyDeletion', active: true }])
  })
})
