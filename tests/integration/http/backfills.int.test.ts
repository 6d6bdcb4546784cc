import { describe, expect, it } from 'vitest'
import { workBackfill } from '#app/backfill.ts'
import { beginForesight, runForesight } from '#app/backfill/run-foresight.ts'
import {
  beginBackfillContract,
  foreseeBackfillContract,
  readBackfillsContract,
  runDriftContract,
  turnBackfillContract,
} from '#http/contract/jobs.ts'
import { foreseeBackfillJob } from '#jobs/foresee-backfill.ts'
import { askedSince } from '#support/asked.ts'
import { company, mql } from '#support/company.ts'
import { useApps } from '#support/http-app.ts'
import { jobDepsOf } from '#support/job-deps.ts'
import { writesOf } from '#support/crm-users.ts'
import { useWorld } from '#support/world.ts'

const world = useWorld()
const startApp = useApps()

it('a first load is foreseen without a write, begun, stopped, resumed and done over the API', async () => {
  const scope = await world().begin(
    company({ contacts: [mql('dora'), mql('emil'), mql('fritz', { marketable: false })] }),
  )
  await askedSince(scope)
  const { call, refused } = await startApp({ scope })
  const read = () => call(readBackfillsContract)
  const turned = (id: string, state: 'running' | 'stopped') => ({ params: { id }, body: { state } })

  const before = writesOf(world().box)
  const foresight = await call(foreseeBackfillContract, {
    body: { select: [{ property: 'jobtitle', test: 'is', value: 'CTO' }], clocks: false },
  })
  expect(foresight).toMatchObject({ state: 'running', total: 3, choices: { clocks: false, tasks: true } })
  await runForesight(scope, foresight.id)
  expect((await read()).foresight).toMatchObject({
    state: 'done',
    counts: { listed: 3, created: 2 },
    calls: { hubspot: 2, salesforce: 5 },
    choices: { select: [{ property: 'jobtitle', test: 'is', value: 'CTO' }] },
  })
  expect(writesOf(world().box)).toEqual(before)

  const wrong = await refused(beginBackfillContract, { body: { select: [{ property: 'no_such', test: 'known' }] } })
  expect(wrong).toMatchObject({ status: 400, code: 'WRONG_CHOICE' })
  const begun = await call(beginBackfillContract, { body: {} })
  expect(begun).toMatchObject({ how: 'new', backfill: { state: 'running' } })
  expect(await refused(beginBackfillContract, { body: { alerts: false } })).toMatchObject({
    status: 409,
    code: 'BACKFILL_UNFINISHED',
  })
  const { id } = begun.backfill
  expect(await call(turnBackfillContract, turned(id, 'stopped'))).toMatchObject({ state: 'stopped' })
  expect(await call(turnBackfillContract, turned(id, 'running'))).toMatchObject({ state: 'running' })
  expect(await askedSince(scope)).toEqual(['foresee-backfill', 'backfill', 'backfill'])
  await workBackfill(scope, id, { worker: 'test' })
  expect((await read()).items).toMatchObject([{ state: 'done', counts: { created: 2 }, msLeft: 0 }])
  expect(await refused(turnBackfillContract, turned(id, 'stopped'))).toMatchObject({
    status: 409,
    code: 'BACKFILL_OVER',
  })
})

describe('a foresight that is not done at once', () => {
  const CHOICES = { select: [], handOverSince: null, clocks: 'start', leaveOut: [], writeBack: 'now' } as const
  const begun = async () => {
    const scope = await world().begin(company({ contacts: [mql('dora')] }))
    const { id } = await beginForesight(scope, CHOICES)
    const input = { connectionId: scope.connection.id, foresight: id }
    return { scope, input, now: () => scope.store.foresights.byId(scope.connection.id, id) }
  }

  it('is asked for again by a process that ends, and done by the next one', async () => {
    const { scope, input, now } = await begun()
    const { deps, asked } = jobDepsOf(scope)
    await foreseeBackfillJob.run(input, { ...deps, ending: () => true })
    expect(await now()).toMatchObject({ state: 'running' })
    expect(asked).toEqual(['foresee-backfill'])
    await foreseeBackfillJob.run(input, deps)
    expect(await now()).toMatchObject({ state: 'done', counts: { created: 1 } })
    expect(asked).toHaveLength(1)
  })

  it('has failed, with the reason, when the connection was paused meanwhile', async () => {
    const { scope, input, now } = await begun()
    await foreseeBackfillJob.run(input, { ...jobDepsOf(scope).deps, active: async () => [] })
    expect(await now()).toMatchObject({ state: 'failed', note: expect.stringContaining('paused') as string })
  })

  it('has failed, with the reason, when its job is given up', async () => {
    const { scope, input, now } = await begun()
    await foreseeBackfillJob.givenUp(input, jobDepsOf(scope).deps, 'HubSpot does not answer')
    expect(await now()).toMatchObject({
      state: 'failed',
      note: 'HubSpot does not answer',
      finishedAt: scope.clock.now(),
    })
  })

  it('is not begun while the connection is paused, and neither is a comparison of both sides', async () => {
    const scope = await world().begin(company({ contacts: [mql('dora')] }))
    await scope.store.connections.pause(scope.connection.id, 'a data load (Ana)', 'person')
    const { refused } = await startApp({ scope })
    for (const contract of [foreseeBackfillContract, runDriftContract])
      expect(await refused(contract, { body: {} })).toMatchObject({
        status: 409,
        code: 'CONNECTION_PAUSED',
        detail: 'The connection is paused: a data load (Ana).',
      })
    expect(await scope.store.foresights.newest(scope.connection.id)).toBeNull()
  })
})
