import { describe, expect, it } from 'vitest'
import { retryParked } from '#app/retry-parked.ts'
import type { SyncConfigInput } from '#config/sync-config.ts'
import { company, MINUTE, mql } from '#support/company.ts'
import { writesOf } from '#support/crm-users.ts'
import { quiesce, useWorld } from '#support/world.ts'

const world = useWorld()
const EMAIL = 'dora@buyers.example'

async function linked(document: Partial<SyncConfigInput> = {}) {
  const { begin, box } = world()
  const scope = await begin(company({ contacts: [mql('dora', { phone: '+1 212 555 0100' })] }), document)
  await quiesce(scope, box)
  box.clock.advance(MINUTE)
  return scope
}
const phoneMap = (rule: string): Partial<SyncConfigInput> => ({
  fields: { 'contact-lead': [{ hubspot: 'phone', salesforce: 'Phone', rule: rule as 'manual' }] },
})
const lead = () => world().sales.one('SELECT Id, FirstName, Phone, Title, LeadSource FROM Lead')
const contact = async () => (await world().marketing.contact(EMAIL)).properties

describe('an edit of a mapped field', () => {
  it('in HubSpot reaches Salesforce, blanks included', async () => {
    const scope = await linked()
    const { box, marketing } = world()
    await marketing.edit(EMAIL, { firstname: 'Theodora', phone: '' })
    await quiesce(scope, box)
    expect(await lead()).toMatchObject({ FirstName: 'Theodora', Phone: null })
  })

  it('cleared in Salesforce, where Salesforce wins unless blank, comes back from HubSpot', async () => {
    const scope = await linked(phoneMap('salesforce-unless-blank'))
    const { box, sales } = world()
    await sales.update('Lead', (await lead())['Id'], { Phone: null })
    await quiesce(scope, box)
    expect(await contact()).toMatchObject({ phone: '+1 212 555 0100' })
    expect(await lead()).toMatchObject({ Phone: '+1 212 555 0100' })
  })

  it('in Salesforce reaches HubSpot', async () => {
    const scope = await linked()
    const { box, sales } = world()
    await sales.update('Lead', (await lead())['Id'], { FirstName: 'Theodora', Title: null })
    await quiesce(scope, box)
    expect(await contact()).toMatchObject({ firstname: 'Theodora' })
    expect((await contact())['jobtitle'] ?? '').toBe('')
  })

  it('of two fields, one on each side, travels both ways', async () => {
    const scope = await linked()
    const { box, sales, marketing } = world()
    await sales.update('Lead', (await lead())['Id'], { FirstName: 'Theodora' })
    await marketing.edit(EMAIL, { jobtitle: 'CEO' })
    await quiesce(scope, box)
    expect(await lead()).toMatchObject({ FirstName: 'Theodora', Title: 'CEO' })
    expect(await contact()).toMatchObject({ firstname: 'Theodora', jobtitle: 'CEO' })
  })

  it('that is longer than Salesforce allows is cut there and stays whole in HubSpot', async () => {
    const scope = await linked()
    const { box, marketing } = world()
    const long = 'x'.repeat(60)
    await marketing.edit(EMAIL, { firstname: long })
    await quiesce(scope, box)
    expect(await lead()).toMatchObject({ FirstName: 'x'.repeat(40) })
    expect(await contact()).toMatchObject({ firstname: long })
  })

  it('on a one-way map does not go back', async () => {
    const scope = await linked()
    const { box, sales } = world()
    await sales.update('Lead', (await lead())['Id'], { LeadSource: 'Web' })
    const writes = writesOf(box)
    await quiesce(scope, box)
    expect(writesOf(box)).toBe(writes)
    expect(await contact()).toMatchObject({ hs_analytics_source: 'PAID_SEARCH' })
  })
})

describe('text that should be a date', () => {
  const visits: Partial<SyncConfigInput> = {
    fields: {
      'contact-lead': [
        { hubspot: 'phone', salesforce: 'Phone', direction: 'to-salesforce', toSalesforce: [{ dateToNoon: 'org' }] },
      ],
    },
  }

  it('is not written, the person is listed until it is one, and other fields go on', async () => {
    const scope = await linked(visits)
    const { box, marketing } = world()
    await marketing.edit(EMAIL, { jobtitle: 'CEO' })
    await quiesce(scope, box)
    expect(await lead()).toMatchObject({ Phone: null, Title: 'CEO' })
    expect(await scope.store.parked.counts(scope.connection.id)).toEqual({ UNCONVERTIBLE: 1 })
    const [item] = await scope.store.parked.open(scope.connection.id, 10)
    expect(item?.message).toContain('phone')
    expect(item?.message).not.toContain('555')
    box.clock.advance(MINUTE)
    await marketing.edit(EMAIL, { phone: '2026-12-24' })
    await quiesce(scope, box)
    expect((await lead())['Phone']).toContain('2026-12-24T')
    expect(await scope.store.parked.counts(scope.connection.id)).toEqual({})
  })
})

describe('edits of the same field on both sides', () => {
  const both = async (rule: string, newer: 'hubspot' | 'salesforce') => {
    const scope = await linked(phoneMap(rule))
    const { box, sales, marketing } = world()
    const inSalesforce = async () => sales.update('Lead', (await lead())['Id'], { Phone: 'from Salesforce' })
    const inHubspot = () => marketing.edit(EMAIL, { phone: 'from HubSpot' })
    const [first, second] = newer === 'hubspot' ? [inSalesforce, inHubspot] : [inHubspot, inSalesforce]
    await first()
    box.clock.advance(MINUTE)
    await second()
    box.clock.advance(MINUTE)
    await quiesce(scope, box)
    return { scope, values: [(await contact())['phone'], (await lead())['Phone']] }
  }

  it.each([
    ['hubspot-wins', 'salesforce', 'from HubSpot'],
    ['salesforce-wins', 'hubspot', 'from Salesforce'],
    ['newest-wins', 'hubspot', 'from HubSpot'],
    ['newest-wins', 'salesforce', 'from Salesforce'],
  ] as const)('under %s, the newer in %s: %s on both', async (rule, newer, value) => {
    expect((await both(rule, newer)).values).toEqual([value, value])
  })

  it('under manual are parked with both values kept, and the item is closed when a person decided', async () => {
    const { scope, values } = await both('manual', 'hubspot')
    const { box, sales } = world()
    expect(values).toEqual(['from HubSpot', 'from Salesforce'])
    expect(await scope.store.parked.counts(scope.connection.id)).toEqual({ CONFLICT: 1 })
    await sales.update('Lead', (await lead())['Id'], { Phone: 'from HubSpot' })
    await quiesce(scope, box)
    expect(await scope.store.parked.counts(scope.connection.id)).toEqual({})
  })

  it('under manual do not hold back other fields', async () => {
    const { scope } = await both('manual', 'hubspot')
    const { box, marketing } = world()
    await marketing.edit(EMAIL, { jobtitle: 'CEO' })
    await quiesce(scope, box)
    expect(await lead()).toMatchObject({ Title: 'CEO', Phone: 'from Salesforce' })
    expect(await scope.store.parked.counts(scope.connection.id)).toEqual({ CONFLICT: 1 })
  })
})

describe('a field that two automations fight over', () => {
  const WORKFLOW = '+1 999'
  const fight = async (rounds: number) => {
    const scope = await linked(phoneMap('salesforce-unless-blank'))
    const { box, marketing } = world()
    for (let round = 0; round < rounds; round += 1) {
      await marketing.edit(EMAIL, { phone: WORKFLOW })
      await quiesce(scope, box)
      box.clock.advance(MINUTE)
    }
    return scope
  }

  it('is left alone after six returns within an hour, and listed without its values, while other fields go on', async () => {
    const scope = await fight(7)
    const { box, marketing } = world()
    expect(await contact()).toMatchObject({ phone: '+1 212 555 0100' })
    await marketing.edit(EMAIL, { phone: WORKFLOW, jobtitle: 'CEO' })
    await quiesce(scope, box)
    expect(await contact()).toMatchObject({ phone: WORKFLOW })
    expect(await lead()).toMatchObject({ Title: 'CEO', Phone: '+1 212 555 0100' })
    const [item] = await scope.store.parked.open(scope.connection.id, 10)
    expect(item).toMatchObject({ code: 'FLIP_FLOP' })
    expect(item?.message).toContain("phone (HubSpot's value brought back 0 times, Salesforce's 6 times)")
    expect(item?.message).not.toContain('555')
  })

  it('goes on when a person retries the record', async () => {
    const scope = await fight(8)
    const { box } = world()
    expect(await contact()).toMatchObject({ phone: WORKFLOW })
    await retryParked({ store: scope.store, clock: scope.clock }, scope.connection.id, { code: 'FLIP_FLOP' })
    await quiesce(scope, box)
    expect(await contact()).toMatchObject({ phone: '+1 212 555 0100' })
    expect(await scope.store.parked.counts(scope.connection.id)).toEqual({})
  })

  it('goes on with the first change an hour later', async () => {
    const scope = await fight(8)
    const { box, marketing } = world()
    box.clock.advance(60 * MINUTE)
    await marketing.edit(EMAIL, { jobtitle: 'CEO' })
    await quiesce(scope, box)
    expect(await contact()).toMatchObject({ phone: '+1 212 555 0100' })
    expect(await scope.store.parked.counts(scope.connection.id)).toEqual({})
  })
})

describe('the status of a lead', () => {
  it('moves the contact to the stage that the configuration names for it, and never back', async () => {
    const scope = await linked({ lifecycle: { fromLeadStatus: { 'Working - Contacted': 'salesqualifiedlead' } } })
    const { box, sales } = world()
    await sales.update('Lead', (await lead())['Id'], { Status: 'Working - Contacted' })
    await quiesce(scope, box)
    expect(await contact()).toMatchObject({ lifecyclestage: 'salesqualifiedlead' })
    box.clock.advance(MINUTE)
    await sales.update('Lead', (await lead())['Id'], { Status: 'Open - Not Contacted' })
    await quiesce(scope, box)
    expect(await contact()).toMatchObject({ lifecyclestage: 'salesqualifiedlead' })
    expect(await scope.store.parked.counts(scope.connection.id)).toEqual({})
  })
})

describe('a record that is deleted', () => {
  it('in Salesforce: the link is taken apart, nothing is made anew, HubSpot is left as it is', async () => {
    const scope = await linked()
    const { box, sales, marketing } = world()
    await sales.remove('Lead', (await lead())['Id'])
    await quiesce(scope, box)
    box.clock.advance(MINUTE)
    await marketing.edit(EMAIL, { jobtitle: 'CEO' })
    await quiesce(scope, box)
    expect(await sales.query('SELECT Id FROM Lead')).toHaveLength(0)
    const { id } = await marketing.contact(EMAIL)
    expect((await scope.store.links.byHubspotIds(scope.connection.id, 'person', [id])).get(id)?.state).toBe('unlinked')
    expect(await contact()).toMatchObject({ jobtitle: 'CEO' })
  })

  it('in HubSpot: the lead stays and is not written any more', async () => {
    const scope = await linked()
    const { box, sales, marketing } = world()
    const { id } = await marketing.contact(EMAIL)
    await marketing.archive('contacts', id)
    await quiesce(scope, box)
    box.clock.advance(MINUTE)
    const { Id } = await lead()
    await sales.update('Lead', Id, { FirstName: 'Theodora' })
    await quiesce(scope, box)
    expect(await lead()).toMatchObject({ FirstName: 'Theodora' })
    expect((await marketing.contacts()).map((c) => c.id)).toEqual([])
    expect((await scope.store.links.byHubspotIds(scope.connection.id, 'person', [id])).get(id)?.state).toBe('unlinked')
    expect(await sales.query('SELECT Id FROM Task')).toHaveLength(1)
  })
})
