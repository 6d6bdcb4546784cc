import { describe, expect, it } from 'vitest'
import { computeCredits } from '#app/compute-credits.ts'
import { readTouchHistories } from '#app/read-touch-histories.ts'
import type { Scope } from '#app/scope.ts'
import type { SyncConfigInput } from '#config/sync-config.ts'
import { readTouchHistoriesJob } from '#jobs/read-touch-histories.ts'
import type { StoredTouch } from '#ports/store/touches.ts'
import { company, DAY, HOUR, MINUTE, MONDAY_TEN, mql } from '#support/company.ts'
import { jobDepsOf } from '#support/job-deps.ts'
import { fillIn, track, visit } from '#support/visits.ts'
import { quiesce, useWorld } from '#support/world.ts'

const world = useWorld()
const email = (name: string): string => `${name}@buyers.example`

async function touchesOf(scope: Scope, name: string): Promise<readonly StoredTouch[]> {
  const link = await world().linkOf(email(name))
  return (await scope.store.touches.byLinks(scope.connection.id, [link.id])).get(link.id) ?? []
}
const told = (touches: readonly StoredTouch[]) =>
  touches.map(({ at, channel, campaign }) => [at, channel, campaign] as const)

/** How often the history was asked for, since the last time it was looked. */
async function asked(scope: Scope): Promise<number> {
  const rows = await scope.store.outbox.pending(1_000)
  await scope.store.outbox.sent(
    rows.map(({ id }) => id),
    0,
  )
  return rows.filter(({ job }) => job === 'read-touch-histories').length
}

async function begin(names: readonly string[], document: Partial<SyncConfigInput> = {}): Promise<Scope> {
  const { begin: start, box } = world()
  const scope = await start(company({ contacts: names.map((name) => mql(name)) }), document)
  await quiesce(scope, box)
  return scope
}

/** The person's lead is converted, and the contact is behind an opportunity. @returns the ids of both. */
async function sell(scope: Scope, name: string): Promise<{ readonly contact: string; readonly opportunity: string }> {
  const { sales, box } = world()
  const link = await world().linkOf(email(name))
  const account = await sales.create('Account', { Name: `${name} Works` })
  const owner = await sales.userId('ann@sales.example')
  const contact = await sales.convert(link.salesforceId ?? '', account, owner)
  const opportunity = await sales.create('Opportunity', {
    Name: `Deal of ${name}`,
    StageName: 'Prospecting',
    CloseDate: '2026-06-30',
    Amount: 1000,
    AccountId: account,
  })
  await sales.create('OpportunityContactRole', { OpportunityId: opportunity, ContactId: contact, IsPrimary: true })
  box.clock.advance(MINUTE)
  await quiesce(scope, box)
  return { contact, opportunity }
}

const historyCalls = (): number =>
  Object.entries(world().box.counters().hubspot.byEndpoint).reduce(
    (sum, [endpoint, n]) =>
      sum + (endpoint.includes('contacts/batch/read') || endpoint.includes('{type}/batch/read') ? n : 0),
    0,
  )

describe('the past of people on opportunities', () => {
  it('is read once, and has the visits and forms that the contact no longer shows', async () => {
    const { box } = world()
    const scope = await begin(['dora', 'emil'])
    const first = MONDAY_TEN - 30 * DAY
    const stamps: number[] = []
    for (const [channel, campaign] of [
      ['EMAIL_MARKETING', 'Letter'],
      ['SOCIAL_MEDIA', 'Fair'],
    ] as const) {
      box.clock.advance(DAY)
      stamps.push(box.clock.now())
      visit(box, email('dora'), channel, campaign, 'june')
      box.clock.advance(2 * MINUTE)
    }
    fillIn(box, email('dora'), 'Demo')
    const formAt = box.clock.now()
    await quiesce(scope, box)
    expect(await asked(scope)).toBe(0)
    expect(told(await touchesOf(scope, 'dora'))).toEqual([
      [first, 'PAID_SEARCH', 'Webinar'],
      [stamps[1], 'SOCIAL_MEDIA', 'Fair'],
      [formAt, 'SOCIAL_MEDIA', 'Fair'],
    ])

    await sell(scope, 'dora')
    expect(await asked(scope)).toBeGreaterThan(0)
    const before = historyCalls()
    expect(await readTouchHistories(scope)).toEqual({ people: 1, changed: 1, more: false })
    expect(historyCalls() - before).toBe(1)
    const touches = await touchesOf(scope, 'dora')
    expect(told(touches)).toEqual([
      [first, 'PAID_SEARCH', 'Webinar'],
      [MONDAY_TEN - 30 * MINUTE, 'PAID_SEARCH', 'Webinar'],
      [stamps[0], 'EMAIL_MARKETING', 'Letter'],
      [stamps[1], 'SOCIAL_MEDIA', 'Fair'],
      [formAt, 'SOCIAL_MEDIA', 'Fair'],
    ])
    expect(touches.at(-1)).toMatchObject({ kind: 'conversion', detail: 'Demo', origin: 'hubspot' })
    expect(touches[2]).toMatchObject({ kind: 'source', detail: 'june' })
    for (const touch of touches) expect(touch.evidence.length).toBeGreaterThan(0)
    expect(await computeCredits(scope)).toBe(1)

    // Nothing that touches are made of changes: nothing is read again, and what was read stays.
    box.clock.advance(HOUR)
    await world().marketing.edit(email('dora'), { jobtitle: 'CEO' })
    await quiesce(scope, box)
    expect(await readTouchHistories(scope)).toEqual({ people: 0, changed: 0, more: false })
    expect(await touchesOf(scope, 'dora')).toEqual(touches)

    // A new visit stands beside the past at once, and is read with it.
    box.clock.advance(DAY)
    const again = box.clock.now()
    visit(box, email('dora'), 'DIRECT_TRAFFIC', 'Fair')
    expect(await asked(scope)).toBe(0)
    await quiesce(scope, box)
    expect(await asked(scope)).toBeGreaterThan(0)
    expect(told(await touchesOf(scope, 'dora'))).toEqual([...told(touches), [again, 'DIRECT_TRAFFIC', 'Fair']])
    expect(await readTouchHistories(scope)).toMatchObject({ people: 1 })
    expect(told(await touchesOf(scope, 'dora'))).toEqual([...told(touches), [again, 'DIRECT_TRAFFIC', 'Fair']])
  })

  it('costs one call for fifty people, and none when it is switched off', async () => {
    const { box, sales } = world()
    const names = Array.from({ length: 60 }, (_, n) => `p${n}`)
    const scope = await begin(names)
    const account = await sales.create('Account', { Name: 'Big' })
    const opportunity = await sales.create('Opportunity', {
      Name: 'Big',
      StageName: 'Prospecting',
      CloseDate: '2026-06-30',
      AccountId: account,
    })
    const owner = await sales.userId('ann@sales.example')
    for (const name of names) {
      const lead = (await world().linkOf(email(name))).salesforceId ?? ''
      const contact = await sales.convert(lead, account, owner)
      await sales.create('OpportunityContactRole', { OpportunityId: opportunity, ContactId: contact })
    }
    await quiesce(scope, box)
    const off = structuredClone(scope.config.attribution)
    const without: Scope = {
      ...scope,
      config: { ...scope.config, attribution: { ...off, touches: { ...off.touches, history: false } } },
    }
    expect(await readTouchHistories(without)).toEqual({ people: 0, changed: 0, more: false })
    const before = historyCalls()
    expect(await readTouchHistories(scope)).toEqual({ people: 60, changed: 0, more: false })
    expect(historyCalls() - before).toBe(2)
  })

  it.each([
    [403, { status: 'error', category: 'MISSING_SCOPES', message: 'no history for you' }],
    [400, { status: 'error', category: 'VALIDATION_ERROR', message: 'propertiesWithHistory is not supported' }],
  ])('is left out with one warning where HubSpot answers %i, and asked for again a day later', async (status, body) => {
    const { box } = world()
    const quiet = await begin(['dora'])
    const warned: string[] = []
    const log = { ...quiet.log, warn: (_: unknown, message: string) => void warned.push(message) }
    const scope: Scope = { ...quiet, log }
    await sell(scope, 'dora')
    const before = await touchesOf(scope, 'dora')
    box.hubspot.faults.add({ path: 'contacts/batch/read', status, body })
    expect(await readTouchHistories(scope)).toEqual({ people: 0, changed: 0, more: false })
    const calls = box.counters().hubspot.total
    expect(await readTouchHistories(scope)).toEqual({ people: 0, changed: 0, more: false })
    expect(box.counters().hubspot.total).toBe(calls)
    expect(warned).toHaveLength(1)
    expect(await touchesOf(scope, 'dora')).toEqual(before)
    expect((await scope.store.connections.get(scope.connection.id))?.state).toBe('active')
    box.hubspot.faults.clear()
    box.clock.advance(DAY + 1)
    expect(await readTouchHistories(scope)).toMatchObject({ people: 1 })
  })
})

describe('the job', () => {
  it('has credits computed when the history told something new, and looks by itself at who was forgotten', async () => {
    const { box } = world()
    const scope = await begin(['dora'])
    box.clock.advance(DAY)
    visit(box, email('dora'), 'EMAIL_MARKETING', 'Letter')
    box.clock.advance(DAY)
    visit(box, email('dora'), 'SOCIAL_MEDIA', 'Fair')
    await quiesce(scope, box)
    await sell(scope, 'dora')
    const deps = jobDepsOf(scope)
    await readTouchHistoriesJob(null).run({}, deps.deps)
    expect(deps.asked).toEqual(['compute-credits'])
    await readTouchHistoriesJob(null).run({}, deps.deps)
    expect(deps.asked).toHaveLength(1)
  })
})

describe('people who are one', () => {
  it('by a merge in HubSpot have the touches of both, each interaction once, and the opportunity of the other', async () => {
    const { box, marketing } = world()
    const scope = await begin(['dora'])
    box.clock.advance(DAY)
    world().arrive([mql('emil', { createdAt: MONDAY_TEN, becameMqlAt: MONDAY_TEN + HOUR, campaign: 'Fair' })])
    await quiesce(scope, box)
    const [dora, emil] = [await world().linkOf(email('dora')), await world().linkOf(email('emil'))]
    const { opportunity } = await sell(scope, 'emil')
    await readTouchHistories(scope)
    const before = [...(await touchesOf(scope, 'dora')), ...(await touchesOf(scope, 'emil'))]
    expect(before).toHaveLength(4)
    box.clock.advance(MINUTE)
    await marketing.merge(dora.hubspotId ?? '', emil.hubspotId ?? '')
    // Search finds what was merged a moment later.
    box.clock.advance(2 * MINUTE)
    await quiesce(scope, box)
    const check = async (): Promise<void> => {
      const together = await touchesOf(scope, 'dora')
      expect(new Set(told(together))).toEqual(new Set(told(before)))
      expect(together).toHaveLength(before.length)
      const stored = await scope.store.opportunities.byIds(scope.connection.id, [opportunity])
      expect(stored.get(opportunity)?.people).toEqual([dora.id])
    }
    await check()
    expect(await readTouchHistories(scope)).toMatchObject({ people: 1 })
    await check()
    // The contact role is that of the record left behind: it is the survivor's all the same.
    await world().sales.update('Opportunity', opportunity, { Amount: 2000 })
    box.clock.advance(MINUTE)
    await quiesce(scope, box)
    await check()
    const since = await scope.store.touchSources.leadSince(scope.connection.id, [dora.id, emil.id])
    expect([...since]).toEqual([[dora.id, MONDAY_TEN - 30 * DAY]])
  })

  it('keep the day on which they became a lead when the lead is converted', async () => {
    const scope = await begin(['dora'])
    const link = await world().linkOf(email('dora'))
    const touches = await touchesOf(scope, 'dora')
    await sell(scope, 'dora')
    expect((await world().linkOf(email('dora'))).id).toBe(link.id)
    expect(await touchesOf(scope, 'dora')).toEqual(touches)
    const since = await scope.store.touchSources.leadSince(scope.connection.id, [link.id])
    expect(since.get(link.id)).toBe(MONDAY_TEN - 30 * DAY)
  })
})

describe('a person who is erased', () => {
  it('has no touch, no reading and no credit any more', async () => {
    const { box, marketing, sales } = world()
    const scope = await begin(['dora'])
    const { opportunity } = await sell(scope, 'dora')
    await sales.update('Opportunity', opportunity, { StageName: 'Closed Won', CloseDate: '2026-03-02' })
    box.clock.advance(MINUTE)
    await quiesce(scope, box)
    await readTouchHistories(scope)
    const link = await world().linkOf(email('dora'))
    track(box, email('dora'), { hs_latest_source: 'REFERRALS' })
    await marketing.call('POST', 'objects/contacts/gdpr-delete', { objectId: link.hubspotId })
    await scope.store.inbox.hint(
      scope.connection.id,
      { side: 'hubspot', object: 'contacts' },
      [{ id: link.hubspotId ?? '', kind: 'privacy-deleted', modifiedAt: box.clock.now() }],
      { at: box.clock.now(), cause: 'changed' },
    )
    await quiesce(scope, box)
    expect(await scope.store.touches.byLinks(scope.connection.id, [link.id])).toEqual(new Map())
    expect(await scope.store.touchSources.readings(scope.connection.id, [link.id])).toEqual(new Map())
    const credits = await scope.store.credits.ofOpportunity(scope.connection.id, opportunity)
    expect(credits.map((credit) => credit.amountMinor)).toContain(100_000n)
    expect(new Set(credits.map((credit) => credit.linkId))).toEqual(new Set([null]))
    expect(await scope.store.inbox.depth(scope.connection.id)).toMatchObject({ total: 0 })
    expect(Object.keys(await scope.store.parked.counts(scope.connection.id))).toEqual(['PRIVACY_DELETED'])
  })
})
