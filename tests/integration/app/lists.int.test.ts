import { describe, expect, it } from 'vitest'
import type { Scope } from '#app/scope.ts'
import { syncLists } from '#app/sync-lists.ts'
import { syncListsJob } from '#jobs/sync-lists.ts'
import type { SyncConfigInput } from '#config/sync-config.ts'
import { company, MINUTE, mql } from '#support/company.ts'
import { jobDepsOf } from '#support/job-deps.ts'
import { listKeeper } from '#support/lists.ts'
import { quiesce, useWorld } from '#support/world.ts'

const world = useWorld()
const selection = (over: Partial<SyncConfigInput['selection']>): SyncConfigInput['selection'] => ({
  marketingContacts: 'required',
  stages: ['marketingqualifiedlead', 'salesqualifiedlead'],
  optedOut: 'exclude',
  ...over,
})
const lastNames = async (): Promise<unknown[]> =>
  (await world().sales.query('SELECT LastName FROM Lead ORDER BY LastName')).map((row) => row['LastName'])
const idOf = async (name: string): Promise<string> => (await world().marketing.contact(`${name}@buyers.example`)).id

/** One turn of the schedule. */
async function turn(scope: Scope) {
  const { box } = world()
  box.clock.advance(5 * MINUTE)
  const result = await syncLists(scope)
  await quiesce(scope, box)
  return result
}

describe('selection by list', () => {
  async function begin(contacts: readonly string[], over: Partial<SyncConfigInput['selection']> = {}) {
    const { begin: start, box } = world()
    const list = await listKeeper(box).make('Ready for sales')
    const scope = await start(company({ contacts: contacts.map((name) => mql(name)) }), {
      selection: selection({ lists: [list], ...over }),
    })
    await quiesce(scope, box)
    return { scope, list, keeper: listKeeper(box) }
  }

  it('lets in who is on the list, when they join it, and keeps who left it', async () => {
    const { scope, list, keeper } = await begin(['dora', 'emil'])
    expect(await lastNames()).toEqual([])
    await keeper.add(list, [await idOf('dora')])
    expect(await turn(scope)).toEqual({ read: 1, joined: 1, left: 0, looked: 1 })
    expect(await lastNames()).toEqual(['dora'])
    await keeper.remove(list, [await idOf('dora')])
    await keeper.add(list, [await idOf('emil')])
    expect(await turn(scope)).toEqual({ read: 1, joined: 1, left: 1, looked: 1 })
    expect(await lastNames()).toEqual(['dora', 'emil'])
    // Who is linked stays in step.
    const { marketing, box } = world()
    await marketing.edit('dora@buyers.example', { jobtitle: 'CEO' })
    await quiesce(scope, box)
    expect(await world().sales.one("SELECT Title FROM Lead WHERE LastName = 'dora'")).toMatchObject({ Title: 'CEO' })
  })

  it('asks once a turn while nothing moves, and looks at nobody who is linked', async () => {
    const { scope, list, keeper } = await begin(['dora'])
    await keeper.add(list, [await idOf('dora')])
    await turn(scope)
    const before = scope.hubspot.usage()
    world().box.clock.advance(5 * MINUTE)
    expect(await syncLists(scope)).toEqual({ read: 0, joined: 0, left: 0, looked: 0 })
    expect(scope.hubspot.usage().calls - before.calls).toBe(1)
    await keeper.remove(list, [await idOf('dora')])
    await turn(scope)
    await keeper.add(list, [await idOf('dora')])
    world().box.clock.advance(5 * MINUTE)
    expect(await syncLists(scope)).toMatchObject({ joined: 1, looked: 0 })
  })

  it('follows a list that HubSpot fills itself', async () => {
    const { begin: start, box, marketing } = world()
    const keeper = listKeeper(box)
    const list = await keeper.follow('Chiefs', 'jobtitle', 'CEO')
    const scope = await start(company({ contacts: [mql('dora'), mql('emil', { jobTitle: 'CEO' })] }), {
      selection: selection({ lists: [list] }),
    })
    await turn(scope)
    expect(await lastNames()).toEqual(['emil'])
    await marketing.edit('dora@buyers.example', { jobtitle: 'CEO' })
    await turn(scope)
    expect(await lastNames()).toEqual(['dora', 'emil'])
  })

  it('reads lists of several pages, each member once', async () => {
    const names = Array.from({ length: 260 }, (_, n) => `p${String(n).padStart(3, '0')}`)
    const { scope, list, keeper } = await begin(names, { conditions: [{ property: 'lastname', in: ['p000'] }] })
    const { results } = (await world().marketing.call('POST', 'objects/contacts/search', {
      limit: 200,
      filterGroups: [],
      sorts: [],
      properties: [],
    })) as { results: { id: string }[] }
    const more = await Promise.all(names.slice(200).map(idOf))
    const all = [...new Set([...results.map(({ id }) => id), ...more])]
    await keeper.add(list, all)
    world().box.clock.advance(5 * MINUTE)
    expect(await syncLists(scope)).toMatchObject({ joined: all.length })
    expect(await scope.store.listMembers.page(scope.connection.id, list, '', 1_000)).toHaveLength(all.length)
  })

  it('a list that is gone is told to people, its members stay, and it goes on when it is back', async () => {
    const { scope, list, keeper } = await begin(['dora', 'emil'])
    await keeper.add(list, [await idOf('dora')])
    await turn(scope)
    await keeper.drop(list)
    await turn(scope)
    expect(await scope.store.parked.counts(scope.connection.id)).toEqual({ UNKNOWN_LIST: 1 })
    expect(await scope.store.listMembers.page(scope.connection.id, list, '', 10)).toHaveLength(1)
    await keeper.restore(list)
    await keeper.add(list, [await idOf('emil')])
    await turn(scope)
    expect(await lastNames()).toEqual(['dora', 'emil'])
    expect(await scope.store.parked.counts(scope.connection.id)).toEqual({})
  })

  it('that begins to decide who enters lets in those who are on it already', async () => {
    const { begin: start, box, connect } = world()
    const keeper = listKeeper(box)
    const list = await keeper.make('Ready for sales')
    const other = await keeper.make('Others')
    const campaignMembers = [{ list, campaign: 'None' }]
    const scope = await start(company({ contacts: [mql('dora')] }), {
      campaignMembers,
      selection: selection({ lists: [other] }),
    })
    await keeper.add(list, [await idOf('dora')])
    await turn(scope)
    expect(await lastNames()).toEqual([])
    await turn(await connect({ campaignMembers, selection: selection({ lists: [other, list] }) }))
    expect(await lastNames()).toEqual(['dora'])
  })

  it('a list that HubSpot is still filling is waited for, and people are told so', async () => {
    const { scope, list, keeper } = await begin(['dora'])
    await keeper.add(list, [await idOf('dora')])
    const filling: Scope = {
      ...scope,
      hubspot: {
        ...scope.hubspot,
        states: async (ids) =>
          new Map([...(await scope.hubspot.states(ids))].map(([id, state]) => [id, { ...state, settled: false }])),
      },
    }
    world().box.clock.advance(5 * MINUTE)
    // The empty list was never read, so nothing is known of it.
    expect(await syncLists(filling)).toMatchObject({ read: 0 })
    expect(await scope.store.parked.counts(scope.connection.id)).toEqual({ LIST_NOT_READY: 1 })
    expect(await turn(scope)).toMatchObject({ read: 1, joined: 1 })
    expect(await lastNames()).toEqual(['dora'])
    expect(await scope.store.parked.counts(scope.connection.id)).toEqual({})
    await keeper.remove(list, [await idOf('dora')])
    world().box.clock.advance(5 * MINUTE)
    expect(await syncLists(filling)).toMatchObject({ read: 0, left: 0 })
    expect(await scope.store.parked.counts(scope.connection.id)).toEqual({})
  })

  it('the schedule has who joined worked on at once, and asks nothing of a connection without lists', async () => {
    const { scope, list, keeper } = await begin(['dora'])
    await keeper.add(list, [await idOf('dora')])
    const { deps, asked } = jobDepsOf(scope)
    await syncListsJob(null).run({}, deps)
    expect(asked).toEqual(['work-inbox'])
    const plain = await world().connect()
    const before = plain.hubspot.usage().calls + plain.salesforce.usage().calls
    await syncListsJob(null).run({}, jobDepsOf(plain).deps)
    expect(plain.hubspot.usage().calls + plain.salesforce.usage().calls).toBe(before)
  })

  it('a list of companies is refused in words', async () => {
    const { begin: start, box } = world()
    const list = await listKeeper(box).make('Firms', '0-2')
    const scope = await start(company({ contacts: [mql('dora')] }), { selection: selection({ lists: [list] }) })
    await turn(scope)
    const [item] = await scope.store.parked.open(scope.connection.id, 10)
    expect(item).toMatchObject({ code: 'WRONG_LIST', recordId: list })
    expect(item?.message).toContain('companies')
    expect(await lastNames()).toEqual([])
  })
})

describe('the filter on the Salesforce side', () => {
  const cold = { Lead: [{ property: 'Rating', notIn: ['Cold'] }] }
  const leadOf = (rating: string) =>
    world().sales.create('Lead', {
      LastName: 'dora',
      Company: 'Dora Works',
      Email: 'dora@buyers.example',
      Rating: rating,
    })

  it('links no record that it leaves out, and makes no second one beside it', async () => {
    const { begin, box } = world()
    const scope = await begin(company({ contacts: [mql('dora')] }), { selection: selection({ salesforce: cold }) })
    const id = await leadOf('Cold')
    await quiesce(scope, box)
    expect(await world().sales.query('SELECT Id, Tandem_Key__c FROM Lead')).toMatchObject([
      { Id: id, Tandem_Key__c: null },
    ])
    const [item] = await scope.store.parked.open(scope.connection.id, 10)
    expect(item).toMatchObject({ code: 'LEFT_OUT', object: 'contacts' })
    expect(item?.message).toContain(id)
  })

  it('decides entry only: a record that leaves it later stays linked', async () => {
    const { begin, box, marketing, sales } = world()
    const scope = await begin(company({ contacts: [mql('dora')] }), { selection: selection({ salesforce: cold }) })
    const id = await leadOf('Hot')
    await quiesce(scope, box)
    box.clock.advance(MINUTE)
    await sales.update('Lead', id, { Rating: 'Cold' })
    await marketing.edit('dora@buyers.example', { jobtitle: 'CEO' })
    await quiesce(scope, box)
    expect(await sales.one('SELECT Id, Title FROM Lead')).toMatchObject({ Id: id, Title: 'CEO' })
  })

  it('leaves opportunities out: no deal, no outcome', async () => {
    const { begin, box, marketing, sales } = world()
    const filter = { Opportunity: [{ property: 'Type', notIn: ['Renewal'] }] }
    const scope = await begin(company({ contacts: [mql('dora')] }), { selection: selection({ salesforce: filter }) })
    await quiesce(scope, box)
    const lead = String((await sales.one('SELECT Id FROM Lead'))['Id'])
    const account = await sales.create('Account', { Name: 'Dora Works' })
    const contact = await sales.convert(lead, account, await sales.userId('ann@sales.example'))
    for (const [Name, Type] of [
      ['New', 'New Business'],
      ['Again', 'Renewal'],
    ]) {
      const opportunity = await sales.create('Opportunity', {
        Name,
        Type,
        AccountId: account,
        StageName: 'Prospecting',
        CloseDate: '2026-06-01',
      })
      await sales.create('OpportunityContactRole', { OpportunityId: opportunity, ContactId: contact })
    }
    box.clock.advance(MINUTE)
    await quiesce(scope, box)
    expect((await marketing.deals()).map(({ properties }) => properties['dealname'])).toEqual(['New'])
  })
})
