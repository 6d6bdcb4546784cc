import { existsSync } from 'node:fs'
import { Command } from 'commander'
import { readBudget, type SideBudget } from '#app/read-budget.ts'
import { readEnv } from '#config/env.ts'
import { parseSyncConfig } from '#config/sync-config.ts'
import { UsageError } from '#domain/errors.ts'
import type { Pace } from '#domain/budget/daily.ts'
import type { BudgetConfig } from '#domain/config.ts'
import type { ConnectionId, Side } from '#domain/ids.ts'
import { LANES } from '#domain/lane.ts'
import type { Store } from '#ports/store.ts'
import { databaseOf, openStore, systemClock } from '../compose.ts'
import { createOutput } from './output.ts'

interface Flags {
  readonly connection?: string
  readonly json?: true
}

export const budget = new Command('budget')
  .description('API calls of the day on both platforms: used, allowed, forecast, and what is held back')
  .option('--connection <id>', 'only needed when there are several')
  .option('--json', 'print it as one JSON object')
  .action(async (flags: Flags) => {
    const target = databaseOf(readEnv(process.env))
    if ('folder' in target && !existsSync(target.folder))
      throw new UsageError(
        `there is no database in ${target.folder} yet: run tandem start first (a demo keeps one of its own)`,
      )
    const opened = await openStore(target)
    try {
      const connection = await chosen(opened.store, flags.connection)
      const where = {
        store: opened.store,
        connection,
        budget: await budgetOf(opened.store, connection),
        now: systemClock.now(),
      }
      const [hubspot, salesforce] = await Promise.all([readBudget(where, 'hubspot'), readBudget(where, 'salesforce')])
      const text = [hubspot, salesforce].map(describe).join('\n\n')
      createOutput(flags.json === true).result({ connection, hubspot, salesforce }, text)
    } finally {
      await opened.close()
    }
  })

async function chosen(store: Store, wanted: string | undefined): Promise<ConnectionId> {
  const connections = await store.connections.list()
  const names = connections.map((c) => c.id).join(', ')
  const [only, another] = wanted === undefined ? connections : connections.filter((c) => c.id === wanted)
  if (only === undefined)
    throw new UsageError(`there is no such connection; the database knows: ${names === '' ? 'none yet' : names}`)
  if (another !== undefined) throw new UsageError(`name one of the connections with --connection: ${names}`)
  return only.id
}

/** From the version of the configuration that is in force. */
async function budgetOf(store: Store, connection: ConnectionId): Promise<BudgetConfig> {
  const version = await store.configs.current(connection)
  const parsed = version === null ? null : parseSyncConfig(version.document)
  if (parsed?.ok !== true)
    throw new UsageError(
      `the configuration of ${connection} in the database is of another version of Tandem: start it once with the file`,
    )
  return parsed.config.budget
}

const NAMES: Readonly<Record<Side, string>> = { hubspot: 'HubSpot', salesforce: 'Salesforce' }

function describe(side: SideBudget): string {
  const span = side.window === 'day' ? 'today' : 'in the last 24 hours'
  const everybody =
    side.usedByEverybody === null || side.limit === null
      ? 'the platform has not told its daily limit yet'
      : `everybody together ${figure(side.usedByEverybody)} of ${figure(side.limit)}`
  const allowed =
    side.allowance === null ? '' : ` of ${figure(side.allowance)} (${Math.round(side.share * 100)} % of the limit)`
  const reset = side.resetsAt === null ? '' : `, the day ends ${new Date(side.resetsAt).toISOString()}`
  return [
    `${NAMES[side.side]}: ${figure(side.usedByTandem)}${allowed} ${span}; ${everybody}${reset}`,
    `  forecast   ${figure(side.forecast)}`,
    ...LANES.map((lane) => `  ${lane.padEnd(10)} ${figure(side.lanes[lane].calls)} ${paceText(side.lanes[lane].pace)}`),
    `  polls      ${side.pollSeconds === null ? 'none yet' : `every ${side.pollSeconds} s`}`,
    ...(side.rateLimited === 0 ? [] : [`  refused    ${figure(side.rateLimited)} by a limit of the platform`]),
    ...(side.stoppedUntil === null
      ? []
      : [`  stopped    the platform refuses calls; next try ${new Date(side.stoppedUntil).toISOString()}`]),
    ...side.endpoints.slice(0, 8).map(({ endpoint, calls }) => `  ${figure(calls).padStart(9)}  ${endpoint}`),
  ].join('\n')
}

function paceText(pace: Pace): string {
  if (pace.kind === 'free') return ''
  return pace.kind === 'held' ? '(held back)' : `(one call in ${Math.max(1, Math.round(pace.perMs / 1000))} s)`
}

const figure = (count: number): string => count.toLocaleString('en-US')
