import { Command, Option } from 'commander'
import { emailMapOf } from '#app/leads/leads-of-person.ts'
import { explainLead } from '#app/sla/explain-lead.ts'
import { UsageError } from '#domain/errors.ts'
import { isLocalDate, parseInstant } from '#domain/time.ts'
import type { Instant } from '#domain/instant.ts'
import { SLA_KEYS } from '#ports/store/sla-reports.ts'
import type { SlaKey } from '#ports/store/sla-reports.ts'
import { systemClock } from '../compose.ts'
import { createOutput } from './output.ts'
import { explainedJson, explainedText } from './sla-explain-words.ts'
import { reportJson, reportText } from './sla-report-words.ts'
import { activeConfig, openStored } from './stored.ts'
import type { StoredFlags } from './stored.ts'

interface ReportFlags extends StoredFlags {
  readonly by: SlaKey
  readonly from?: string
  readonly until?: string
  readonly json?: true
}

interface ExplainFlags extends StoredFlags {
  readonly lead: string
  readonly json?: true
}

const stored = (command: Command): Command =>
  command
    .option('--connection <id>', 'only needed when there are several')
    .option('--demo [folder]', 'look at the demo, or at that of a folder of CSV files')

const report = stored(
  new Command('report').description('how many leads were answered in time, late or not at all, and how fast'),
)
  .addOption(new Option('--by <key>', 'what the figures are counted by').choices(SLA_KEYS).default('policy'))
  .option('--from <instant>', 'clocks that started at or after it: 2026-11-01 (UTC) or an instant with a zone')
  .option('--until <instant>', 'clocks that started before it')
  .option('--json', 'print the figures as one JSON object')
  .action(async (flags: ReportFlags) => {
    const output = createOutput(flags.json === true)
    const filter = {
      from: instantOf('--from', flags.from),
      until: instantOf('--until', flags.until),
      asOf: systemClock.now(),
    }
    const opened = await openStored(flags, (line) => output.say(line))
    try {
      const { store, connection } = opened
      const rows = await store.slaReports.figures(connection, flags.by, filter)
      const totals = await store.slaReports.totals(connection, filter)
      output.result(reportJson(flags.by, filter, rows, totals), reportText(flags.by, rows, totals))
    } finally {
      await opened.close()
    }
  })

const explain = stored(
  new Command('explain').description('when the clocks of one lead started, stood still, rang and stopped, and why'),
)
  .requiredOption('--lead <who>', 'e-mail, HubSpot id or Salesforce id')
  .option('--json', 'print it as one JSON object')
  .action(async (flags: ExplainFlags) => {
    const output = createOutput(flags.json === true)
    const opened = await openStored(flags, (line) => output.say(line))
    try {
      const { store, connection } = opened
      const config = await activeConfig(store, connection)
      const found = await explainLead(store, connection, flags.lead, emailMapOf(config), systemClock.now())
      const [one, another] = found
      if (one === undefined) throw new UsageError(`nobody here is known as ${flags.lead}: they were not handed over`)
      if (another !== undefined)
        throw new UsageError(
          `${found.length} people have ${flags.lead}: name one by HubSpot id: ${found.map(({ link }) => link.hubspotId ?? '-').join(', ')}`,
        )
      output.result(explainedJson(flags.lead, one, config.calendars), explainedText(flags.lead, one))
    } finally {
      await opened.close()
    }
  })

function instantOf(flag: string, text: string | undefined): Instant | null {
  if (text === undefined) return null
  const at = parseInstant(isLocalDate(text) ? `${text}T00:00:00Z` : text)
  if (at === null) throw new UsageError(`${flag} ${text} is no instant: write 2026-11-01, or 2026-11-01T09:00:00-05:00`)
  return at
}

export const sla = new Command('sla').description('how soon leads are answered').addCommand(report).addCommand(explain)
