import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type * as z from 'zod'
import { parseSyncConfig } from '#config/sync-config.ts'
import { NO_COUNTS } from '#domain/plan/backfill.ts'
import type { ConfigDesk } from '#http/config-desk.ts'
import { readAlertsContract } from '#http/contract/alerts.ts'
import { readConfigWebhooksContract } from '#http/contract/config-webhooks.ts'
import { checkConfigContract } from '#http/contract/config.ts'
import { listCostVersionsContract } from '#http/contract/cost-versions.ts'
import { readBackfillsContract, runDriftContract } from '#http/contract/jobs.ts'
import { explainLeadContract } from '#http/contract/lead-explain.ts'
import { listRetriesContract, listRetryRecordsContract, retryParkedContract } from '#http/contract/problems.ts'
import { simulateLeadsContract } from '#http/contract/simulation.ts'
import { company, loopDocument, MINUTE, mql } from '#support/company.ts'
import { writesOf } from '#support/crm-users.ts'
import { useApps } from '#support/http-app.ts'
import { quiesce, useWorld } from '#support/world.ts'
import { createConfigDesk } from '../../../src/compose/config-desk.ts'
import type { Tandem } from '../../../src/compose.ts'

const world = useWorld()
const startApp = useApps()

describe('what commands can do, machines can ask for', () => {
  it('simulates many leads that come one after the other; bad rows are named and the others go on', async () => {
    const { begin, box } = world()
    const scope = await begin(company(), {
      routing: {
        ...loopDocument().routing,
        pools: [{ id: 'sales', members: [{ email: 'ann@sales.example' }, { email: 'bob@sales.example' }] }],
      },
    })
    const { call, refused } = await startApp({ scope })
    const before = writesOf(box)
    const leadOf = (name: string) => ({ email: `${name}@new.example`, country: 'Germany' })
    const { items } = await call(simulateLeadsContract, {
      body: { leads: [leadOf('a'), { company: 'No mail' }, leadOf('b'), { email: 'x' }, leadOf('c')] },
    })
    expect(items.map(({ lead, problem }) => lead?.owner?.name ?? problem)).toEqual([
      'Ann First',
      'no e-mail',
      'Bob Second',
      '"x" is no e-mail address',
      'Ann First',
    ])
    expect(items[0]?.lead).toMatchObject({ person: { hubspotId: null, email: 'a@new.example' }, outcome: 'owner' })
    expect(writesOf(box)).toBe(before)
    const many = Array.from({ length: 501 }, (_, i) => ({ email: `p${i}@new.example` }))
    expect((await refused(simulateLeadsContract, { body: { leads: many } })).status).toBe(400)
  })

  it('gives the webhook subscriptions of the configuration in force, or of a draft', async () => {
    const { begin } = world()
    const scope = await begin(company())
    const { call, refused } = await startApp({ scope })
    const nowhere = await refused(readConfigWebhooksContract, { body: {} })
    expect(nowhere).toMatchObject({ status: 422, code: 'NO_PUBLIC_URL' })
    const publicUrl = 'https://tandem.acme.example/'
    const inForce = await call(readConfigWebhooksContract, { body: { publicUrl } })
    expect(inForce).toMatchObject({
      type: 'webhooks',
      config: { settings: { targetUrl: 'https://tandem.acme.example/webhooks/hubspot' } },
    })
    const names = ({ config }: z.output<typeof readConfigWebhooksContract.reply>) =>
      config.subscriptions.legacyCrmObjects.map(({ propertyName }) => propertyName)
    expect(names(inForce)).not.toContain('favourite_colour')
    const document = loopDocument({
      fields: { 'contact-lead': [{ hubspot: 'favourite_colour', salesforce: 'Description' }] },
    })
    const ofDraft = await call(readConfigWebhooksContract, { body: { publicUrl, document } })
    expect(names(ofDraft)).toContain('favourite_colour')
  })

  it('checks the form of a document alone, without asking either CRM', async () => {
    const { begin } = world()
    const scope = await begin(company())
    const accounts = { hubspot: scope.hubspot, salesforce: scope.salesforce } as never
    const config: ConfigDesk = createConfigDesk({ accounts, scope } as unknown as Tandem)
    const { call } = await startApp({ scope, api: { config } })
    const calls = () => [scope.hubspot.usage().calls, scope.salesforce.usage().calls]
    const before = calls()
    const document = loopDocument({
      fields: { 'contact-lead': [{ hubspot: 'no_such_property', salesforce: 'No_Such__c' }] },
    })
    const form = await call(checkConfigContract, { body: { document, against: 'form' } })
    expect(form).toMatchObject({ problems: [], canSave: true })
    expect(calls()).toEqual(before)
    const bad = await call(checkConfigContract, {
      body: { document: { ...document, goLiveAt: 'soon' }, against: 'form' },
    })
    expect(bad).toMatchObject({ canSave: false, problems: [{ found: 'form', path: 'goLiveAt' }] })
    expect((await call(checkConfigContract, { body: { document } })).canSave).toBe(false)
    expect(parseSyncConfig(document).ok).toBe(true)
  })

  it('explains the lead of a person by e-mail and by either id', async () => {
    const { begin, box } = world()
    const scope = await begin(company({ contacts: [mql('dora'), mql('emil')] }))
    await quiesce(scope, box)
    box.clock.advance(MINUTE)
    const { call, refused } = await startApp({ scope })
    const link = await world().linkOf('dora@buyers.example')
    for (const who of ['dora@buyers.example', link.hubspotId, link.salesforceId]) {
      const { leads } = await call(explainLeadContract, { query: { who: who ?? '' } })
      expect([who, leads.length]).toEqual([who, 1])
      expect(leads[0]).toMatchObject({ lead: { link: link.id, email: 'dora@buyers.example' } })
      expect(leads[0]?.clocks[0]?.timeline[0]).toMatchObject({ what: 'The clock starts' })
    }
    expect(await refused(explainLeadContract, { query: { who: 'nobody@buyers.example' } })).toMatchObject({
      status: 404,
      code: 'LEAD_NOT_FOUND',
    })
  })

  it('compares as many pairs as it is told to', async () => {
    const { begin } = world()
    const scope = await begin(company())
    const { call, refused } = await startApp({ scope })
    await call(runDriftContract, { body: { sample: 5_000 } })
    await call(runDriftContract)
    expect((await refused(runDriftContract, { body: { sample: 0 } })).status).toBe(400)
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
    const { call, refused, everyItem } = await startApp({ scope })
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
    expect((await refused(retryParkedContract, { body: { recordId: 'nobody' } })).status).toBe(409)
    expect(await call(retryParkedContract, { body: { recordId: '4' } })).toMatchObject({ records: 1, what: 'record 4' })
    for (let i = 0; i < 3; i += 1) {
      world().box.clock.advance(MINUTE)
      await call(retryParkedContract, { body: { code: 'X' } })
    }
    const retries = await everyItem(listRetriesContract)
    expect(retries.map(({ records }) => records)).toEqual([5, 5, 5, 1])
    const upwards = await everyItem(listRetriesContract, { query: { direction: 'asc' } })
    expect(upwards.map(({ id }) => id)).toEqual(retries.map(({ id }) => id).toReversed())
    const leftBy = (retry: { readonly id: string } | undefined) => ({ params: { id: retry?.id ?? '' } })
    const left = await everyItem(listRetryRecordsContract, leftBy(retries[0]))
    expect(left.map(({ recordId }) => recordId).toSorted((a, b) => a.localeCompare(b))).toEqual(ids)
    // They were tried again since: what is left of them is told by the last retry alone.
    expect((await call(listRetryRecordsContract, leftBy(retries[0]))).total).toBe(5)
    expect(await call(listRetryRecordsContract, leftBy(retries[1]))).toMatchObject({ items: [], total: 0 })
    expect((await refused(listRetryRecordsContract, leftBy({ id: randomUUID() }))).status).toBe(404)
  })

  it('backfills', async () => {
    const { begin } = world()
    const scope = await begin(company())
    const { call, everyItem } = await startApp({ scope })
    expect(await call(readBackfillsContract)).toMatchObject({ items: [], nextCursor: null, total: 0, foresight: null })
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
    const backfills = await everyItem(readBackfillsContract)
    expect(backfills.map(({ id }) => id)).toEqual([5, 4, 3, 2, 1].map((n) => `load-${n}`))
  })

  it('alerts, with how many of all wait for their channel', async () => {
    const { begin } = world()
    const scope = await begin(company())
    const { call, everyItem } = await startApp({ scope })
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
    const rows = await everyItem(readAlertsContract)
    expect(rows.map(({ about }) => about)).toEqual([5, 4, 3, 2, 1].map((n) => `Lead ${n}`))
    expect(await call(readAlertsContract, { query: { limit: 1 } })).toMatchObject({ parked: 3, total: 5 })
  })

  it('versions of the costs of a campaign, with what was corrected and what was removed', async () => {
    const { begin } = world()
    const scope = await begin(company())
    const { call, everyItem } = await startApp({ scope })
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
    const versions = await everyItem(listCostVersionsContract, { query: { campaign: 'Spring' } })
    expect(
      versions.map(({ key, version, amountMinor, supersededAt }) => [key, version, amountMinor, supersededAt === null]),
    ).toEqual([
      ['import:a', 1, '100', false],
      ['import:a', 2, '150', true],
      ['import:b', 1, '200', false],
    ])
    const none = await call(listCostVersionsContract, { query: { campaign: 'Nothing' } })
    expect(none).toMatchObject({ items: [], total: 0 })
  })
})
