import { Redis } from 'ioredis'
import type { WindowState } from '#domain/budget/places.ts'
import type { ConnectionId } from '#domain/ids.ts'
import type { SharedWindows } from '#ports/budget.ts'
import { StoreError } from './store-error.ts'

/** What was read, and Redis's own clock. */
const READ = `local t = redis.call('TIME')
return { redis.call('GET', KEYS[1]) or '', t[1] .. string.format('%06d', t[2]) }`
/** Written only if nobody else wrote since; a window that nobody uses any more forgets itself. */
const WRITE = `if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1`

const PREFIX = 'tandem'
const COMMAND_TIMEOUT_MS = 5_000
/** Longer than every lease and every pause. */
const KEPT_MS = 10 * 60_000
/** So many others in a row between reading and writing mean that something is wrong. */
const TRIES = 50

export interface RedisWindows {
  of(connection: ConnectionId): SharedWindows
  close(): void
}

/** Windows in Redis: read, changed here, written if unchanged since. Connects with the first use. @throws StoreError, disposition retry. */
export function openRedisWindows(url: string, prefix = PREFIX): RedisWindows {
  const redis = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 3, commandTimeout: COMMAND_TIMEOUT_MS })
  // Without a listener a lost connection would end the process; the commands that need it fail and say so.
  redis.on('error', () => undefined)
  const update = async <T>(key: string, change: Change<T>): Promise<T> => {
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const [before, micros] = (await redis.eval(READ, 1, key)) as [string, string]
      const { state, answer } = change(
        before === '' ? null : (JSON.parse(before) as WindowState),
        Math.floor(Number(micros) / 1000),
      )
      const written = await redis.eval(WRITE, 1, key, before, JSON.stringify(state), KEPT_MS)
      if (written === 1) return answer
    }
    throw new Error(`the window ${key} was changed by others ${TRIES} times in a row`)
  }
  return {
    of: (connection) => ({
      update: async (window, change) => {
        try {
          return await update(`${prefix}:window:${connection}:${window}`, change)
        } catch (error) {
          const message = `Redis could not be asked: ${error instanceof Error ? error.message : String(error)}`
          throw new StoreError('STORE_CONNECTION_LOST', 'retry', message, {}, error)
        }
      },
    }),
    close: () => {
      redis.disconnect()
    },
  }
}

type Change<T> = (state: WindowState | null, now: number) => { readonly state: WindowState; readonly answer: T }
