import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '../../..')

interface Calls {
  readonly per1000: number
  readonly rateLimitErrors: number
}
interface Printed {
  readonly pglite: {
    readonly calls: Readonly<Record<'changedInHubSpot' | 'changedInSalesforce' | 'created', Calls>> & {
      readonly parked: number
    }
    readonly echoes: { readonly writes: number; readonly journalRows: number; readonly echoesDropped: number }
  }
}

test('the benchmark of the sync runs, prints one JSON object, and finds no write after a first load', async () => {
  const args = ['bench/main.ts', 'sync', '--quick', '--only', 'calls', '--only', 'echoes', '--database', 'pglite']
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT, timeout: 230_000 })
  const lines = stdout.trim().split('\n')
  expect(lines).toHaveLength(1)
  const { pglite } = JSON.parse(lines[0] ?? '') as Printed
  for (const what of ['changedInHubSpot', 'changedInSalesforce', 'created'] as const) {
    expect(pglite.calls[what].per1000, what).toBeGreaterThan(0)
    expect(pglite.calls[what].rateLimitErrors, what).toBe(0)
  }
  expect(pglite.calls.parked).toBe(0)
  expect(pglite.echoes).toMatchObject({ writes: 0, journalRows: 0 })
  expect(pglite.echoes.echoesDropped).toBeGreaterThan(0)
}, 240_000)
