import { describe, expect, it } from 'vitest'
import { retryParked } from '#app/retry-parked.ts'
import type { Scope } from '#app/scope.ts'
import { syncCampaignMembers } from '#app/sync-campaign-members.ts'
import { syncLists } from '#app/sync-lists.ts'
import type { SyncConfigInput } from '#config/sync-config.ts'
import { RemoteError } from '#domain/errors.ts'
import { company, MINUTE, mql } from '#support/company.ts'
import { writesOf } from '#support/crm-users.ts'
import type { Row } from '#support/crm-users.ts'
import { listKeeper } from '#support/lists.ts'
import { quiesce, useWorld } from '#support/world.ts'

const world = useWorld()
type Members = NonNullable<SyncConfigInput['campaignMembers']>[number]

const idOf = async (name: string): Promise<string> => (await world().marketing.contact(`${name}@buyers.example`)).id
const members = async (): Promise<readonly Row[]> =>
  world().sales.query('SELECT Id, LeadId, ContactId, Status, HasResponded, CampaignId FROM CampaignMember ORDER BY Id')
const statuses = async (): Promise<unknown[]> => (await members()).map((row) => row['Status'])

/** One turn of the schedule. */
async function turn(scope: Scope) {
  const { box } = world()
  box.clock.advance(5 * MINUTE)
  await quiesce(scope, box)
  await syncLists(scope)
  await quiesce(scope, box)
  return syncCampaignMembers(scope)
}

/** Linked people on a list whose members are those of the campaign "Webinar" with the statuses Sent, Responded and Attended. */
async function begin(names: readonly string[], over: Partial<Members> = {}) {
  const { begin: start, box, sales } = world()
  const keeper = listKeeper(box)
  const list = await keeper.make('Invited')
  const campaign = await sales.create('Campaign', { Name: 'Webinar' })
  await sales.create('CampaignMemberStatus', { CampaignId: campaign, Label: 'Attended', HasResponded: true })
  const scope = await start(company({ contacts: names.map((name) => mql(name)) }), {
    campaignMembers: [{ list, campaign: 'Webinar', ...over }],
  })
  await quiesce(scope, box)
  await keeper.add(list, await Promise.all(names.map(idOf)))
  return { scope, keeper, list, campaign }
}

/** The write reaches Salesforce, and the process hears nothing of it. */
async function turnUntilWrite(scope: Scope): Promise<void> {
  await syncLists(scope)
  const deaf: Scope = {
    ...scope,
    salesforce: {
      ...scope.salesforce,
      write: async (operations) => {
        await scope.salesforce.write(operations)
        throw new Error('the process died')
      },
    },
  }
  await expect(syncCampaignMembers(deaf)).rejects.toThrow('the process died')
}

describe('members of a list', () => {
  it('become members of the campaign, once, and the next turns cost nothing in Salesforce', async () => {
    const { scope } = await begin(['dora', 'emil'])
    expect(await turn(scope)).toMatchObject({ added: 2, parked: 0 })
    expect(await members()).toMatchObject([{ Status: 'Sent' }, { Status: 'Sent' }])
    const calls = scope.salesforce.usage().calls
    expect(await syncCampaignMembers(scope)).toMatchObject({ added: 0, changed: 0 })
    expect(scope.salesforce.usage().calls).toBe(calls)
    const link = await world().linkOf('dora@buyers.example')
    const journal = await scope.store.journal.ofLink(scope.connection.id, link.id, 50)
    expect(journal.find((row) => row.object === 'CampaignMember')).toMatchObject({
      action: 'create',
      changes: [{ field: 'Status', from: null, to: 'Sent', rule: 'campaign-members' }],
    })
  })

  it('are added once they are linked', async () => {
    const { scope } = await begin(['dora'])
    const { box, marketing, arrive } = world()
    arrive([mql('emil', { lifecycleStage: 'lead', becameMqlAt: null })])
    await listKeeper(box).add(scope.config.campaignMembers[0]?.list ?? '', [await idOf('emil')])
    expect(await turn(scope)).toMatchObject({ added: 1 })
    await marketing.edit('emil@buyers.example', { lifecyclestage: 'marketingqualifiedlead' })
    expect(await turn(scope)).toMatchObject({ added: 1 })
    expect(await members()).toHaveLength(2)
  })

  it('of a page and more take few calls', async () => {
    const names = Array.from({ length: 230 }, (_, n) => `p${n}`)
    const { scope } = await begin(names)
    await syncLists(scope)
    // Descriptions of objects are asked for once in ten minutes.
    const calls = () =>
      Object.entries(scope.salesforce.usage().byEndpoint).reduce(
        (n, [at, c]) => (at.includes('describe') ? n : n + c),
        0,
      )
    const before = calls()
    expect(await syncCampaignMembers(scope)).toMatchObject({ added: 230 })
    // The campaign, its statuses, who is a member, two collections.
    expect(calls() - before).toBeLessThanOrEqual(5)
    expect(scope.salesforce.usage().rateLimited).toBe(0)
  })

  it('stay one member after conversion', async () => {
    const { scope } = await begin(['dora'])
    await turn(scope)
    const { sales } = world()
    const [member] = await members()
    const account = await sales.create('Account', { Name: 'Dora Works' })
    const contact = await sales.convert(String(member?.['LeadId']), account, await sales.userId('ann@sales.example'))
    await turn(scope)
    expect(await turn(scope)).toMatchObject({ added: 0 })
    expect(await members()).toMatchObject([{ Id: member?.['Id'], ContactId: contact }])
    // Also when Tandem has forgotten what it made.
    await scope.store.campaignMembers.remove(scope.connection.id, String(member?.['CampaignId']), [
      (await world().linkOf('dora@buyers.example')).id,
    ])
    expect(await turn(scope)).toMatchObject({ added: 0, found: 1 })
    expect(await members()).toHaveLength(1)
  })

  it('that sales had added already are left as they are', async () => {
    const { scope, campaign } = await begin(['dora'])
    const { sales } = world()
    const lead = String((await sales.one('SELECT Id FROM Lead'))['Id'])
    await sales.create('CampaignMember', { CampaignId: campaign, LeadId: lead, Status: 'Responded' })
    expect(await turn(scope)).toMatchObject({ added: 0, found: 1 })
    expect(await statuses()).toEqual(['Responded'])
  })
})

describe('the status', () => {
  const attended: Partial<Members> = {
    statusWhen: [{ when: [{ property: 'jobtitle', in: ['Attended'] }], status: 'attended' }],
  }

  it('follows conditions on the contact, and the response follows the status', async () => {
    const { scope } = await begin(['dora'], attended)
    const { marketing } = world()
    await turn(scope)
    expect(await statuses()).toEqual(['Sent'])
    await marketing.edit('dora@buyers.example', { jobtitle: 'Attended' })
    expect(await turn(scope)).toMatchObject({ changed: 1 })
    expect(await members()).toMatchObject([{ Status: 'Attended', HasResponded: true }])
    await marketing.edit('dora@buyers.example', { jobtitle: 'CTO' })
    expect(await turn(scope)).toMatchObject({ changed: 1 })
    expect(await statuses()).toEqual(['Sent'])
  })

  it('reads a contact again only after it changed', async () => {
    const { scope } = await begin(['dora'], attended)
    const { marketing } = world()
    await turn(scope)
    await turn(scope)
    const reads = () => scope.hubspot.usage().calls
    const before = reads()
    await syncCampaignMembers(scope)
    expect(reads()).toBe(before)
    await marketing.edit('dora@buyers.example', { firstname: 'Theodora' })
    await turn(scope)
    const after = reads()
    await syncCampaignMembers(scope)
    expect(reads()).toBe(after)
  })

  it('that sales set stays', async () => {
    const { scope } = await begin(['dora'], attended)
    const { marketing, sales } = world()
    await turn(scope)
    await sales.update('CampaignMember', (await members())[0]?.['Id'], { Status: 'Responded' })
    await marketing.edit('dora@buyers.example', { jobtitle: 'Attended' })
    expect(await turn(scope)).toMatchObject({ changed: 0, kept: 1 })
    expect(await turn(scope)).toMatchObject({ changed: 0, kept: 0 })
    expect(await statuses()).toEqual(['Responded'])
  })

  it('of a member that sales took away is not brought back', async () => {
    const { scope } = await begin(['dora'], attended)
    const { marketing, sales } = world()
    await turn(scope)
    await sales.remove('CampaignMember', (await members())[0]?.['Id'])
    await marketing.edit('dora@buyers.example', { jobtitle: 'Attended' })
    await turn(scope)
    expect(await turn(scope)).toMatchObject({ added: 0, changed: 0, parked: 0 })
    expect(await members()).toEqual([])
  })

  it('that the campaign does not have is told to people, and set once it is there', async () => {
    const { scope, campaign } = await begin(['dora'], { status: 'Invited' })
    expect(await turn(scope)).toMatchObject({ added: 0, parked: 1 })
    const [item] = await scope.store.parked.open(scope.connection.id, 10)
    expect(item).toMatchObject({ code: 'UNKNOWN_STATUS', object: 'CampaignMember' })
    expect(item?.message).toContain('"Invited"')
    await world().sales.create('CampaignMemberStatus', { CampaignId: campaign, Label: 'Invited' })
    expect(await turn(scope)).toMatchObject({ added: 1 })
    expect(await scope.store.parked.counts(scope.connection.id)).toEqual({})
  })
})

describe('a status that the campaign does not have', () => {
  it('stays told when people behind that page need another one', async () => {
    const { scope } = await begin(['dora', 'emil'], {
      statusWhen: [{ when: [{ property: 'jobtitle', in: ['VIP'] }], status: 'Guest' }],
    })
    const { linkOf, marketing } = world()
    const people = ['dora@buyers.example', 'emil@buyers.example']
    const links = await Promise.all(people.map(async (email) => ({ email, id: (await linkOf(email)).id })))
    const [first] = links.toSorted((a, b) => (a.id < b.id ? -1 : 1))
    await marketing.edit(first?.email ?? '', { jobtitle: 'VIP' })
    world().box.clock.advance(5 * MINUTE)
    await quiesce(scope, world().box)
    await syncLists(scope)
    expect(await syncCampaignMembers(scope, 1)).toMatchObject({ added: 1, parked: 1 })
    expect(await scope.store.parked.counts(scope.connection.id)).toEqual({ UNKNOWN_STATUS: 1 })
  })

  it('of who left is set at once when a person asks, after it was made', async () => {
    const { scope, keeper, list, campaign } = await begin(['dora'], { onLeave: { status: 'Withdrawn' } })
    await turn(scope)
    await keeper.remove(list, [await idOf('dora')])
    expect(await turn(scope)).toMatchObject({ changed: 0, parked: 1 })
    await world().sales.create('CampaignMemberStatus', { CampaignId: campaign, Label: 'Withdrawn' })
    expect(await turn(scope)).toMatchObject({ changed: 0 })
    const store = { store: scope.store, clock: scope.clock }
    await retryParked(store, scope.connection.id, { code: 'UNKNOWN_STATUS' })
    expect(await syncCampaignMembers(scope)).toMatchObject({ changed: 1 })
    expect(await statuses()).toEqual(['Withdrawn'])
    expect(await scope.store.parked.counts(scope.connection.id)).toEqual({})
  })
})

describe('who leaves the list', () => {
  it.each([
    ['keep', ['Sent']],
    ['remove', []],
    [{ status: 'Responded' }, ['Responded']],
  ] as const)('%j', async (onLeave, left) => {
    const { scope, keeper, list } = await begin(['dora'], { onLeave })
    await turn(scope)
    await keeper.remove(list, [await idOf('dora')])
    await turn(scope)
    expect(await statuses()).toEqual(left)
    const writes = writesOf(world().box)
    await turn(scope)
    expect(writesOf(world().box)).toBe(writes)
    await keeper.add(list, [await idOf('dora')])
    await turn(scope)
    expect(await statuses()).toEqual(['Sent'])
  })

  it.each([
    ['remove', []],
    ['keep', ['Sent']],
  ] as const)('before Tandem heard that it was made, and %s', async (onLeave, left) => {
    const { scope, keeper, list } = await begin(['dora', 'emil'], { onLeave })
    await turnUntilWrite(scope)
    expect(await members()).toHaveLength(2)
    // Sales has taken one of them up meanwhile: that one is not taken away.
    const emil = (await world().sales.one("SELECT Id FROM Lead WHERE LastName = 'emil'"))['Id']
    const his = (await members()).find((row) => row['LeadId'] === emil)
    await world().sales.update('CampaignMember', his?.['Id'], { Status: 'Responded' })
    await keeper.remove(list, [await idOf('dora'), await idOf('emil')])
    await turn(scope)
    expect((await statuses()).map(String).toSorted((a, b) => a.localeCompare(b))).toEqual(['Responded', ...left])
    const writes = writesOf(world().box)
    await turn(scope)
    expect(writesOf(world().box)).toBe(writes)
  })

  it('and comes back again and again stays as it is for an hour, and people are told', async () => {
    const { scope, keeper, list } = await begin(['dora'], { onLeave: 'remove' })
    const flips = async (times: number): Promise<void> => {
      for (let n = 0; n < times; n += 1) {
        await (n % 2 === 0 ? keeper.remove : keeper.add)(list, [await idOf('dora')])
        await turn(scope)
      }
    }
    await turn(scope)
    await flips(7)
    const writes = await scope.store.journal.count(scope.connection.id)
    await flips(4)
    expect(await scope.store.journal.count(scope.connection.id)).toBe(writes)
    expect(await scope.store.parked.counts(scope.connection.id)).toEqual({ FLIP_FLOP: 1 })
    // The hour is over; the contact is on the list.
    world().box.clock.advance(60 * MINUTE)
    await turn(scope)
    expect(await statuses()).toEqual(['Sent'])
    expect(await scope.store.parked.counts(scope.connection.id)).toEqual({})
  })

  it('is kept where sales made the member or set its status', async () => {
    const { scope, keeper, list, campaign } = await begin(['dora', 'emil'], { onLeave: 'remove' })
    const { sales } = world()
    const emil = String((await sales.one("SELECT Id FROM Lead WHERE LastName = 'emil'"))['Id'])
    await sales.create('CampaignMember', { CampaignId: campaign, LeadId: emil })
    await turn(scope)
    const dora = (await members()).find((row) => row['LeadId'] !== emil)
    await sales.update('CampaignMember', dora?.['Id'], { Status: 'Responded' })
    await keeper.remove(list, [await idOf('dora'), await idOf('emil')])
    expect(await turn(scope)).toMatchObject({ removed: 0 })
    expect(new Set(await statuses())).toEqual(new Set(['Responded', 'Sent']))
  })

  it('has not left when the contact was merged into one that is on the list', async () => {
    const { scope, keeper, list } = await begin(['dora'], { onLeave: 'remove' })
    const { marketing, arrive } = world()
    await turn(scope)
    arrive([mql('twin', { lifecycleStage: 'lead', becameMqlAt: null })])
    const survivor = await marketing.merge(await idOf('twin'), await idOf('dora'))
    await keeper.add(list, [survivor])
    // Tandem reads the list before it hears of the merge.
    await syncLists(scope)
    expect(await syncCampaignMembers(scope)).toMatchObject({ removed: 0 })
    expect(await turn(scope)).toMatchObject({ removed: 0 })
    expect(await members()).toHaveLength(1)
  })
})

describe('what goes wrong', () => {
  it('a campaign that is not there is told to people, and filled once it is', async () => {
    const { scope } = await begin(['dora'], { campaign: 'Fair 2027' })
    expect(await turn(scope)).toMatchObject({ added: 0 })
    expect(await scope.store.parked.counts(scope.connection.id)).toEqual({ UNKNOWN_CAMPAIGN: 1 })
    await world().sales.create('Campaign', { Name: 'Fair 2027' })
    expect(await turn(scope)).toMatchObject({ added: 1 })
    expect(await scope.store.parked.counts(scope.connection.id)).toEqual({})
  })

  it('two campaigns of one name are never chosen from', async () => {
    const { scope } = await begin(['dora'])
    await world().sales.create('Campaign', { Name: 'webinar' })
    expect(await turn(scope)).toMatchObject({ added: 0 })
    expect(await scope.store.parked.counts(scope.connection.id)).toEqual({ SEVERAL_CAMPAIGNS: 1 })
    expect(await members()).toEqual([])
  })

  it('a lost answer makes no second member, and the first one counts as ours', async () => {
    const { scope, keeper, list } = await begin(['dora'], { onLeave: 'remove' })
    await turnUntilWrite(scope)
    expect(await members()).toHaveLength(1)
    expect(await turn(scope)).toMatchObject({ added: 0, found: 1 })
    expect(await members()).toHaveLength(1)
    await keeper.remove(list, [await idOf('dora')])
    expect(await turn(scope)).toMatchObject({ removed: 1 })
  })

  it('lost answers and refused calls end with every person a member once', async () => {
    const names = Array.from({ length: 25 }, (_, n) => `p${n}`)
    const { scope } = await begin(names)
    const { box } = world()
    for (const crm of [box.hubspot, box.salesforce]) {
      crm.faults.add({ rate: 0.15, status: 503 })
      crm.faults.add({ rate: 0.15, status: 503, when: 'after' })
    }
    for (let round = 0; round < 40 && (await settledMembers(scope)) < names.length; round += 1) {
      box.clock.advance(5 * MINUTE)
      // What the job's runtime would try again.
      await syncLists(scope)
        .then(() => syncCampaignMembers(scope))
        .catch((error: unknown) => expect(error).toBeInstanceOf(RemoteError))
    }
    for (const crm of [box.hubspot, box.salesforce]) crm.faults.clear()
    expect(await settledMembers(scope)).toBe(names.length)
    expect(new Set((await members()).map((row) => row['LeadId'])).size).toBe(names.length)
    expect(await members()).toHaveLength(names.length)
  })

  it('a member that Salesforce refuses is told with its reason, and tried when a person asks', async () => {
    const { scope } = await begin(['dora'])
    const { box, sales } = world()
    const lead = (await sales.one('SELECT Id FROM Lead'))['Id']
    const refuse = scope.salesforce.write.bind(scope.salesforce)
    const error = new RemoteError({ code: 'VALIDATION', disposition: 'park', message: 'no', remedy: 'mend it' })
    const stubborn: Scope = {
      ...scope,
      salesforce: {
        ...scope.salesforce,
        write: async (operations) => operations.map(({ traceId }) => ({ traceId, ok: false, error })),
      },
    }
    await syncLists(scope)
    expect(await syncCampaignMembers(stubborn)).toMatchObject({ added: 0, parked: 1 })
    expect(await scope.store.parked.counts(scope.connection.id)).toEqual({ VALIDATION: 1 })
    expect(await syncCampaignMembers({ ...scope, salesforce: { ...scope.salesforce, write: refuse } })).toMatchObject({
      added: 0,
    })
    await retryParked({ store: scope.store, clock: scope.clock }, scope.connection.id, { code: 'VALIDATION' })
    box.clock.advance(MINUTE)
    expect(await syncCampaignMembers(scope)).toMatchObject({ added: 1 })
    expect(await members()).toMatchObject([{ LeadId: lead }])
    expect(await scope.store.parked.counts(scope.connection.id)).toEqual({})
  })

  async function settledMembers(scope: Scope): Promise<number> {
    const [target] = await world().sales.query("SELECT Id FROM Campaign WHERE Name = 'Webinar'")
    const lists = scope.config.campaignMembers.map(({ list }) => list)
    const people = await scope.store.campaignMembers.listed(
      scope.connection.id,
      String(target?.['Id']),
      lists,
      null,
      1_000,
    )
    return people.filter(({ member }) => member?.state === 'member').length
  }
})
