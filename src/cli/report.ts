import { Command, Option } from 'commander'
import { attributionReport } from '#app/attribution-report.ts'
import type { ReportScope } from '#app/attribution-report.ts'
import { searchDeals } from '#app/search-deals.ts'
import { explainDeal, findDeals } from '#app/explain-deal.ts'
import { reconcileReports } from '#app/reconcile-credits.ts'
import { DEAL_STATES, type DealState } from '#domain/attribution/deal-state.ts'
import { DIMENSIONS, VIEWS } from '#domain/attribution/metrics.ts'
import type { Dimension, View } from '#domain/attribution/metrics.ts'
import { UsageError } from '#domain/errors.ts'
import type { LocalDate } from '#domain/instant.ts'
import { isLocalDate } from '#domain/time.ts'
import { systemClock } from '../compose.ts'
import type { Output } from './output.ts'
import { createOutput } from './output.ts'
import { reportText } from './report-attribution-table.ts'
import { reportCsv, reportJson } from './report-attribution-words.ts'
import { explainedJson, explainedText } from './report-explain-words.ts'
import { dealsJson, dealsText } from './report-deals-words.ts'
import { reconciledJson, reconciledText } from './report-reconcile-words.ts'
import { activeConfig, openStored } from './stored.ts'
import type { StoredFlags } from './stored.ts'

interface AttributionFlags extends StoredFlags {
  readonly model?: string
  readonly by: Dimension
  readonly view: View
  readonly from?: string
  readonly to?: string
  readonly compare?: string
  readonly json?: true
  readonly csv?: true
}

interface ExplainFlags extends StoredFlags {
  readonly deal: string
  readonly model?: string
  readonly json?: true
}

interface ReconcileFlags extends StoredFlags {
  readonly json?: true
}

const stored = (command: Command): Command =>
  command
    .option('--connection <id>', 'only needed when there are several')
    .option('--demo [folder]', 'look at the demo, or at that of a folder of CSV files')

const attribution = stored(
  new Command('attribution').description('what campaigns, channels, sources or segments cost and brought, to the cent'),
)
  .option(
    '--model <name>',
    'one of attribution.models, or markov or shapley by channel; default: attribution.defaultModel',
  )
  .addOption(new Option('--by <dimension>', 'what the rows are').choices(DIMENSIONS).default('campaign'))
  .option('--from <day>', 'first day, in the time zone of the org: 2026-01-01')
  .option('--to <day>', 'last day, included')
  .addOption(
    new Option(
      '--view <view>',
      'period: everything by its own date; cohort: the leads of the period, and what became of them since',
    )
      .choices(VIEWS)
      .default('period'),
  )
  .option('--compare <model>', 'a second model beside it')
  .addOption(new Option('--json', 'print the figures as one JSON object').conflicts('csv'))
  .option('--csv', 'print the figures as CSV')
  .action(async (flags: AttributionFlags) => {
    const request = {
      by: flags.by,
      view: flags.view,
      from: dayOf('--from', flags.from),
      to: dayOf('--to', flags.to),
      compare: flags.compare ?? null,
    }
    if (request.from !== null && request.to !== null && request.to < request.from)
      throw new UsageError(`--to ${request.to} is before --from ${request.from}`)
    await withScope(flags, async (scope, output) => {
      const model = flags.model ?? scope.config.attribution.defaultModel
      const report = await attributionReport(scope, { ...request, model })
      output.result(
        reportJson(report),
        flags.csv === true ? reportCsv(report) : reportText(report, process.stdout.columns),
      )
    })
  })

const explain = stored(
  new Command('explain').description(
    'why the credit of one deal is what it is: people, touches, positions, weights, cents',
  ),
)
  .requiredOption('--deal <which>', 'Salesforce opportunity id, HubSpot deal id, or name')
  .option('--model <name>', 'this model alone; default: all that are configured')
  .option('--json', 'print it as one JSON object')
  .action((flags: ExplainFlags) =>
    withScope(flags, async (scope, output) => {
      const { models } = scope.config.attribution
      if (flags.model !== undefined && !models.includes(flags.model))
        throw new UsageError(
          `the model ${flags.model} is not computed for single deals here; computed are ${models.join(', ')}`,
        )
      const [one, ...others] = await findDeals(scope, flags.deal)
      if (one === undefined)
        throw new UsageError(
          `no opportunity is known as ${flags.deal}: give its Salesforce id, HubSpot deal id or name`,
        )
      if (others.length > 0)
        throw new UsageError(
          `several opportunities are called ${flags.deal}: name one by id: ${[one, ...others].map(({ id }) => id).join(', ')}`,
        )
      const explained = await explainDeal(scope, one, flags.model === undefined ? models : [flags.model])
      output.result(explainedJson(flags.deal, explained), explainedText(explained))
    }),
  )

interface DealsFlags extends StoredFlags {
  readonly search?: string
  readonly state?: DealState
  readonly limit: string
  readonly json?: true
}

const deals = stored(
  new Command('deals').description(
    'opportunities by name or id, the one made last first; explain tells why one is credited so',
  ),
)
  .option('--search <text>', 'part of the name, or an id of Salesforce or HubSpot')
  .addOption(new Option('--state <state>', 'of this state alone').choices(DEAL_STATES))
  .option('--limit <n>', 'at most so many', '50')
  .option('--json', 'print them as one JSON object')
  .action((flags: DealsFlags) =>
    withScope(flags, async (scope, output) => {
      const limit = Number(flags.limit)
      if (!Number.isInteger(limit) || limit < 1 || limit > 10_000)
        throw new UsageError(`--limit ${flags.limit}: write a whole number from 1 to 10000`)
      const { deals: found } = await searchDeals(scope, {
        text: flags.search ?? '',
        state: flags.state ?? null,
        limit: limit + 1,
        upTo: limit + 1,
      })
      const { currency } = scope.connection
      output.result(
        dealsJson(found.slice(0, limit), found.length > limit, currency),
        dealsText(found.slice(0, limit), found.length > limit, currency),
      )
    }),
  )

const reconcile = stored(
  new Command('reconcile').description(
    'do credits make up the revenue under every model, and was every MQL that was sent received or listed; exit code 1 if not',
  ),
)
  .option('--json', 'print it as one JSON object')
  .action((flags: ReconcileFlags) =>
    withScope(flags, async (scope, output) => {
      const found = await reconcileReports(scope)
      const { currency } = scope.connection
      output.result(reconciledJson(found, currency), reconciledText(found, currency))
      if (!found.addsUp) process.exitCode = 1
    }),
  )

/** Of the database alone. */
async function withScope(
  flags: StoredFlags & { readonly json?: true },
  work: (scope: ReportScope, output: Output) => Promise<void>,
): Promise<void> {
  const output = createOutput(flags.json === true)
  const opened = await openStored(flags, (line) => output.say(line))
  try {
    const { store, connection: id } = opened
    const connection = await store.connections.get(id)
    if (connection === null) throw new UsageError(`there is no connection ${id}`)
    await work({ store, connection, config: await activeConfig(store, id), clock: systemClock }, output)
  } finally {
    await opened.close()
  }
}

function dayOf(flag: string, text: string | undefined): LocalDate | null {
  if (text === undefined) return null
  if (!isLocalDate(text)) throw new UsageError(`${flag} ${text} is no day: write it like 2026-01-31`)
  return text
}

export const report = new Command('report')
  .description('what marketing cost and brought, and why the figures are what they are')
  .addCommand(attribution)
  .addCommand(explain)
  .addCommand(deals)
  .addCommand(reconcile)
