import { createHash, randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { Command, Option } from 'commander'
import { campaignCosts } from '#app/campaign-costs.ts'
import { importCosts } from '#app/import-costs.ts'
import type { CostsFile } from '#app/import-costs.ts'
import { NOTATIONS } from '#domain/attribution/spend-file/amount.ts'
import type { Notation } from '#domain/attribution/spend-file/amount.ts'
import { nameKey } from '#domain/attribution/name-key.ts'
import { COLUMN_HELP } from '#domain/attribution/spend-file/columns.ts'
import { DAY_ORDERS } from '#domain/attribution/spend-file/days.ts'
import type { DayOrder } from '#domain/attribution/spend-file/days.ts'
import { UsageError } from '#domain/errors.ts'
import { systemClock } from '../compose.ts'
import { costsJson, costsText, importJson, importText } from './costs-words.ts'
import { costsFileOf } from '#app/read-import-file.ts'
import { createOutput } from './output.ts'
import { fileAndFlags } from './file-and-flags.ts'
import { activeConfig, openStored } from './stored.ts'
import type { Stored } from './stored.ts'

interface Flags {
  readonly connection?: string
  readonly demo?: string | true
  readonly json?: true
}

interface ImportFlags extends Flags {
  readonly currency?: string
  readonly decimal: Notation | 'auto'
  readonly dates: DayOrder | 'auto'
  readonly dryRun?: true
}

interface ListFlags extends Flags {
  readonly campaign?: string
  readonly versions?: true
}

const withStored = (command: Command): Command =>
  command
    .option('--connection <id>', 'only needed when there are several')
    .option('--demo [folder]', 'the demo, or that of a folder of CSV files')
    .option('--json', 'print the result as one JSON object')

const importFile = withStored(
  new Command('import')
    .description(`take over daily or monthly spend of a CSV file: ${COLUMN_HELP}; currency is optional`)
    .argument('[file]', 'separated by comma, semicolon, tab or bar'),
)
  .option('--currency <code>', 'of amounts that name none; default: the connection’s')
  .addOption(
    new Option('--decimal <sign>', 'before the fraction of amounts; auto: as the whole column tells')
      .choices(['auto', ...NOTATIONS])
      .default('auto'),
  )
  .addOption(
    new Option('--dates <order>', 'of 03/04/2026: day or month first; auto: as the whole column tells')
      .choices(['auto', ...DAY_ORDERS])
      .default('auto'),
  )
  .option('--dry-run', 'tell what would become of the file, and write nothing')
  .action(async (given: string | undefined, asked: ImportFlags) => {
    const { path, flags } = fileAndFlags(given, asked)
    const output = createOutput(flags.json === true)
    const currency = currencyOf(flags.currency)
    const file = await readCostsFile(path)
    const opened = await openStored(flags, (line) => output.say(line))
    try {
      const connection = await connectionOf(opened)
      const mode = flags.dryRun === true ? 'rehearse' : 'save'
      const { store } = opened
      const scope = { store, connection, clock: systemClock, newId: () => randomUUID() }
      const counting = (await activeConfig(store, opened.connection)).attribution
      const report = await importCosts(scope, file, {
        currency,
        decimal: flags.decimal,
        dates: flags.dates,
        mode,
        counting,
      })
      output.result(importJson(opened.connection, file, report, mode), importText(file, report, mode))
      if (report.rejected.length > 0) process.exitCode = 1
    } finally {
      await opened.close()
    }
  })

const list = withStored(new Command('list').description('what campaigns cost: which lines count, which do not and why'))
  .option('--campaign <name>', 'of one campaign alone')
  .option('--versions', 'also what was corrected or removed, oldest first')
  .action(async (flags: ListFlags) => {
    const output = createOutput(flags.json === true)
    const opened = await openStored(flags, (line) => output.say(line))
    try {
      const { store, connection: id } = opened
      const connection = await connectionOf(opened)
      const config = await activeConfig(store, id)
      const costs = await campaignCosts({ store, connection, config }, { from: null, until: null })
      const names = new Set((await store.costs.current(id)).flatMap(({ campaign }) => campaign ?? []))
      const campaign = flags.campaign === undefined ? null : nearestOf(flags.campaign, names)
      const wanted = campaign === null ? [...names] : [campaign]
      const versions =
        flags.versions === true ? await Promise.all(wanted.map((name) => store.costs.versions(id, name))) : null
      const shown = { costs, campaign, versions: versions?.flat() ?? null }
      if (campaign !== null && !names.has(campaign) && (versions?.flat() ?? []).length === 0)
        output.say(
          `no costs are known of a campaign "${flags.campaign}"; known: ${[...names].sort().join(', ') || 'none'}`,
        )
      output.result(costsJson(id, shown), costsText(shown))
    } finally {
      await opened.close()
    }
  })

async function connectionOf({ store, connection }: Stored) {
  const found = await store.connections.get(connection)
  if (found === null)
    throw new UsageError(`connection ${connection} was removed meanwhile; name another with --connection`)
  return found
}

function currencyOf(code: string | undefined): string | null {
  if (code === undefined) return null
  if (!/^[A-Za-z]{3}$/.test(code)) throw new UsageError(`--currency ${code}: write an ISO code, such as EUR`)
  return code.toUpperCase()
}

/** @throws UsageError when it cannot be read or no row of it names the columns. */
async function readCostsFile(path: string): Promise<CostsFile> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new UsageError(`cannot read ${path}: check the path and its permissions`, {}, { cause })
  })
  const checksum = createHash('sha256').update(bytes).digest('hex')
  return costsFileOf({ name: basename(path), bytes, checksum })
}

/** The name as it is written here, whatever the case, spaces and dashes it was asked with. */
const nearestOf = (asked: string, names: ReadonlySet<string>): string =>
  names.has(asked) ? asked : ([...names].find((name) => nameKey(name) === nameKey(asked)) ?? asked)

export const costs = new Command('costs').description('what campaigns cost').addCommand(importFile).addCommand(list)
