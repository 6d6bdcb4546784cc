import { spawn } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { connectionId } from '#domain/ids.ts'
import type { ApiUsage } from '#ports/connector/account.ts'
import { startSandbox } from '#sandbox/index.ts'
import { openDatabase } from '#store/db.ts'
import { createStore } from '#store/store.ts'
import { createOwnDatabase, databaseKinds } from '#support/database.ts'
import { serverUrl } from '#support/servers.ts'

const WORKER = new URL('../support/call-often.ts', import.meta.url).pathname

/** Runs a worker until it has made its calls. */
function work(order: object): Promise<ApiUsage> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [WORKER, JSON.stringify(order)], { stdio: ['ignore', 'pipe', 'pipe'] })
    let [said, trouble] = ['', '']
    child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (trouble += text))
    child.once('error', reject)
    child.once('close', (code) =>
      code === 0 ? resolve(JSON.parse(said) as ApiUsage) : reject(new Error(`worker ended with ${code}: ${trouble}`)),
    )
  })
}

const shared = databaseKinds().includes('postgres')
const there = { postgres: shared, redis: shared && serverUrl('REDIS_URL') !== undefined }
/** Without a server they are skipped: a file without any test would fail. */
const STORES = ['postgres', 'redis'] as const

describe.concurrent.each(STORES)('two processes that share the budget through %s', (kind) => {
  test.skipIf(!there[kind])('use the limits of the portal and never meet one', { timeout: 120_000 }, async () => {
    const box = await startSandbox({
      hubspotSettings: { limits: { enforced: true, perTenSeconds: 190, searchPerSecond: 5 } as never },
    })
    const database = await createOwnDatabase(`_budget_${kind}`)
    try {
      const order = {
        url: box.hubspot.url,
        token: box.hubspot.credentials['accessToken'],
        databaseUrl: database.url,
        redisUrl: kind === 'redis' ? serverUrl('REDIS_URL') : null,
        prefix: `test-${process.pid}`,
        calls: 110,
        searches: 15,
      }
      const from = performance.now()
      const [one, two] = await Promise.all([work(order), work(order)])
      const seconds = (performance.now() - from) / 1000
      expect(box.counters().hubspot.byStatus['429'] ?? 0).toBe(0)
      expect([one.rateLimited, two.rateLimited]).toEqual([0, 0])
      const made = one.calls + two.calls
      expect(box.counters().hubspot.total).toBe(made)
      expect(made).toBeGreaterThanOrEqual(250)
      // 220 calls at 180 in 10 s, and 30 searches at 4 a second: what keeps to the limits need not be slow.
      expect(seconds).toBeLessThan(45)
      const opened = await openDatabase({ url: database.url })
      const { hours, report } = await createStore(opened.kysely).budget.read(connectionId('shared'), 'hubspot', 0)
      await opened.close()
      expect(hours.reduce((sum, { calls }) => sum + calls, 0)).toBe(made)
      expect(hours.some(({ lane, calls }) => lane === 'backfill' && calls > 0)).toBe(true)
      expect(report).toMatchObject({ limit: 625_000, used: made })
    } finally {
      await database.drop()
      await box.close()
    }
  })
})
