import { randomUUID } from 'node:crypto'
import { Redis } from 'ioredis'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { InvariantError, RemoteError, UsageError } from '#domain/errors.ts'
import type { JobBackend } from '#jobs/backend.ts'
import { defineJob, type JobDefinition } from '#jobs/define.ts'
import { relayOutbox } from '#jobs/outbox.ts'
import { type JobRuntime, startJobs } from '#jobs/runtime.ts'
import { createStore } from '#store/store.ts'
import { databaseKinds, useDatabase } from '#support/database.ts'
import { serverUrl } from '#support/servers.ts'

type Work = (id: string) => Promise<void>
interface Deps {
  readonly work: Work
}

const input = z.strictObject({ id: z.string(), note: z.string().optional() })
const job = (
  overrides: Partial<Parameters<typeof defineJob<string, typeof input, Deps>>[0]> = {},
): JobDefinition<Deps> =>
  defineJob({
    name: 'work',
    queue: 'tests',
    input,
    dedupeKey: ({ id }) => id,
    attempts: 4,
    run: async ({ id, note }, deps: Deps) => deps.work(note === undefined ? id : `${id}:${note}`),
    ...overrides,
  })

const remote = (disposition: RemoteError['disposition'], retryAfterMs?: number): RemoteError =>
  new RemoteError({
    code: 'LIMIT',
    disposition,
    message: 'no more calls',
    remedy: 'wait',
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  })

/** A gate that tests open, and that tells when somebody arrived. */
const gate = () => {
  const arrival = Promise.withResolvers<void>()
  const opening = Promise.withResolvers<void>()
  return {
    arrived: arrival.promise,
    open: opening.resolve,
    pass: async () => {
      arrival.resolve()
      await opening.promise
    },
  }
}

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }

/** What every queue must do, whatever keeps its jobs. */
function describeQueue(name: string, backendOf: () => JobBackend): void {
  describe(`the job queue on ${name}`, () => {
    const running: JobRuntime[] = []
    const start = async (
      work: Work,
      registry: readonly JobDefinition<Deps>[] = [job()],
      concurrency: Readonly<Record<string, number>> = {},
    ): Promise<JobRuntime> => {
      const runtime = await startJobs({
        backend: backendOf(),
        registry,
        deps: { work },
        log: silent,
        backoffMs: 20,
        concurrency,
      })
      running.push(runtime)
      return runtime
    }
    afterEach(async () => {
      for (const runtime of running.splice(0)) await runtime.close()
    })

    it('runs a job with its payload, once', async () => {
      const seen: string[] = []
      const runtime = await start(async (id) => void seen.push(id))
      await runtime.enqueue('work', { id: 'a' })
      expect(await runtime.whenIdle(10_000)).toBe('idle')
      expect(seen).toEqual(['a'])
    })

    it('keeps one waiting job per key', async () => {
      const seen: string[] = []
      const runtime = await start(async (id) => void seen.push(id))
      await runtime.pause()
      for (const id of ['a', 'a', 'b', 'a']) await runtime.enqueue('work', { id })
      expect(await runtime.counts()).toMatchObject({ waiting: 2 })
      runtime.resume()
      await runtime.whenIdle(10_000)
      expect(seen.sort()).toEqual(['a', 'b'])
    })

    it('runs a job again, after the running one, when its key is asked for meanwhile', async () => {
      const door = gate()
      const seen: string[] = []
      const second = Promise.withResolvers<void>()
      const runtime = await start(async (id) => {
        seen.push(`${id} starts`)
        if (seen.length === 1) await door.pass()
        seen.push(`${id} ends`)
        if (seen.length === 4) second.resolve()
      })
      await runtime.enqueue('work', { id: 'a' })
      await door.arrived
      await runtime.enqueue('work', { id: 'a', note: 'older' })
      await runtime.enqueue('work', { id: 'a', note: 'newer' })
      door.open()
      await second.promise
      await runtime.whenIdle(10_000)
      expect(seen).toEqual(['a starts', 'a ends', 'a:newer starts', 'a:newer ends'])
    })

    it('runs a delayed job not before its instant', async () => {
      const ran = Promise.withResolvers<number>()
      const runtime = await start(async () => ran.resolve(Date.now()))
      const askedAt = Date.now()
      await runtime.enqueue('work', { id: 'a' }, { delayMs: 300 })
      expect((await ran.promise) - askedAt).toBeGreaterThanOrEqual(299)
    })

    it('brings a delayed job forward when its key is asked for at once', async () => {
      const seen: string[] = []
      const ran = Promise.withResolvers<void>()
      const runtime = await start(async (id) => {
        seen.push(id)
        ran.resolve()
      })
      await runtime.enqueue('work', { id: 'a' }, { delayMs: 3_600_000 })
      await runtime.enqueue('work', { id: 'a' }, { delayMs: 7_200_000 })
      expect(await runtime.counts()).toMatchObject({ delayed: 1 })
      await runtime.enqueue('work', { id: 'a' })
      await ran.promise
      await runtime.whenIdle(10_000)
      expect(seen).toEqual(['a'])
      expect(await runtime.counts()).toMatchObject({ delayed: 0 })
    })

    it('tries a failed job again, and no more once it succeeds', async () => {
      let tries = 0
      const done = Promise.withResolvers<void>()
      const runtime = await start(async () => {
        tries += 1
        if (tries < 3) throw new Error('timeout')
        done.resolve()
      })
      await runtime.enqueue('work', { id: 'a' })
      await done.promise
      await runtime.whenIdle(10_000)
      expect(tries).toBe(3)
      expect(await runtime.counts()).toEqual({ waiting: 0, active: 0, delayed: 0, failed: 0 })
    })

    it('gives up after the attempts of the job, and takes its key again afterwards', async () => {
      let tries = 0
      const last = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
      const runtime = await start(async () => {
        tries += 1
        if (tries === 2) last[0]?.resolve()
        if (tries === 3) return last[1]?.resolve()
        throw new Error('timeout')
      }, [job({ attempts: 2 })])
      await runtime.enqueue('work', { id: 'a' })
      await last[0]?.promise
      await runtime.whenIdle(10_000)
      expect(await runtime.counts()).toMatchObject({ failed: 1 })
      await runtime.enqueue('work', { id: 'a' })
      await last[1]?.promise
      expect(tries).toBe(3)
    })

    it('does not repeat a job whose error is fatal', async () => {
      let tries = 0
      const runtime = await start(async () => {
        tries += 1
        throw remote('fatal')
      })
      await runtime.enqueue('work', { id: 'a' })
      await runtime.whenIdle(10_000)
      expect(tries).toBe(1)
      expect(await runtime.counts()).toMatchObject({ failed: 1, delayed: 0 })
    })

    it.each([
      { how: 'after its last try', attempts: 3, disposition: 'retry', tries: 3 },
      { how: 'at once when nothing can mend it', attempts: 3, disposition: 'fatal', tries: 1 },
    ] as const)('tells once that a job failed for good, $how', async ({ attempts, disposition, tries }) => {
      let tried = 0
      const told: (readonly [string, string, number])[] = []
      const failing = async () => {
        tried += 1
        throw remote(disposition)
      }
      const onGivenUp = async ({ id }: { readonly id: string }, _: Deps, why: string) =>
        void told.push([id, why, tried])
      const runtime = await start(failing, [job({ attempts, onGivenUp })])
      await runtime.enqueue('work', { id: 'a' })
      await expect.poll(async () => (await runtime.counts()).failed, { timeout: 10_000 }).toBe(1)
      expect(told).toEqual([['a', 'no more calls', tries]])
    })

    it('has failed all the same when nobody could be told', async () => {
      const runtime = await start(
        () => Promise.reject(new Error('a bug')),
        [job({ attempts: 1, onGivenUp: () => Promise.reject(new Error('the database is away')) })],
      )
      await runtime.enqueue('work', { id: 'a' })
      await expect.poll(async () => (await runtime.counts()).failed, { timeout: 10_000 }).toBe(1)
    })

    it.each(['job-waits', 'queue-waits'] as const)(
      'waits out a limit without using up attempts (%s)',
      async (onRetryAfter) => {
        const at: number[] = []
        const done = Promise.withResolvers<void>()
        const runtime = await start(async () => {
          at.push(Date.now())
          if (at.length < 3) throw remote('retry-after', 200)
          done.resolve()
        }, [job({ attempts: 1, onRetryAfter })])
        await runtime.enqueue('work', { id: 'a' })
        await done.promise
        await runtime.whenIdle(10_000)
        expect(await runtime.counts()).toMatchObject({ failed: 0 })
        const [first = 0, second = 0, third = 0] = at
        expect(second - first).toBeGreaterThanOrEqual(195)
        expect(third - second).toBeGreaterThanOrEqual(195)
      },
    )

    it('keeps a notice that arrives while its key waits for a limit', async () => {
      const seen: string[] = []
      const door = gate()
      const done = Promise.withResolvers<void>()
      const runtime = await start(async (id) => {
        seen.push(id)
        if (seen.length > 1) return done.resolve()
        await door.pass()
        throw remote('retry-after', 50)
      })
      await runtime.enqueue('work', { id: 'a' })
      await door.arrived
      await runtime.enqueue('work', { id: 'a', note: 'later' })
      door.open()
      await done.promise
      expect(seen.length).toBeGreaterThanOrEqual(2)
    })

    it('runs a scheduled job by itself, and forgets a schedule that left the registry', async () => {
      let ticks = 0
      const third = Promise.withResolvers<void>()
      const scheduled = job({ schedule: { everyMs: 50, input: { id: 'tick' } } })
      const runtime = await start(async () => {
        ticks += 1
        if (ticks === 3) third.resolve()
      }, [scheduled])
      await third.promise
      await runtime.close()
      const next = await start(async () => undefined, [job()])
      await next.whenIdle(10_000)
      expect(await next.counts()).toMatchObject({ delayed: 0 })
    })

    it('takes a job id once, even after the job is done', async () => {
      const seen: string[] = []
      const runtime = await start(async (id) => void seen.push(id))
      const jobId = `outbox:${randomUUID()}`
      await runtime.enqueue('work', { id: 'a' }, { jobId })
      await runtime.whenIdle(10_000)
      await runtime.enqueue('work', { id: 'b' }, { jobId })
      await runtime.whenIdle(10_000)
      expect(seen).toEqual(['a'])
    })

    it('runs 300 jobs once each', async () => {
      const seen: string[] = []
      const runtime = await start(async (id) => void seen.push(id), [job()], { tests: 10 })
      const ids = Array.from({ length: 300 }, (_, n) => String(n))
      await Promise.all(ids.map((id) => runtime.enqueue('work', { id })))
      expect(await runtime.whenIdle(60_000)).toBe('idle')
      expect(seen.length).toBe(300)
      expect(new Set(seen)).toEqual(new Set(ids))
    })

    it('says when it is not idle in time', async () => {
      const door = gate()
      const runtime = await start(door.pass)
      await runtime.enqueue('work', { id: 'a' })
      await door.arrived
      expect(await runtime.whenIdle(50)).toBe('timeout')
      door.open()
      expect(await runtime.whenIdle(10_000)).toBe('idle')
    })

    it('refuses an unknown job, a wrong payload, and a job that is registered twice', async () => {
      const runtime = await start(async () => undefined)
      await expect(runtime.enqueue('other', {})).rejects.toThrow(InvariantError)
      await expect(runtime.enqueue('work', { id: 7 })).rejects.toThrow(/job work does not take this payload: id/)
      await expect(start(async () => undefined, [job(), job()])).rejects.toThrow('registered twice')
    })

    it('lets a web process put jobs in for a worker', async () => {
      const web = await startJobs({
        backend: backendOf(),
        registry: [job()],
        deps: { work: () => Promise.reject(new Error('the web process works on no job')) },
        log: silent,
        role: 'enqueue',
      })
      running.push(web)
      await web.enqueue('work', { id: 'a' })
      const seen: string[] = []
      const worker = await start(async (id) => void seen.push(id))
      await worker.whenIdle(10_000)
      expect(seen).toEqual(['a'])
    })
  })
}

for (const kind of databaseKinds()) {
  describe(`with ${kind}`, () => {
    const database = useDatabase(kind)
    describeQueue(kind === 'embedded' ? 'the embedded database' : 'PostgreSQL', () => ({
      kind: 'postgres',
      pool: database().pool,
    }))

    it('has a row that no job of this version takes wait, and keeps back none that came after it', async () => {
      const store = createStore(database().kysely)
      const queued: string[] = []
      const runtime = await startJobs({
        backend: { kind: 'postgres', pool: database().pool },
        registry: [job()],
        deps: { work: async () => undefined },
        log: silent,
      })
      const known = async (name: string, payload: unknown): Promise<void> => {
        if (name !== 'work') return runtime.enqueue(name, payload)
        queued.push((payload as { id: string }).id)
      }
      const clock = { now: () => 1_000 }
      const rows = Array.from({ length: 450 }, (_, at) => ({
        id: `row-${at}`,
        job: at < 250 ? 'of-tomorrow' : 'work',
        payload: { id: String(at) },
        runAt: 0,
      }))
      await store.outbox.add(rows)
      await expect(relayOutbox(store, { enqueue: known }, clock)).rejects.toThrow(
        /250 jobs wait .*\(of-tomorrow\): there is no job named of-tomorrow/,
      )
      expect(queued).toHaveLength(200)
      const all: string[] = []
      expect(await relayOutbox(store, { enqueue: async (name) => void all.push(name) }, clock)).toBe(250)
      expect(new Set(all)).toEqual(new Set(['of-tomorrow']))
      await runtime.close()
    })

    it('relays the outbox, and no row twice when a relay dies before it can say so', async () => {
      const seen: string[] = []
      const store = createStore(database().kysely)
      const runtime = await startJobs({
        backend: { kind: 'postgres', pool: database().pool },
        registry: [job()],
        deps: { work: async (id) => void seen.push(id) },
        log: silent,
      })
      const clock = { now: () => 1_000 }
      await store.outbox.add([
        { id: 'x1', job: 'work', payload: { id: 'a' }, runAt: 0 },
        { id: 'x2', job: 'work', payload: { id: 'b' }, runAt: 1_050 },
      ])
      const dying = { outbox: { ...store.outbox, sent: () => Promise.reject(new Error('killed')) } }
      await expect(relayOutbox(dying, runtime, clock)).rejects.toThrow('killed')
      await runtime.whenIdle(10_000)
      expect(await relayOutbox(store, runtime, clock)).toBe(2)
      expect(await relayOutbox(store, runtime, clock)).toBe(0)
      await expect.poll(() => seen.toSorted()).toEqual(['a', 'b'])
      await runtime.whenIdle(10_000)
      await runtime.close()
      expect(seen.length).toBe(2)
    })
  })
}

const redisUrl = serverUrl('REDIS_URL')
if (redisUrl !== undefined) {
  describe('with Redis', () => {
    const prefix = `tandem_test_${process.pid}`
    const clear = async (): Promise<void> => {
      const redis = new Redis(redisUrl)
      const keys = await redis.keys(`${prefix}:*`)
      if (keys.length > 0) await redis.del(...keys)
      await redis.quit()
    }
    afterEach(clear)
    afterAll(clear)
    describeQueue('Redis', () => ({ kind: 'redis', url: redisUrl, prefix }))
  })
}

describe('an unreachable Redis', () => {
  it('is a usage error of one line that names the host and says what to do', async () => {
    const start = startJobs({
      backend: { kind: 'redis', url: 'redis://127.0.0.1:1' },
      registry: [job()],
      deps: { work: async () => undefined },
      log: silent,
    })
    await expect(start).rejects.toThrow(UsageError)
    await expect(start).rejects.toThrow(/^cannot use Redis at 127\.0\.0\.1:1 \(.*ECONNREFUSED.*\): check that it runs/)
  })
})
