import { describe, expect, it } from 'vitest'
import { captureSide } from '#app/capture-changes.ts'
import { decideReview } from '#app/review/decide-review.ts'
import { retryParked } from '#app/retry-parked.ts'
import type { Scope } from '#app/scope.ts'
import { EMAIL, her, meeting as arrange, newcomer } from '#support/alike.ts'
import type { Matching } from '#support/alike.ts'
import { company, DAY, HOUR, MONDAY_TEN, mql } from '#support/company.ts'
import { writesOf } from '#support/crm-users.ts'
import { journalOf, quiesce, useWorld } from '#support/world.ts'

const world = useWorld()
const meeting = (matching: Matching, leads: readonly Record<string, string>[], contact = newcomer()): Promise<Scope> =>
  arrange(world(), matching, leads, contact)

const leads = () => world().sales.query('SELECT Id, Email, Tandem_Key__c FROM Lead ORDER BY Email')
const listed = async (scope: Scope, state: 'open' | 'accepted' | 'rejected' = 'open') =>
  scope.store.reviews.list(scope.connection.id, state, 10)
const parked = (scope: Scope) => scope.store.parked.counts(scope.connection.id)

async function decide(scope: Scope, state: 'accepted' | 'rejected', id?: string) {
  const chosen = id ?? (await listed(scope))[0]?.id ?? ''
  const decision = await decideReview(scope, scope.connection.id, chosen, { state, by: 'Rita' })
  await quiesce(scope, world().box)
  return decision
}

describe('somebody who is alike', () => {
  it('is listed with the evidence, and the lead is made all the same', async () => {
    const scope = await meeting({ suggestions: 'list' }, [her])
    expect(await leads()).toHaveLength(2)
    const [found, ...more] = await listed(scope)
    expect(more).toEqual([])
    expect(found).toMatchObject({ kind: 'suggestion', reason: 'phone', salesforceObject: 'Lead', state: 'open' })
    expect(found?.evidence.map(({ field }) => field)).toEqual(['phone', 'name', 'last name'])
    expect(await parked(scope)).toEqual({})
  })

  it('costs one call to look at, and none when nobody is alike', async () => {
    const { begin, box, sales, arrive } = world()
    const scope = await begin(company())
    await sales.create('Lead', her)
    await quiesce(scope, box)
    const before = scope.salesforce.usage().byEndpoint
    const callsOf = (usage: Readonly<Record<string, number>>) =>
      Object.entries(usage).reduce(
        (sum, [endpoint, n]) => sum + (/collections|composite\/sobjects/.test(endpoint) ? n : 0),
        0,
      )
    arrive([mql('other')])
    await quiesce(scope, box)
    const one = scope.salesforce.usage().byEndpoint
    arrive([newcomer()])
    await quiesce(scope, box)
    const two = scope.salesforce.usage().byEndpoint
    expect(callsOf(two) - callsOf(one) - (callsOf(one) - callsOf(before))).toBeLessThanOrEqual(1)
    expect(await listed(scope)).toHaveLength(1)
  })

  it('accepted after a lead was made: the link moves, the lead made stays and gives the key back', async () => {
    const scope = await meeting({ suggestions: 'list' }, [her])
    const { linkOf, box, marketing, sales } = world()
    const before = await linkOf(EMAIL)
    const { leftBehind } = await decide(scope, 'accepted')
    expect(leftBehind).toEqual({ object: 'Lead', id: before.salesforceId })
    const link = await linkOf(EMAIL)
    const chosen = await sales.one(`SELECT Id, Tandem_Key__c, Email FROM Lead WHERE Id = '${link.salesforceId ?? ''}'`)
    expect(link).toMatchObject({ id: before.id, key: before.key, origin: 'review', state: 'active' })
    expect(link.salesforceId).not.toBe(before.salesforceId)
    // The e-mail of the contact wins, as the map says.
    expect(chosen).toMatchObject({ Tandem_Key__c: link.key, Email: EMAIL })
    expect(await sales.one(`SELECT Tandem_Key__c FROM Lead WHERE Id = '${before.salesforceId ?? ''}'`)).toMatchObject({
      Tandem_Key__c: null,
    })
    expect(await journalOf(scope, link)).toContain('salesforce Lead link')
    expect((await marketing.contact(EMAIL)).properties).toMatchObject({ tandem_salesforce_id: link.salesforceId })
    const writes = writesOf(box)
    box.clock.advance(HOUR)
    await quiesce(scope, box)
    expect(writesOf(box)).toBe(writes)
    const byOldId = await scope.store.links.bySalesforceIds(scope.connection.id, 'person', [before.salesforceId ?? ''])
    expect([...byOldId.values()].map(({ id }) => id)).toEqual([link.id])
    expect((await listed(scope, 'accepted'))[0]).toMatchObject({
      decidedBy: 'Rita',
      appliedAt: expect.any(Number) as number,
    })
    await expect(decide(scope, 'rejected', (await listed(scope, 'accepted'))[0]?.id)).rejects.toThrow(/joined already/)
    expect(await parked(scope)).toEqual({})
  })

  it('accepted, but deleted since, leaves everything as it is', async () => {
    const scope = await meeting({ suggestions: 'list' }, [her])
    const { linkOf, sales } = world()
    const before = await linkOf(EMAIL)
    const [found] = await listed(scope)
    await sales.remove('Lead', found?.salesforceId)
    await decide(scope, 'accepted')
    expect(await linkOf(EMAIL)).toMatchObject({ salesforceId: before.salesforceId, state: 'active' })
    expect(await listed(scope, 'rejected')).toMatchObject([{ decidedBy: 'Tandem: the record is gone' }])
  })

  it('captured only after the contact was handed over is listed as well, once', async () => {
    const scope = await meeting({ suggestions: 'list' }, [])
    const { sales, box, linkOf } = world()
    expect(await linkOf(EMAIL)).toMatchObject({ origin: 'created' })
    const id = await sales.create('Lead', her)
    await sales.create('Lead', { LastName: 'Nobody', Company: 'Nowhere', Phone: '+49 30 901820' })
    box.clock.advance(HOUR)
    await quiesce(scope, box)
    expect(await listed(scope)).toMatchObject([{ kind: 'suggestion', reason: 'phone', salesforceId: id }])
    expect(await leads()).toHaveLength(3)
    await decide(scope, 'rejected')
    await sales.update('Lead', id, { Title: 'CEO' })
    const writes = writesOf(box)
    box.clock.advance(HOUR)
    await quiesce(scope, box)
    expect(await listed(scope)).toEqual([])
    expect(writesOf(box)).toBe(writes)
  })

  it('by a phone that the contact got later, is listed then, whoever was there first', async () => {
    const scope = await meeting({ suggestions: 'list' }, [her], newcomer({ phone: '+4930111111' }))
    const { marketing, sales, box } = world()
    expect(await listed(scope)).toEqual([])
    box.clock.advance(HOUR)
    await marketing.edit(EMAIL, { phone: '+49 30 901820' })
    await quiesce(scope, box)
    expect(await listed(scope)).toMatchObject([{ kind: 'suggestion', reason: 'phone' }])
    // Somebody who is captured only now is found by the new phone as well, and by the old one no more.
    const { Email: _email, ...other } = her
    const id = await sales.create('Lead', { ...other, Company: 'Third' })
    await sales.create('Lead', { ...other, Company: 'Fourth', Phone: '+4930111111' })
    box.clock.advance(HOUR)
    await quiesce(scope, box)
    expect((await listed(scope)).map(({ salesforceId }) => salesforceId)).toContain(id)
    expect(await listed(scope)).toHaveLength(2)
  })

  it('captured between the look and the hand-over is listed as well', async () => {
    const { begin, sales, box, arrive } = world()
    const opened = await begin(company(), { matching: { suggestions: 'list' } })
    await quiesce(opened, box)
    arrive([newcomer()])
    let made = false
    const salesforce: Scope['salesforce'] = {
      ...opened.salesforce,
      withLane: () => salesforce,
      write: async (operations) => {
        if (!made) {
          made = true
          await sales.create('Lead', her)
          box.clock.advance(60_000)
          await captureSide(opened, 'salesforce')
        }
        return opened.salesforce.write(operations)
      },
    }
    const scope = { ...opened, salesforce }
    await quiesce(scope, box)
    expect(await listed(scope)).toMatchObject([{ kind: 'suggestion', reason: 'phone' }])
  })

  it('rejected is never suggested again', async () => {
    const scope = await meeting({ suggestions: 'list' }, [her])
    await decide(scope, 'rejected')
    const { box, marketing } = world()
    box.clock.advance(HOUR)
    await marketing.edit(EMAIL, { jobtitle: 'CEO' })
    await quiesce(scope, box)
    expect(await listed(scope)).toEqual([])
    expect(await leads()).toHaveLength(2)
  })

  it('held: nothing is made before a person decided, and accepting links', async () => {
    const { sales, linkOf } = world()
    const scope = await meeting({ suggestions: 'hold' }, [her])
    expect(await leads()).toHaveLength(1)
    expect(await parked(scope)).toEqual({ SUGGESTED_MATCH: 1 })
    expect((await scope.store.parked.open(scope.connection.id, 1))[0]?.message).toMatch(/Lead 00Q\w+ \(phone 1/)
    await retryParked(scope, scope.connection.id, {})
    await quiesce(scope, world().box)
    expect(await leads()).toHaveLength(1)
    await decide(scope, 'accepted')
    expect(await parked(scope)).toEqual({})
    expect(await linkOf(EMAIL)).toMatchObject({ origin: 'review', state: 'active' })
    expect(await leads()).toHaveLength(1)
    expect(await sales.query('SELECT Id FROM Task')).toHaveLength(1)
  })

  it('held and rejected: a lead is made', async () => {
    const scope = await meeting({ suggestions: 'hold' }, [her])
    await decide(scope, 'rejected')
    expect(await parked(scope)).toEqual({})
    expect(await leads()).toHaveLength(2)
    expect(await listed(scope)).toEqual([])
  })

  it('is linked without asking where the config says so and nobody else is alike', async () => {
    const scope = await meeting({ autoLinkNames: true }, [her])
    expect(await leads()).toHaveLength(1)
    expect(await world().linkOf(EMAIL)).toMatchObject({ origin: 'name' })
    expect(await listed(scope)).toEqual([])
  })

  it('twice is never picked from', async () => {
    const scope = await meeting({ autoLinkNames: true }, [her, { ...her, Email: 'third@elsewhere.example' }])
    expect(await leads()).toHaveLength(3)
    expect(await listed(scope)).toHaveLength(2)
  })

  it('is nobody where suggestions are off', async () => {
    const scope = await meeting({ suggestions: 'off' }, [her])
    expect(await leads()).toHaveLength(2)
    expect(await listed(scope)).toEqual([])
  })

  it('qualified before go-live: listed, nothing made; accepted, the two are linked without a task', async () => {
    const early = MONDAY_TEN - 90 * DAY
    const scope = await meeting({}, [her], newcomer({ createdAt: early, becameMqlAt: early }))
    expect(await leads()).toHaveLength(1)
    expect(await listed(scope)).toHaveLength(1)
    await decide(scope, 'accepted')
    expect(await world().linkOf(EMAIL)).toMatchObject({ origin: 'review', adopted: true })
    expect(await leads()).toHaveLength(1)
    expect(await world().sales.query('SELECT Id FROM Task')).toEqual([])
  })

  it('who belongs to another contact is no candidate, and cannot be accepted', async () => {
    const scope = await meeting({ suggestions: 'list' }, [her])
    const { arrive, box } = world()
    const [found] = await listed(scope)
    arrive([mql('owner', { email: 'old@elsewhere.example' })])
    await quiesce(scope, box)
    await expect(decide(scope, 'accepted', found?.id)).rejects.toThrow(/belongs to HubSpot contact/)
  })
})

describe('several records of one e-mail', () => {
  it('are listed; the one accepted is linked and the others are rejected', async () => {
    const twin = { LastName: 'Newcomer', Email: EMAIL }
    const scope = await meeting({}, [
      { ...twin, Company: 'One' },
      { ...twin, Company: 'Two' },
    ])
    expect(await parked(scope)).toEqual({ SEVERAL_MATCHES: 1 })
    const found = await listed(scope)
    expect(found).toMatchObject([{ kind: 'several' }, { kind: 'several' }])
    await decide(scope, 'accepted', found[1]?.id)
    expect(await world().linkOf(EMAIL)).toMatchObject({ salesforceId: found[1]?.salesforceId, origin: 'review' })
    expect(await parked(scope)).toEqual({})
    expect(await listed(scope, 'rejected')).toMatchObject([{ id: found[0]?.id }])
  })

  const three = ['One', 'Two', 'Three'].map((Company) => ({ LastName: 'Newcomer', Email: EMAIL, Company }))
  /** Before the worker sees any of them. */
  const decideAtOnce = async (
    scope: Scope,
    steps: readonly (readonly ['accepted' | 'rejected', string | undefined])[],
  ) => {
    for (const [state, id] of steps) await decideReview(scope, scope.connection.id, id ?? '', { state, by: 'Rita' })
    await quiesce(scope, world().box)
  }

  it('one accepted and taken back at once: the others are open again, and nobody is made', async () => {
    const scope = await meeting({}, three)
    const [a, b, c] = (await listed(scope)).map(({ id }) => id)
    await decideAtOnce(scope, [
      ['accepted', a],
      ['rejected', a],
    ])
    expect((await listed(scope)).map(({ id }) => id)).toEqual([b, c])
    expect(await parked(scope)).toEqual({ SEVERAL_MATCHES: 1 })
    expect(await leads()).toHaveLength(3)
  })

  it('one of two accepted and taken back at once: the other one is the person', async () => {
    const scope = await meeting({}, three.slice(0, 2))
    const [a, b] = await listed(scope)
    await decideAtOnce(scope, [
      ['accepted', a?.id],
      ['rejected', a?.id],
    ])
    expect(await leads()).toHaveLength(2)
    expect(await world().linkOf(EMAIL)).toMatchObject({ salesforceId: b?.salesforceId, state: 'active' })
    expect(await parked(scope)).toEqual({})
  })

  it('one accepted and merged into the other before the worker came: the survivor is the person', async () => {
    const scope = await meeting({}, three.slice(0, 2))
    const [a, b] = await listed(scope)
    await world().sales.remove('Lead', a?.salesforceId)
    await decideAtOnce(scope, [['accepted', a?.id]])
    expect(await leads()).toHaveLength(1)
    expect(await world().linkOf(EMAIL)).toMatchObject({ salesforceId: b?.salesforceId, state: 'active' })
  })

  it('whom a person rejected stays rejected when an acceptance is taken back; all rejected, a new one is made', async () => {
    const scope = await meeting({}, three)
    const [a, b, c] = (await listed(scope)).map(({ id }) => id)
    await decideAtOnce(scope, [
      ['accepted', a],
      ['rejected', b],
      ['rejected', a],
      ['rejected', c],
    ])
    expect(await listed(scope)).toEqual([])
    expect(await listed(scope, 'rejected')).toMatchObject([
      { decidedBy: 'Rita' },
      { decidedBy: 'Rita' },
      { decidedBy: 'Rita' },
    ])
    expect(await leads()).toHaveLength(4)
  })
})

describe('two contacts', () => {
  it('who were merged in HubSpot leave two leads: listed, and the other one is taken where a person says so', async () => {
    const { begin, box, marketing, sales, linkOf } = world()
    const scope = await begin(company({ contacts: [mql('left'), mql('right')] }))
    await quiesce(scope, box)
    const left = await linkOf('left@buyers.example')
    const right = await linkOf('right@buyers.example')
    await marketing.merge(left.hubspotId ?? '', right.hubspotId ?? '')
    box.clock.advance(HOUR)
    await quiesce(scope, box)
    const survivor = await linkOf('left@buyers.example')
    const other = survivor.salesforceId === left.salesforceId ? right : left
    const [found, ...more] = await listed(scope)
    expect(more).toEqual([])
    expect(found).toMatchObject({ kind: 'several', hubspotId: survivor.hubspotId, salesforceId: other.salesforceId })
    await decide(scope, 'accepted')
    expect(await linkOf('left@buyers.example')).toMatchObject({ id: survivor.id, salesforceId: other.salesforceId })
    expect(await sales.one(`SELECT Tandem_Key__c FROM Lead WHERE Id = '${other.salesforceId ?? ''}'`)).toMatchObject({
      Tandem_Key__c: other.key,
    })
    expect(await parked(scope)).toEqual({})
  })

  it('whom a person joins with one record at once: the first has it, the other is told', async () => {
    const { begin, box, sales, arrive, linkOf } = world()
    const scope = await begin(company(), { matching: { suggestions: 'hold' } })
    await sales.create('Lead', her)
    await quiesce(scope, box)
    const twin = { firstName: 'Anna', lastName: 'Schmidt', phone: '+4930901820' }
    arrive([newcomer(), mql('twin', twin)])
    await quiesce(scope, box)
    const found = await listed(scope)
    expect(found).toHaveLength(2)
    for (const { id } of found) await decideReview(scope, scope.connection.id, id, { state: 'accepted', by: 'Rita' })
    await quiesce(scope, box)
    expect(await parked(scope)).toMatchObject({ ALREADY_LINKED: 1 })
    expect(await sales.query('SELECT Id FROM Lead')).toHaveLength(1)
    const linked = await Promise.allSettled([linkOf(EMAIL), linkOf('twin@buyers.example')])
    expect(linked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })
})

describe('a duplicate rule of Salesforce', () => {
  const rule = async (over: Record<string, unknown>): Promise<void> => {
    const { url } = world().box.salesforce
    const body = { name: 'One_Title', object: 'Lead', match: { object: 'Lead', equation: [['Title']] }, ...over }
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
    const answer = await fetch(`${url}/__sandbox/duplicate-rules`, init)
    if (!answer.ok) throw new Error(await answer.text())
  }
  const stranger = { LastName: 'Other', Company: 'Other', Title: 'CTO', Email: 'other@elsewhere.example' }

  it('that warns lets the lead through, once, and the pair is listed', async () => {
    const { begin, sales, box, arrive } = world()
    const scope = await begin(company())
    await sales.create('Lead', stranger)
    await rule({ onCreate: 'alert' })
    await quiesce(scope, box)
    arrive([newcomer()])
    await quiesce(scope, box)
    expect(await leads()).toHaveLength(2)
    expect(await listed(scope)).toMatchObject([{ kind: 'duplicate-rule', reason: 'One_Title' }])
    expect(await parked(scope)).toEqual({})
  })

  it.each([
    ['that blocks', 'block', 'list'],
    ['that warns, where suggestions hold', 'alert', 'hold'],
  ] as const)('%s parks with its name and what it found; accepting links', async (_, onCreate, suggestions) => {
    const { begin, sales, box, arrive, linkOf } = world()
    const scope = await begin(company(), { matching: { suggestions } })
    const known = await sales.create('Lead', stranger)
    await rule({ onCreate })
    await quiesce(scope, box)
    arrive([newcomer()])
    await quiesce(scope, box)
    expect(await leads()).toHaveLength(1)
    const [item] = await scope.store.parked.open(scope.connection.id, 10)
    expect(item?.message).toContain('One_Title')
    expect(item?.message).toContain(known)
    await decide(scope, 'accepted')
    expect(await linkOf(EMAIL)).toMatchObject({ salesforceId: known, state: 'active', origin: 'review' })
    expect(await parked(scope)).toEqual({})
    expect(await sales.query('SELECT Id FROM Task')).toHaveLength(1)
  })

  it('that finds the same e-mail names the record that is the person', async () => {
    const { begin, sales, box, arrive, linkOf } = world()
    const opened = await begin(company())
    await rule({ onCreate: 'block', match: { object: 'Lead', equation: [['Email']] } })
    await quiesce(opened, box)
    arrive([newcomer()])
    // A rep types the same person in after Tandem looked and before it writes.
    let known = ''
    const salesforce: Scope['salesforce'] = {
      ...opened.salesforce,
      withLane: () => salesforce,
      write: async (operations) => {
        if (known === '') known = await sales.create('Lead', { LastName: 'Schmidt', Company: 'Typed', Email: EMAIL })
        return opened.salesforce.write(operations)
      },
    }
    const scope = { ...opened, salesforce }
    await quiesce(scope, box)
    expect(await leads()).toHaveLength(1)
    expect(await linkOf(EMAIL)).toMatchObject({ salesforceId: known, origin: 'duplicate-rule', state: 'active' })
    expect(await sales.query('SELECT Id FROM Task')).toHaveLength(1)
    expect(await parked(scope)).toEqual({})
  })
})
