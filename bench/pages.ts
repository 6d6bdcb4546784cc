import { readFile } from 'node:fs/promises'
import { sql } from 'kysely'
import { provisionAccounts } from '#app/provision-accounts.ts'
import { startSandbox } from '#sandbox/index.ts'
import { openDatabase } from '#store/db.ts'
import { accessTo } from '#support/crms.ts'
import { connectAccounts, provisioners, systemClock } from '../src/compose.ts'
import type { Benchmark } from './index.ts'
import { startPagesApp } from './pages/app.ts'
import { realConfig } from './pages/config.ts'
import { salesTeam } from './pages/company.ts'
import { LIST_LIMIT_MS, measureOperations, tableOf } from './pages/measure.ts'
import { PAINT_LIMIT_MS, paintPages } from './pages/paint.ts'
import { slowestStatements } from './pages/plans.ts'
import type { Db } from './pages/rows.ts'
import { seedPages } from './pages/seed.ts'
import { newPlace } from './sync/databases.ts'
import { WrongInput } from './wrong-input.ts'

const USAGE =
  'npm run bench -- pages [--keep | --on DATABASE_URL] [--only OPERATION] [--no-paint], with DATABASE_URL of a PostgreSQL server'

/**
 * Every reading operation of the API with its filters, and the first useful paint of every page, over 100,000 links, a million journal
 * rows and 100,000 clocks in PostgreSQL.
 */
export const pagesBenchmark: Benchmark = async (progress, args) => {
  const server = process.env['DATABASE_URL'] ?? ''
  const value = (flag: string): string | null => (args.includes(flag) ? (args[args.indexOf(flag) + 1] ?? null) : null)
  const has = (flag: string): boolean => args.includes(flag)
  if (server === '') throw new WrongInput(USAGE)
  const on = has('--on') ? value('--on') : null
  const place = on === null ? await newPlace('postgres', { databaseUrl: server, redisUrl: null }) : null
  const url = on ?? place?.databaseUrl ?? ''
  const now = Date.now()
  const real = await realConfig(now)
  const box = await startSandbox()
  for (const crm of [box.hubspot, box.salesforce]) crm.sandbox.seed(salesTeam())
  const seeing = [box.salesforce.credentials['adminUsername'] ?? '']
  await provisionAccounts(provisioners(accessTo(box), systemClock, seeing), 'apply')
  const database = await openDatabase({ url })
  try {
    const { portal, org } = await connectAccounts(accessTo(box), 'bench', systemClock)
    const accounts = { portalId: portal.id, orgId: org.id }
    if (on === null) await seedPages({ db: database.kysely, connection: 'bench', now }, real, accounts, progress)
    else await ownAccounts(database.kysely, accounts)
    const staticDir = new URL('../web/dist/', import.meta.url).pathname
    const app = await startPagesApp({ databaseUrl: url, box, real, staticDir })
    try {
      const only = has('--only') ? (value('--only') ?? '') : ''
      const measured = await measureOperations(
        app.url,
        database.kysely,
        now,
        {
          only,
          times: Number(value('--times') ?? 20),
        },
        progress,
      )
      progress(`${'operation'.padEnd(28)}    p50    p95  first     KB  slowest filter`)
      for (const line of tableOf(measured)) progress(line)
      for (const { ms, query } of (await slowestStatements(database.kysely)) ?? []) progress(`${ms} ms: ${query}`)
      const lists = measured.filter(({ isList }) => isList)
      const painted = has('--no-paint') ? [] : await paintPages(app.url, await pagesOf())
      for (const { page, usefulMs, firstPaintMs } of painted)
        progress(`${page.padEnd(28)}${String(usefulMs).padStart(7)} ms useful, ${firstPaintMs} ms first paint`)
      return {
        sumsMs: app.sumsMs,
        operations: new Set(measured.map(({ name }) => name)).size,
        requests: measured.length,
        failed: measured.filter(({ status }) => status !== 200).map(({ name, how, status }) => ({ name, how, status })),
        slowestListMs: Math.max(...lists.map(({ p95Ms }) => p95Ms)),
        listsTooSlow: lists
          .filter(({ p95Ms }) => p95Ms > LIST_LIMIT_MS)
          .map(({ name, how, p95Ms }) => ({ name, how, p95Ms })),
        pages: painted,
        pagesTooSlow: painted.filter(({ usefulMs }) => usefulMs > PAINT_LIMIT_MS).map(({ page }) => page),
        all: measured.map(({ name, how, status, p50Ms, p95Ms }) => ({ name, how, status, p50Ms, p95Ms })),
      }
    } finally {
      await app.close()
    }
  } finally {
    await database.close()
    await box.close()
    if (!has('--keep')) await place?.drop()
    else progress(`kept: ${url}`)
  }
}

/** A database that was kept belongs to the accounts of another run. */
async function ownAccounts(
  db: Db,
  { portalId, orgId }: { readonly portalId: string; readonly orgId: string },
): Promise<void> {
  await sql`update app.connection set portal_id = ${portalId}, org_id = ${orgId}`.execute(db)
}

/** Those of the navigation that take no parameter, by the registry of the pages. */
async function pagesOf(): Promise<readonly string[]> {
  const text = await readFile(new URL('../web/src/pages.ts', import.meta.url), 'utf8')
  const inside = text.slice(text.indexOf('const PAGES'), text.indexOf('const PUBLIC_PAGES'))
  return [...inside.matchAll(/^\s+path: '([^'$]+)',$/gm)].flatMap(([, path]) => path ?? [])
}
