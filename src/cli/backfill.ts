import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { Command, Option } from 'commander'
import { beginBackfill, isOver, workBackfill } from '#app/backfill.ts'
import { foreseeBackfill } from '#app/backfill/foresee.ts'
import type { Scope } from '#app/scope.ts'
import { readConfigFile } from '#config/read-config.ts'
import { readEnv } from '#config/env.ts'
import { UsageError } from '#domain/errors.ts'
import type { BackfillChoices } from '#domain/plan/backfill.ts'
import { createLog } from '#observe/log.ts'
import type { StoredBackfill } from '#ports/store/backfills.ts'
import { openAlone, openForesight } from '../compose/alone.ts'
import { databaseOf, systemClock } from '../compose.ts'
import { choicesOf } from './backfill-flags.ts'
import type { ChoiceFlags } from './backfill-flags.ts'
import { describeBackfill, describeForesight, figuresOf } from './backfill-words.ts'
import { crmAccess } from './crm-access.ts'
import { untilInterrupted } from './interrupt.ts'
import { createOutput } from './output.ts'
import type { Output } from './output.ts'
import { withStore } from './parked.ts'

interface Flags extends ChoiceFlags {
  readonly config: string
  readonly connection?: string
  readonly dryRun?: true
  readonly detach?: true
  readonly status?: true
  readonly stop?: true
  readonly cancel?: true
  readonly json?: true
}

export const backfill = new Command('backfill')
  .description('first load: look at every contact once, as if each had just changed; goes on where it stopped')
  .option('--config <file>', 'the sync config', 'tandem.yaml')
  .addOption(new Option('--pair <pair>', 'what is loaded').choices(['contact-lead']).default('contact-lead'))
  .option(
    '--select <condition...>',
    'only contacts of which all of these hold: property=a,b property>=50 property !property',
  )
  .option('--hand-over-since <date>', 'hand over who qualified from then on, although it was before go-live')
  .option('--no-clocks', 'start no clocks for those whom it hands over')
  .option('--no-tasks', 'make no follow-up Tasks for them, now or later')
  .option('--no-alerts', 'nobody is alerted about them, now or later')
  .option('--no-write-back', 'leave the values of HubSpot contacts to the next change of each: half the calls')
  .option('--dry-run', 'say what would happen; writes nothing and activates no configuration')
  .option('--detach', 'leave the work to the running server (PostgreSQL only)')
  .option('--status', 'how far it is')
  .option('--stop', 'stop it; the same command goes on where it stopped')
  .option('--cancel', 'end it for good; what it did stays')
  .option('--connection <id>', 'with --status, --stop and --cancel: only needed when there are several')
  .option('--json', 'print the result as one JSON object')
  .action((flags: Flags) =>
    flags.status === true || flags.stop === true || flags.cancel === true ? manage(flags) : load(flags),
  )

async function manage(flags: Flags): Promise<void> {
  const output = createOutput(flags.json === true)
  await withStore(flags, async (store, connection) => {
    const now = systemClock.now()
    const found = await store.backfills.newest(connection)
    if (found === null) throw new UsageError('there was no backfill yet: tandem backfill begins one')
    if (flags.stop === true || flags.cancel === true) {
      if (isOver(found.state)) throw new UsageError(`the last backfill is ${found.state}: there is nothing to end`)
      await store.backfills.turn(connection, found.id, flags.cancel === true ? 'cancelled' : 'stopped', now)
    }
    const shown = (await store.backfills.newest(connection)) ?? found
    output.result(figuresOf(shown, now), describeBackfill(shown, now))
  })
}

async function load(flags: Flags): Promise<void> {
  const env = readEnv(process.env)
  const choices = choicesOf(flags)
  const { document, config } = await readConfigFile(flags.config)
  const crm = await crmAccess(env)
  const output = createOutput(flags.json === true)
  const database = databaseOf(env)
  if (flags.detach === true && 'folder' in database)
    throw new UsageError(
      '--detach needs a server that runs beside this command: set DATABASE_URL, or leave the flag away',
    )
  const log = createLog(env.LOG_LEVEL)
  const opened = await (flags.dryRun === true ? openForesight : openAlone)({
    database,
    ...(env.REDIS_URL === undefined ? {} : { redisUrl: env.REDIS_URL }),
    crm,
    config,
    document,
    author: flags.config,
    log,
  })
  const { scope } = opened
  try {
    await assertProperties(scope, choices)
    if (flags.dryRun === true) await foresee(scope, choices, output)
    else await work(scope, choices, output, flags.detach === true)
  } finally {
    await opened.close()
  }
}

/** A misspelt property would select nobody, or everybody. */
async function assertProperties(scope: Scope, choices: BackfillChoices): Promise<void> {
  const { fields } = await scope.hubspot.describe('contacts')
  const unknown = choices.select.find(({ property }) => fields[property] === undefined)
  if (unknown !== undefined)
    throw new UsageError(`--select: HubSpot contacts have no property "${unknown.property}"; correct its internal name`)
}

async function foresee(scope: Scope, choices: BackfillChoices, output: Output): Promise<void> {
  const total = await scope.hubspot.withLane('backfill').total('contacts')
  const bar = output.progress('Looking at contacts', total)
  const counts = await foreseeBackfill(scope, choices, ({ listed }) => bar.advance(listed))
  bar.end()
  output.result({ dryRun: true, total, counts, apiCalls: callsOf(scope) }, describeForesight(counts))
}

async function work(scope: Scope, choices: BackfillChoices, output: Output, detached: boolean): Promise<void> {
  const { backfill: begun, how } = await beginBackfill(scope, choices)
  if (how === 'resumed')
    output.say(
      `Going on where it stopped: ${begun.counts.listed} of about ${begun.total ?? 'unknown'} contacts are done.`,
    )
  if (detached) {
    const now = scope.clock.now()
    output.result(
      figuresOf(begun, now),
      'The running server works on it: tandem backfill --status shows how far it is.',
    )
    return
  }
  let interrupted = false
  void untilInterrupted().then(() => {
    interrupted = true
  })
  const bar = output.progress('Contacts', begun.total ?? 0)
  bar.advance(begun.counts.listed)
  const worked = await workBackfill(scope, begun.id, {
    worker: `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`,
    ending: () => interrupted,
    onProgress: ({ counts }) => bar.advance(counts.listed),
  })
  bar.end()
  const end = worked ?? begun
  if (worked?.state === 'running' && interrupted)
    await scope.store.backfills.turn(scope.connection.id, begun.id, 'stopped', scope.clock.now())
  const shown: StoredBackfill = (await scope.store.backfills.newest(scope.connection.id)) ?? end
  const now = scope.clock.now()
  const { total: waiting } = await scope.store.inbox.depth(scope.connection.id, now)
  output.result(
    { ...figuresOf(shown, now), how, waiting, apiCalls: callsOf(scope) },
    describeBackfill(shown, now) +
      (waiting === 0 ? '' : `\n${waiting} records wait in the inbox; tandem start works on them.`),
  )
  if (shown.state !== 'done') process.exitCode = 1
}

const callsOf = (scope: Scope) => ({ hubspot: scope.hubspot.usage().calls, salesforce: scope.salesforce.usage().calls })
