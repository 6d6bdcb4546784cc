import { Command } from 'commander'
import { readBudget, type SideBudget } from '#app/read-budget.ts'
import type { Pace } from '#domain/budget/daily.ts'
import type { Side } from '#domain/ids.ts'
import { LANES } from '#domain/lane.ts'
import { systemClock } from '../compose.ts'
import { createOutput } from './output.ts'
import { activeConfig, openStored } from './stored.ts'

interface Flags {
  readonly connection?: string
  readonly demo?: string | true
  readonly json?: true
}

export const budget = new Command('budget')
  .description('API calls of the day on both platforms: used, allowed, forecast, and what is held back')
  .option('--connection <id>', 'only needed when there are several')
  .option('--demo [folder]', 'look at the demo, or at that of a folder of CSV files')
  .option('--json', 'print it as one JSON object')
  .action(async (flags: Flags) => {
    const output = createOutput(flags.json === true)
    const opened = await openStored(flags, (line) => output.say(line))
    try {
      const { connection } = opened
      const where = {
        store: opened.store,
        connection,
        budget: (await activeConfig(opened.store, connection)).budget,
        now: systemClock.now(),
      }
      const [hubspot, salesforce] = await Promise.all([readBudget(where, 'hubspot'), readBudget(where, 'salesforce')])
      const text = [hubspot, salesforce].map(describe).join('\n\n')
      output.result({ connection, hubspot, salesforce }, text)
    } finally {
      await opened.close()
    }
  })

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
