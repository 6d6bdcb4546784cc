import { createHash, randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { Command, Option } from 'commander'
import { importTouches } from '#app/import-touches.ts'
import type { TouchesFile } from '#app/import-touches.ts'
import { listTouches } from '#app/list-touches.ts'
import { DAY_ORDERS } from '#domain/attribution/spend-file/days.ts'
import type { DayOrder } from '#domain/attribution/spend-file/days.ts'
import { TOUCH_COLUMN_HELP } from '#domain/attribution/touch-file/columns.ts'
import { UsageError } from '#domain/errors.ts'
import { isTimeZone } from '#domain/time.ts'
import { systemClock } from '../compose.ts'
import { touchesFileOf } from '#app/read-import-file.ts'
import { createOutput } from './output.ts'
import { fileAndFlags } from './file-and-flags.ts'
import { activeConfig, openStored } from './stored.ts'
import type { Stored, StoredFlags } from './stored.ts'
import { importedJson, importedText, listedJson, listedText } from './touches-words.ts'

interface Flags extends StoredFlags {
  readonly json?: true
}
interface ImportFlags extends Flags {
  readonly zone?: string
  readonly dates: DayOrder | 'auto'
  readonly dryRun?: true
}
interface ListFlags extends Flags {
  readonly lead: string
}

const withStored = (command: Command): Command =>
  command
    .option('--connection <id>', 'only needed when there are several')
    .option('--demo [folder]', 'the demo, or that of a folder of CSV files')
    .option('--json', 'print the result as one JSON object')

const importFile = withStored(
  new Command('import')
    .description(`take over touches of a CSV file: ${TOUCH_COLUMN_HELP}; campaign and detail are optional`)
    .argument('[file]', 'separated by comma, semicolon, tab or bar'),
)
  .option('--zone <name>', 'of times that name none, such as Europe/Berlin; default: the org’s')
  .addOption(
    new Option('--dates <order>', 'of 03/04/2026: day or month first; auto: as the whole column tells')
      .choices(['auto', ...DAY_ORDERS])
      .default('auto'),
  )
  .option('--dry-run', 'tell what would become of the file, and write nothing')
  .action(async (given: string | undefined, asked: ImportFlags) => {
    const { path, flags } = fileAndFlags(given, asked)
    const output = createOutput(flags.json === true)
    if (flags.zone !== undefined && !isTimeZone(flags.zone))
      throw new UsageError(`--zone ${flags.zone} is no time zone: write its IANA name, such as Europe/Berlin`)
    const file = await readTouchesFile(path)
    const opened = await openStored(flags, (line) => output.say(line))
    try {
      const scope = { ...(await scopeOf(opened)), clock: systemClock, newId: () => randomUUID() }
      const mode = flags.dryRun === true ? 'rehearse' : 'save'
      const report = await importTouches(scope, file, { zone: flags.zone ?? null, dates: flags.dates, mode })
      output.result(importedJson(opened.connection, file, report, mode), importedText(file, report, mode))
      if (report.rejected.length > 0) process.exitCode = 1
    } finally {
      await opened.close()
    }
  })

const list = withStored(new Command('list').description('the touches of a person, what tells of each, and which count'))
  .requiredOption('--lead <who>', 'e-mail, HubSpot id or Salesforce id')
  .action(async (flags: ListFlags) => {
    const output = createOutput(flags.json === true)
    const opened = await openStored(flags, (line) => output.say(line))
    try {
      const scope = await scopeOf(opened)
      const listed = await listTouches(scope, flags.lead)
      if (listed.people.length === 0 && listed.waiting.length === 0)
        throw new UsageError(`nobody here is known as ${flags.lead}, and no imported row waits for them`)
      const zone = scope.connection.orgTimeZone
      output.result(listedJson(opened.connection, flags.lead, listed), listedText(flags.lead, listed, zone))
    } finally {
      await opened.close()
    }
  })

async function scopeOf({ store, connection: id }: Stored) {
  const connection = await store.connections.get(id)
  if (connection === null)
    throw new UsageError(`connection ${id} was removed meanwhile; name another with --connection`)
  return { store, connection, config: await activeConfig(store, id) }
}

/** @throws UsageError when it cannot be read or no row of it names the columns. */
async function readTouchesFile(path: string): Promise<TouchesFile> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new UsageError(`cannot read ${path}: check the path and its permissions`, {}, { cause })
  })
  const checksum = createHash('sha256').update(bytes).digest('hex')
  return touchesFileOf({ name: basename(path), bytes, checksum })
}

export const touches = new Command('touches')
  .description('what people did before they bought, and where it is known from')
  .addCommand(importFile)
  .addCommand(list)
