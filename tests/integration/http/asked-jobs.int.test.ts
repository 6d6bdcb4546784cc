import { afterEach, describe, expect, it } from 'vitest'
import type { Listening } from '#http/listen.ts'
import { relayOutbox } from '#jobs/outbox.ts'
import type { Jobs } from '#ports/jobs.ts'
import { askedSince } from '#support/asked.ts'
import { company, mql } from '#support/company.ts'
import { startApp } from '#support/http-app.ts'
import { useWorld } from '#support/world.ts'
import { handingOn } from '../../../src/compose/hand-on.ts'

const world = useWorld()
const open: Listening[] = []
afterEach(async () => {
  for (const server of open.splice(0)) await server.close(100)
})
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }

/** A client of Redis waits until it is back, or says that it cannot. */
const AWAY: Readonly<Record<string, Jobs['enqueue']>> = {
  refuses: () => Promise.reject(new Error('connect ECONNREFUSED')),
  'does not answer': () => new Promise(() => undefined),
}

const PARKED = {
  side: 'hubspot',
  object: 'contacts',
  recordId: '7',
  linkId: null,
  code: 'VALIDATION',
  message: 'no',
  remedy: 'mend it',
  at: 1,
} as const

describe.each(Object.keys(AWAY))('while the queue %s', (how) => {
  const begin = async () => {
    const scope = await world().begin(company({ contacts: [mql('dora')] }))
    const { store, connection, clock } = scope
    await store.parked.park(connection.id, [PARKED])
    await askedSince(scope)
    const enqueue = AWAY[how]
    if (enqueue === undefined) throw new RangeError(how)
    const app = await startApp({ scope, api: { handOn: handingOn({ store, clock, log: silent, jobs: { enqueue } }) } })
    open.push(app)
    const post = async (path: string, body: unknown, key: string) => {
      const init = { method: 'POST', body: JSON.stringify(body), headers: { 'idempotency-key': key } }
      const answer = await app.ask(`/api/connections/${connection.id}/${path}`, init)
      return { status: answer.status, body: answer.status === 204 ? null : ((await answer.json()) as object) }
    }
    /** What a queue that is there again is given. */
    const later = async () => {
      const begun: string[] = []
      await relayOutbox(store, { enqueue: async (name) => void begun.push(name) }, clock)
      return begun
    }
    return { scope, app, post, later }
  }

  it('a change is made, told as done, and made once; its job begins when the queue is back', async () => {
    const { scope, app, post, later } = await begin()
    const first = await post('problems/retry', { code: 'VALIDATION' }, 'key-1')
    expect(first).toMatchObject({ status: 200, body: { records: 1 } })
    expect(await post('problems/retry', { code: 'VALIDATION' }, 'key-1')).toEqual(first)
    expect(app.audited.filter(({ action }) => action === 'problems.retry')).toMatchObject([{ outcome: 'done' }])
    expect(await scope.store.parked.retries(scope.connection.id, { limit: 10 })).toHaveLength(1)
    expect(await later()).toEqual(['work-inbox'])
  })

  it('all that asks for jobs is kept', async () => {
    const { post, later } = await begin()
    expect(await post('drift', {}, 'a')).toMatchObject({ status: 204 })
    expect(await post('backfills/foresight', {}, 'b')).toMatchObject({ status: 200 })
    expect(await post('backfills', {}, 'c')).toMatchObject({ status: 200 })
    expect(await post('connection/pause', { reason: 'a data load' }, 'd')).toMatchObject({ status: 200 })
    expect(await post('connection/resume', undefined, 'e')).toMatchObject({ status: 200 })
    expect(await later()).toEqual(['compare-sides', 'foresee-backfill', 'backfill', 'poll-connections'])
  })
})
