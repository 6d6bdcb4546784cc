import { Redis } from 'ioredis'
import { Client } from 'pg'

/** Where Tandem keeps what it remembers during one measurement. */
export interface Place {
  readonly name: 'pglite' | 'postgres'
  readonly databaseUrl: string | null
  readonly redisUrl: string | null
  /** Takes away what was made for the measurement. */
  readonly drop: () => Promise<void>
}

export interface Servers {
  readonly databaseUrl: string | null
  readonly redisUrl: string | null
}

/** Redis has sixteen databases; the last one is taken unless the address names one. */
const REDIS_DATABASE = '15'
let made = 0

/** A new, empty place. On a server it is a database of its own, named after this process. */
export async function newPlace(name: Place['name'], servers: Servers): Promise<Place> {
  if (name === 'pglite') return { name, databaseUrl: null, redisUrl: null, drop: async () => undefined }
  if (servers.databaseUrl === null) throw new Error('there is no PostgreSQL server to measure on')
  made += 1
  const database = `tandem_bench_${process.pid}_${made}`
  await onServer(servers.databaseUrl, `create database ${database}`)
  const url = new URL(servers.databaseUrl)
  url.pathname = `/${database}`
  const redisUrl = redisOf(servers.redisUrl)
  if (redisUrl !== null) await emptyQueues(redisUrl)
  return {
    name,
    databaseUrl: url.href,
    redisUrl,
    drop: async () => {
      await onServer(servers.databaseUrl ?? '', `drop database if exists ${database} with (force)`)
      if (redisUrl !== null) await emptyQueues(redisUrl)
    },
  }
}

function redisOf(given: string | null): string | null {
  if (given === null) return null
  const url = new URL(given)
  if (url.pathname === '' || url.pathname === '/') url.pathname = `/${REDIS_DATABASE}`
  return url.href
}

async function emptyQueues(url: string): Promise<void> {
  const redis = new Redis(url)
  try {
    const keys = await redis.keys('tandem:*')
    if (keys.length > 0) await redis.del(...keys)
  } finally {
    redis.disconnect()
  }
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
