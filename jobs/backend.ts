import { createPostgresBackend, type Processor, Queue, runMigrations, Worker, type WorkerOptions } from 'bullmq'
import { Redis } from 'ioredis'
import type { Pool } from 'pg'
import { UsageError } from '#domain/errors.ts'

/** Where jobs are kept. `pool` resolves unqualified names to schema `bullmq`, and is not closed by the runtime. */
export type JobBackend =
  | { readonly kind: 'redis'; readonly url: string; readonly prefix?: string }
  | { readonly kind: 'postgres'; readonly pool: Pool }

export interface QueueFactory {
  queue(name: string): Queue
  worker(name: string, processor: Processor, options: Omit<WorkerOptions, 'connection'>): Worker
}

const CONNECT_TIMEOUT_MS = 5_000
const REDIS_PREFIX = 'tandem'

/** Makes the backend ready and gives what builds queues on it. @throws UsageError, one line, when Redis cannot be reached. */
export async function openBackend(backend: JobBackend): Promise<QueueFactory> {
  return backend.kind === 'redis' ? onRedis(backend.url, backend.prefix ?? REDIS_PREFIX) : onPostgres(backend.pool)
}

async function onRedis(url: string, prefix: string): Promise<QueueFactory> {
  await probeRedis(url)
  // A worker waits in blocking commands, which must never give up: https://docs.bullmq.io/guide/connections
  const options = { connection: { url, maxRetriesPerRequest: null }, prefix }
  return {
    queue: (name) => new Queue(name, options),
    worker: (name, processor, workerOptions) => new Worker(name, processor, { ...options, ...workerOptions }),
  }
}

async function onPostgres(pool: Pool): Promise<QueueFactory> {
  const client = await pool.connect()
  try {
    await runMigrations(client)
  } finally {
    client.release()
  }
  // A queue on PostgreSQL is the same class with another backend behind it; only its type says Redis.
  const connection = pool as never
  const factory = createPostgresBackend as never
  return {
    queue: (name) => new Queue(name, { connection }, factory),
    worker: (name, processor, workerOptions) => new Worker(name, processor, { connection, ...workerOptions }, factory),
  }
}

async function probeRedis(url: string): Promise<void> {
  if (!/^rediss?:\/\//.test(url) || !URL.canParse(url))
    throw new UsageError('REDIS_URL is not a URL like redis://user:password@host:6379')
  const redis = new Redis(url, { lazyConnect: true, connectTimeout: CONNECT_TIMEOUT_MS, retryStrategy: () => null })
  let lastError = ''
  redis.on('error', (error: Error) => {
    lastError = error.message
  })
  try {
    await redis.connect()
    await redis.ping()
  } catch (error) {
    const why = lastError === '' ? (error as Error).message : lastError
    const { host } = new URL(url)
    throw new UsageError(
      `cannot use Redis at ${host} (${why}): check that it runs and that REDIS_URL is right`,
      { host },
      { cause: error },
    )
  } finally {
    redis.disconnect()
  }
}
