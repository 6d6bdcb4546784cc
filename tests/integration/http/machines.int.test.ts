import { randomUUID } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import type { Scope } from '#app/scope.ts'
import { parseSyncConfig } from '#config/sync-config.ts'
import { NO_COUNTS } from '#domain/plan/backfill.ts'
import type { ConfigDesk } from '#http/config-desk.ts'
import type { Listening } from '#http/listen.ts'
import { company, loopDocument, MINUTE, mql } from '#support/company.ts'
import { writesOf } from '#support/crm-users.ts'
import { startApp, type TestApp } from '#support/http-app.ts'
import { quiesce, useWorld } from '#support/world.ts'
import { createConfigDesk } from '../../../src/compose/config-desk.ts'
import type { Tandem } from '../../../src/compose.ts'

/** As the tests look into it: each says what it expects to find. */
// oxlint-disable-next-line typescript/no-explicit-any
type Reply = any

const world = useWorld()
const open: Listening[] = []
afterEach(async () => {
  for (const server of open.splice(0)) await server.close(100)
})

async function api(scope: Scope, over: Partial<TestApp> = {}) {
  const app = await startApp({ scope, ...over })
  open.push(app)
  const ask = async (path: string, body?: unknown) => {
    const init = body === undefined ? {} : { method: 'POST', ...(body === null ? {} : { body: JSON.stringify(body) }) }
    const answer = await app.ask(`/api/connections/${scope.connection.id}${path}`, init)
    return { status: answer.status, body: answer.status === 204 ? null : ((await answer.json()) as Reply) }
  }
  return { ask, app }
}

/** Every item of a list, two at a time. */
async function walk(ask: Awaited<ReturnType<typeof api>>['ask'], path: string): Promise<Reply[]> {
  const all: Reply[] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const join = path.includes('?') ? '&' : '?'
    const { status, body } = await ask(`${path}${join}limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`)
    if (status !== 200) throw new Error(JSON.stringify(body))
    all.push(...body.items)
    cursor = body.nextCursor
  }
  return all
}

describe('what commands can do, machines can ask for', () => {
  it('simulates many leads that come one after the other; bad rows are named and the others go on', async () => {
    const { begin, box } = world()
    const scope = await begin(company(), {
      routing: {
        ...loopDocument().routing,
        pools: [{ id: 'sales', members: [{ email: 'ann@sales.example' }, { email: 'bob@sales.example' }] }],
      },
    })
    const { ask } = await api(scope)
    const before = writesOf(box)
    const leads = ['a', 'b', 'c'].map((name) => ({ email: `${name}@new.example`, country: 'Germany' }))
    const answer = await ask('/handover/simulate/list', {
      leads: [leads[0], { company: 'No mail' }, leads[1], { email: 'x' }, leads[2]],
    })
    expect(answer.status, JSON.stringify(answer.body)).toBe(200)
    const { items } = answer.body
    expect(items.map(({ lead, problem }: Reply) => lead?.owner.name ?? problem)).toEqual([
      'Ann First',
      'no e-mail',
      'Bob Second',
      '"x" is no e-mail address',
      'Ann First',
    ])
    expect(items[0].lead).toMatchObject({ person: { hubspotId: null, email: 'a@new.example' }, outcome: 'owner' })
    expect(writesOf(box)).toBe(before)
    const many = Array.from({ length: 501 }, (_, i) => ({ email: `p${i}@new.example` }))
    expect((await ask('/handover/simulate/list', { leads: many })).status).toBe(400)
  })

  it('gives the webhook subscriptions of the configuration in force, or of a draft', async () => {
    const { begin } = world()
    const scope = await begin(company())
    const { ask } = await api(scope)
    expect(await ask('/config/webhooks', {})).toMatchObject({ status: 422, body: { code: 'NO_PUBLIC_URL' } })
    const publicUrl = 'https://tandem.acme.example/'
    const { body } = await ask('/config/webhooks', { publicUrl })
    expect(body).toMatchObject({
      type: 'webhooks',
      config: { settings: { targetUrl: 'https://tandem.acme.example/webhooks/hubspot' } },
    })
    const names = (component: Reply) =>
      component.config.subscriptions.legacyCrmObjects.map(({ propertyName }: Reply) => propertyName)
    expect(names(body)).not.toContain('favourite_colour')
    const document = loopDocument({
      fields: { 'contact-lead': [{ hubspot: 'favourite_colour', salesforce: 'Description' }] },
    })
    expect(names((await ask('/config/webhooks', { publicUrl, document })).body)).toContain('favourite_colour')
  })

  it('checks the form of a document alone, without asking either CRM', async () => {
    const { begin } = world()
    const scope = await begin(company())
    const accounts = { hubspot: scope.hubspot, salesforce: scope.salesforce } as never
    const config: ConfigDesk = createConfigDesk({ accounts, scope } as unknown as Tandem)
    const { ask } = await api(scope, { api: { config } })
    const calls = () => [scope.hubspot.usage().calls, scope.salesforce.usage().calls]
    const before = calls()
    const document = loopDocument({
      fields: { 'contact-lead': [{ hubspot: 'no_such_property', salesforce: 'No_Such__c' }] },
    })
    expect((await ask('/config/check', { document, against: 'form' })).body).toMatchObject({
      problems: [],
      canSave: true,
    })
    expect(calls()).toEqual(before)
    const bad = await ask('/config/check', { document: { ...document, goLiveAt: 'soon' }, against: 'form' })
    expect(bad.body).toMatchObject({ canSave: false, problems: [{ found: 'form', path: 'goLiveAt' }] })
    expect((await ask('/config/check', { document })).body.canSave).toBe(false)
    expect(parseSyncConfig(document).ok).toBe(true)
  })

  it('explains the lead of a person by e-mail and by either id', async () => {
    const { begin, box } = world()
    const scope = await begin(company({ contacts: [mql('dora'), mql('emil')] }))
    await quiesce(scope, box)
    box.clock.advance(MINUTE)
    const { ask } = await api(scope)
    const link = await world().linkOf('dora@buyers.example')
    for (const who of ['dora@buyers.example', link.hubspotId, link.salesforceId]) {
      const { status, body } = await ask(`/leads/explain?who=${encodeURIComponent(who ?? '')}`)
      expect([who, status, body.leads?.length]).toEqual([who, 200, 1])
      expect(body.leads[0]).toMatchObject({ lead: { link: link.id, email: 'dora@buyers.example' } })
      expect(body.leads[0].clocks[0].timeline[0]).toMatchObject({ what: 'The clock starts' })
    }
    expect(await ask('/leads/explain?who=nobody@buyers.example')).toMatchObject({
      status: 404,
      body: { code: 'LEAD_NOT_FOUND' },
    })
  })

  it('compares as many pairs as it is told to', async () => {
    const { begin } = world()
    const scope = await begin(company())
    const { ask } = await api(scope)
    expect((await ask('/drift', { sample: 5_000 })).status).toBe(204)
    expect((await ask('/drift', null)).status).toBe(204)
    expect((await ask('/drift', { sample: 0 })).status).toBe(400)
    const asked = await scope.store.outbox.pending(100)
    expect(asked.filter(({ job }) => job === 'compare-sides').map(({ payload }) => payload)).toEqual([
      { connectionId: 'loop', sample: 5_000 },
      { connectionId: 'loop' },
    ])
  })
})

describe('lists that grow without end', () => {
  it('retries, what a retry left, and one parked record by its id', async () => {
    const { begin } = world()
    const scope = await begin(company())
    const { ask } = await api(scope)
    const stream = { side: 'hubspot', object: 'contacts' } as const
    const ids = ['1', '2', '3', '4', '5']
    const park = () =>
      scope.store.parked.park(
        scope.connection.id,
        ids.map((recordId) => ({
          ...stream,
          recordId,
          linkId: null,
          code: 'X',
          message: 'no',
          remedy: 'do',
          at: scope.clock.now(),
        })),
      )
    await park()
    expect((await ask('/problems/retry', { recordId: 'nobody' })).status).toBe(409)
    const one = await ask('/problems/retry', { recordId: '4' })
    expect(one.body).toMatchObject({ records: 1, what: 'record 4' })
    for (let i = 0; i < 3; i += 1) {
      world().box.clock.advance(MINUTE)
      expect((await ask('/problems/retry', { code: 'X' })).status).toBe(200)
    }
    const retries = await walk(ask, '/problems/retries')
    expect(retries.map(({ records }: Reply) => records)).toEqual([5, 5, 5, 1])
    expect((await walk(ask, '/problems/retries?direction=asc')).map(({ id }) => id)).toEqual(
      retries.map(({ id }) => id).toReversed(),
    )
    const left = await walk(ask, `/problems/retries/${retries[0].id}/records`)
    expect(left.map(({ recordId }) => recordId).toSorted((a, b) => a.localeCompare(b))).toEqual(ids)
    // They were tried again since: what is left of them is told by the last retry alone.
    expect((await ask(`/problems/retries/${retries[0].id}/records`)).body.total).toBe(5)
    expect((await ask(`/problems/retries/${retries[1].id}/records`)).body).toMatchObject({ items: [], total: 0 })
    expect((await ask(`/problems/retries/${randomUUID()}/records`)).status).toBe(404)
  })

  it('backfills', async () => {
    const { begin } = world()
    const scope = await begin(company())
    const { ask } = await api(scope)
    const base = (await ask('/backfills')).body
    expect(base).toMatchObject({ items: [], nextCursor: null, total: 0, foresight: null })
    for (const n of [1, 2, 3, 4, 5]) {
      await scope.store.backfills.begin(scope.connection.id, {
        id: `load-${n}`,
        choices: { select: [], handOverSince: null, clocks: 'start', leaveOut: [], writeBack: 'now' },
        state: 'running',
        cursor: null,
        counts: NO_COUNTS,
        total: null,
        startedAt: scope.clock.now() + Math.floor(n / 2),
        workedMs: 0,
        finishedAt: null,
        worker: null,
        leaseUntil: null,
      })
      await scope.store.backfills.turn(scope.connection.id, `load-${n}`, 'done', scope.clock.now())
    }
    expect((await walk(ask, '/backfills')).map(({ id }) => id)).toEqual([5, 4, 3, 2, 1].map((n) => `load-${n}`))
  })

  it('alerts, with how many of all wait for their channel', async () => {
    const { begin } = world()
    const scope = await begin(company())
    const { ask } = await api(scope)
    const alert = (n: number) => ({
      id: `alert-${n}`,
      kind: 'breach' as const,
      at: scope.clock.now() + Math.floor(n / 2),
      linkId: null,
      handoffId: null,
      facts: { lead: `Lead ${n}`, company: '' } as never,
      ownerEmail: null,
      managerEmail: null,
      alsoTo: [],
    })
    await scope.store.alerts.add(
      scope.connection.id,
      [1, 2, 3, 4, 5].map((n) => ({ alert: alert(n), channels: ['desk'] })),
      scope.clock.now(),
    )
    const now = scope.clock.now() + MINUTE
    const leased = await scope.store.alerts.lease(scope.connection.id, 'me', now, now + MINUTE, 10)
    await scope.store.alerts.park(
      scope.connection.id,
      'me',
      leased.slice(0, 3).map(({ id }) => id),
      'gone',
    )
    const rows = await walk(ask, '/alerts')
    expect(rows.map(({ about }) => about)).toEqual([5, 4, 3, 2, 1].map((n) => `Lead ${n}`))
    expect((await ask('/alerts?limit=1')).body).toMatchObject({ parked: 3, total: 5 })
  })

  it('versions of the costs of a campaign, with what was corrected and what was removed', async () => {
    const { begin } = world()
    const scope = await begin(company())
    const { ask } = await api(scope)
    const { id } = scope.connection
    const line = (key: string, amountMinor: bigint, campaign = 'Spring') => ({
      source: 'import' as const,
      key,
      campaign,
      channel: null,
      fromOn: '2026-01-01',
      untilOn: '2026-01-31',
      amountMinor,
      currency: 'USD',
      note: '',
    })
    await scope.store.costs.save(id, [line('a', 100n), line('b', 200n), line('c', 1n, 'Autumn')], 1_000, null)
    await scope.store.costs.save(id, [line('a', 150n)], 2_000, null)
    await scope.store.costs.end(id, 'import', ['b'], 3_000)
    const versions = await walk(ask, '/costs/versions?campaign=Spring')
    expect(
      versions.map(({ key, version, amountMinor, supersededAt }) => [key, version, amountMinor, supersededAt === null]),
    ).toEqual([
      ['import:a', 1, '100', false],
      ['import:a', 2, '150', true],
      ['import:b', 1, '200', false],
    ])
    expect((await ask('/costs/versions?campaign=Nothing')).body).toMatchObject({ items: [], total: 0 })
  })
})
