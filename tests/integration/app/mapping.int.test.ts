import { describe, expect, it } from 'vitest'
import type { SyncConfigInput } from '#config/sync-config.ts'
import { company, MINUTE, mql, TEAM } from '#support/company.ts'
import { writesOf } from '#support/crm-users.ts'
import { quiesce, useWorld } from '#support/world.ts'

const world = useWorld()
const EMAIL = 'dora@buyers.example'
type LeadMaps = NonNullable<NonNullable<SyncConfigInput['fields']>['contact-lead']>

async function linked(...maps: LeadMaps) {
  const { begin, box } = world()
  const data = company({ owners: TEAM, contacts: [mql('dora', { phone: '(212) 555-0123', country: 'United States' })] })
  const scope = await begin(data, { fields: { 'contact-lead': maps } })
  await quiesce(scope, box)
  box.clock.advance(MINUTE)
  return scope
}
const lead = () =>
  world().sales.one('SELECT Id, OwnerId, Phone, Title, Description, City, Rating, NumberOfEmployees FROM Lead')
const contact = async () => (await world().marketing.contact(EMAIL)).properties
const oneWay = { direction: 'to-salesforce', rule: 'hubspot-wins' } as const

describe('a map with steps', () => {
  it('brings phones, expressions and tables over, and nothing comes back as an edit', async () => {
    const scope = await linked(
      { hubspot: 'phone', salesforce: 'Phone', toSalesforce: [{ phone: { countryField: 'country' } }] },
      {
        hubspot: 'city',
        salesforce: 'Description',
        ...oneWay,
        toSalesforce: [{ expression: '$uppercase(lastname) & " of " & company', fields: ['lastname', 'company'] }],
      },
      {
        hubspot: 'hs_lead_status',
        salesforce: 'Rating',
        values: { NEW: 'Hot' },
        unmapped: { toSalesforce: 'Cold', toHubspot: 'OPEN' },
      },
    )
    expect(await lead()).toMatchObject({ Phone: '+12125550123', Description: 'DORA of dora Works' })
    const { box, marketing, sales } = world()
    await marketing.edit(EMAIL, { hs_lead_status: 'NEW', lastname: 'Dorn' })
    await quiesce(scope, box)
    expect(await lead()).toMatchObject({ Rating: 'Hot' })
    const writes = writesOf(box)
    box.clock.advance(MINUTE)
    await quiesce(scope, box)
    expect(writesOf(box)).toEqual(writes)
    await sales.update('Lead', (await lead())['Id'], { Rating: 'Warm' })
    await quiesce(scope, box)
    expect((await contact())['hs_lead_status']).toBe('OPEN')
    expect((await contact())['phone']).toBe('(212) 555-0123')
  })

  it('gives the contact the owner of the lead', async () => {
    const scope = await linked({
      hubspot: 'hubspot_owner_id',
      salesforce: 'OwnerId',
      direction: 'to-hubspot',
      rule: 'salesforce-wins',
      toHubspot: ['owner'],
    })
    const owners = await scope.hubspot.owners()
    const { box, sales } = world()
    for (const email of ['ann@sales.example', 'bob@sales.example']) {
      await sales.update('Lead', (await lead())['Id'], { OwnerId: await sales.userId(email) })
      await quiesce(scope, box)
      const id = (await contact())['hubspot_owner_id']
      expect(owners.find((owner) => owner.id === id)?.email).toBe(email)
      box.clock.advance(MINUTE)
    }
  })

  it('that fails keeps back its own field alone, says why without the value, and goes on when the value is right', async () => {
    const scope = await linked(
      {
        hubspot: 'city',
        salesforce: 'NumberOfEmployees',
        ...oneWay,
        toSalesforce: [{ expression: '$number(value) * 2' }],
      },
      { hubspot: 'jobtitle', salesforce: 'Title', ...oneWay },
    )
    const { box, marketing } = world()
    await marketing.edit(EMAIL, { city: 'many secrets', jobtitle: 'CEO' })
    await quiesce(scope, box)
    expect(await lead()).toMatchObject({ Title: 'CEO', NumberOfEmployees: null })
    const [item] = await scope.store.parked.open(scope.connection.id, 10)
    expect(item).toMatchObject({ code: 'UNCONVERTIBLE' })
    expect(item?.message).toContain('city (the expression failed')
    expect(item?.message).not.toContain('secrets')
    box.clock.advance(MINUTE)
    await marketing.edit(EMAIL, { city: '21' })
    await quiesce(scope, box)
    expect(await lead()).toMatchObject({ NumberOfEmployees: 42 })
    expect(await scope.store.parked.open(scope.connection.id, 10)).toEqual([])
  })

  it('that made a value up is counted', async () => {
    const scope = await linked({
      hubspot: 'city',
      salesforce: 'City',
      ...oneWay,
      toSalesforce: [{ default: 'unknown' }],
    })
    expect((await lead())['City']).toBe('unknown')
    const counts = await scope.store.counters.since(scope.connection.id, 0)
    expect(counts['defaults-used']).toBe(1)
  })
})

describe('the journal', () => {
  it('keeps what a write took away: the edit that did not prevail', async () => {
    const scope = await linked({ hubspot: 'jobtitle', salesforce: 'Title', rule: 'hubspot-wins' })
    const { box, marketing, sales, linkOf } = world()
    await sales.update('Lead', (await lead())['Id'], { Title: 'typed by sales' })
    await marketing.edit(EMAIL, { jobtitle: 'typed by marketing' })
    await quiesce(scope, box)
    expect(await lead()).toMatchObject({ Title: 'typed by marketing' })
    const rows = await scope.store.journal.ofLink(scope.connection.id, (await linkOf(EMAIL)).id, 50)
    const change = rows.flatMap((row) => row.changes).find(({ to }) => to === 'typed by marketing')
    expect(change).toMatchObject({
      field: 'Title',
      rule: 'jobtitle',
      because: 'hubspot-wins',
      winner: 'hubspot',
      lost: 'typed by sales',
    })
    expect(rows.every(({ configVersion }) => configVersion === scope.configVersion)).toBe(true)
  })
})
