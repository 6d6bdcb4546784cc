import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { keepSums } from '#app/kept-sums.ts'
import { readEnv } from '#config/env.ts'
import { permissionsOf, type Actor } from '#domain/access.ts'
import { listen } from '#http/listen.ts'
import type { RunningSandbox } from '#sandbox/index.ts'
import { accessTo } from '#support/crms.ts'
import { openGate } from '../../src/compose/access.ts'
import { httpAppOf } from '../../src/compose/http.ts'
import { startTandem } from '../../src/compose.ts'
import type { RealConfig } from './config.ts'

/** The administrator who looks at every page. */
const ADMIN: Actor = {
  kind: 'user',
  id: 'user-4',
  name: 'Rita Admin',
  email: 'rita@acme.example',
  role: 'admin',
  permissions: permissionsOf('admin'),
  connections: 'all',
}

interface RunningApp {
  readonly url: string
  /** To make the sums of attribution, which the job does beside. */
  readonly sumsMs: number
  close(): Promise<void>
}

/** The real app over the database and both sandbox CRMs; it runs no jobs, so that what is measured does not change meanwhile. */
export async function startPagesApp(input: {
  readonly databaseUrl: string
  readonly box: RunningSandbox
  readonly real: RealConfig
  readonly staticDir: string
}): Promise<RunningApp> {
  const silent = () => undefined
  const log = { debug: silent, info: silent, warn: silent, error: silent }
  const folder = await mkdtemp(join(tmpdir(), 'tandem-bench-'))
  const tandem = await startTandem({
    database: { url: input.databaseUrl },
    crm: accessTo(input.box),
    ...input.real,
    author: 'benchmark',
    rhythm: {
      pollMs: 15_000,
      clocksMs: 5_000,
      outboxMs: 2_000,
      costsMs: 3_600_000,
      listsMs: 300_000,
      campaignsMs: 600_000,
    },
    log,
    role: 'enqueue',
  })
  // What the job does beside; reports are read from these sums.
  const before = performance.now()
  await keepSums(tandem.scope)
  const sumsMs = Math.round(performance.now() - before)
  const env = readEnv({ DATABASE_URL: input.databaseUrl, TANDEM_SECRET_KEY: Buffer.alloc(32, 7).toString('base64') })
  const gate = await openGate(tandem, { env, baseUrl: 'http://127.0.0.1', folder, isDemo: false, log })
  const app = httpAppOf(tandem, {
    access: gate.access,
    audit: gate.http.audit,
    authenticate: async () => ADMIN,
    staticDir: input.staticDir,
    log,
  })
  const server = await listen({ app, port: 0, host: '127.0.0.1' })
  return {
    url: server.url,
    sumsMs,
    close: async () => {
      await server.close(1_000)
      await tandem.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
