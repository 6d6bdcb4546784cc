import type { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { program } from '#cli/index.ts'
import { API_ROUTES } from '#http/routes/index.ts'

/** Options of the command line itself: where its data is, and how it prints. */
const OF_THE_COMMAND_LINE = new Set(['--json', '--config', '--connection', '--server', '--demo'])

/**
 * What of the API does the same as a command. An option is a field of an operation (`operation.field`), another operation, or a
 * sentence that says why the API needs none.
 */
interface SameInTheApi {
  readonly operations: readonly string[]
  readonly options?: Readonly<Record<string, string>>
}
/** A sentence: why it is no operation. */
type Answer = SameInTheApi | string

const OF_THE_MACHINE = 'Starts processes on the machine: there is no API before it.'
const WHO = 'The API knows who asks.'

const ANSWERS: Readonly<Record<string, Answer>> = {
  demo: OF_THE_MACHINE,
  start: OF_THE_MACHINE,
  worker: OF_THE_MACHINE,
  server: OF_THE_MACHINE,
  sandbox: OF_THE_MACHINE,
  provision: {
    operations: ['readProvision'],
    options: { '--apply': 'applyProvision', '--assign-to': 'applyProvision.assignTo' },
  },
  'config check': { operations: ['checkConfig'], options: { '--offline': 'checkConfig.against' } },
  'config versions': { operations: ['listConfigVersions'] },
  'config pull': {
    operations: ['readConfig'],
    options: { '--version': 'readConfigVersion.version', '--output': 'Writes a file on the machine of who asks.' },
  },
  'config push': {
    operations: ['saveConfig'],
    options: {
      '--comment': 'saveConfig.comment',
      '--expect': 'saveConfig.expectedVersion',
      '--force': 'Whoever names the newest version as the one expected saves over it.',
    },
  },
  'config diff': { operations: ['diffConfigVersions', 'diffConfigDraft'] },
  'config rollback': { operations: ['rollBackConfig'], options: { '--comment': 'rollBackConfig.comment' } },
  'config schema': { operations: ['readConfigSchema'] },
  'config webhooks': { operations: ['readConfigWebhooks'] },
  preview: {
    operations: ['startConfigPreview', 'readConfigPreview'],
    options: {
      '--pair': 'startConfigPreview.pair',
      '--sample': 'startConfigPreview.sample',
      '--all': 'startConfigPreview.all',
      '--record': 'startConfigPreview.record',
      '--rows': 'The reply has as many as are kept.',
    },
  },
  drift: {
    operations: ['runDrift', 'readDrift'],
    options: { '--sample': 'runDrift.sample', '--all': 'The reply lists everybody who is kept.' },
  },
  backfill: {
    operations: ['beginBackfill'],
    options: {
      '--pair': 'There is one pair that a first load is of.',
      '--select': 'beginBackfill.select',
      '--hand-over-since': 'beginBackfill.handOverSince',
      '--no-clocks': 'beginBackfill.clocks',
      '--no-tasks': 'beginBackfill.tasks',
      '--no-alerts': 'beginBackfill.alerts',
      '--no-write-back': 'beginBackfill.writeBack',
      '--dry-run': 'foreseeBackfill',
      '--detach': 'A worker does it, always.',
      '--status': 'readBackfills',
      '--stop': 'turnBackfill.state',
      '--cancel': 'turnBackfill.state',
    },
  },
  'parked list': { operations: ['listParked', 'readProblems'] },
  'parked retry': {
    operations: ['retryParked'],
    options: { '--code': 'retryParked.code', '--record': 'retryParked.recordId' },
  },
  'alerts test': { operations: ['testChannel'], options: { '--channel': 'testChannel.channel' } },
  'alerts list': { operations: ['readAlerts'], options: { '--limit': 'readAlerts.limit' } },
  'alerts resume': { operations: ['resumeAlerts'], options: { '--channel': 'resumeAlerts.channel' } },
  'matches list': { operations: ['listMatches'], options: { '--state': 'listMatches.state' } },
  'matches show': { operations: ['readMatch'] },
  'matches accept': { operations: ['decideMatch'], options: { '--by': WHO } },
  'matches reject': { operations: ['decideMatch'], options: { '--by': WHO } },
  'report attribution': {
    operations: ['readAttributionReport'],
    options: {
      '--model': 'readAttributionReport.model',
      '--by': 'readAttributionReport.by',
      '--from': 'readAttributionReport.from',
      '--to': 'readAttributionReport.to',
      '--view': 'readAttributionReport.view',
      '--compare': 'readAttributionReport.compare',
      '--csv': 'downloadAttributionReport',
    },
  },
  'report explain': {
    operations: ['readCreditedDeal'],
    options: { '--deal': 'readCreditedDeal.deal', '--model': 'The reply has every model that is configured.' },
  },
  'report deals': {
    operations: ['searchDeals'],
    options: { '--search': 'searchDeals.text', '--state': 'searchDeals.state', '--limit': 'searchDeals.limit' },
  },
  'report reconcile': { operations: ['reconcileAttribution'] },
  'sla report': {
    operations: ['readLeadNumbers'],
    options: {
      '--by': 'readLeadNumbers.by',
      '--from': 'readLeadNumbers.from',
      '--until': 'readLeadNumbers.until',
    },
  },
  'sla explain': { operations: ['explainLead'], options: { '--lead': 'explainLead.who' } },
  'routing simulate': {
    operations: ['simulateLead'],
    options: { '--lead': 'simulateLead.who', '--csv': 'simulateLeads.leads' },
  },
  'routing sweep': { operations: ['sweepLeads'] },
  'routing returns': { operations: ['listReturns'], options: { '--limit': 'listReturns.limit' } },
  'costs import': {
    operations: ['importCosts'],
    options: {
      '--currency': 'importCosts.currency',
      '--decimal': 'importCosts.decimal',
      '--dates': 'importCosts.dates',
      '--dry-run': 'importCosts.mode',
    },
  },
  'costs list': {
    operations: ['listCosts'],
    options: { '--campaign': 'listCosts.campaign', '--versions': 'listCostVersions' },
  },
  'touches import': {
    operations: ['importTouches'],
    options: {
      '--zone': 'importTouches.zone',
      '--dates': 'importTouches.dates',
      '--dry-run': 'importTouches.mode',
    },
  },
  'touches list': { operations: ['listTouches'], options: { '--lead': 'listTouches.who' } },
  budget: { operations: ['readApiBudget'] },
  'users list': { operations: ['listUsers'] },
  'users reset-link': { operations: ['makeUserLink'] },
}

const leaves = (command: Command, path: readonly string[] = []): readonly (readonly [string, Command])[] =>
  command.commands.length === 0
    ? [[path.join(' '), command]]
    : command.commands.flatMap((one) => leaves(one, [...path, one.name()]))

const optionsOf = (command: Command): readonly string[] =>
  command.options.flatMap(({ long }) =>
    long === undefined || long === null || OF_THE_COMMAND_LINE.has(long) ? [] : [long],
  )

interface Schema {
  readonly def: {
    readonly type: string
    readonly innerType?: Schema
    readonly options?: readonly Schema[]
    readonly element?: Schema
    readonly shape?: Readonly<Record<string, Schema>>
  }
}

/** Names of everything that an input takes, also below its top. */
function fieldsOf({ def }: Schema): readonly string[] {
  const { innerType, options = [], element, shape = {} } = def
  return [
    ...Object.entries(shape).flatMap(([name, schema]) => [name, ...fieldsOf(schema)]),
    ...[innerType, element, ...options].flatMap((schema) => (schema === undefined ? [] : fieldsOf(schema))),
  ]
}

const OPERATIONS = new Map(
  API_ROUTES.map(({ contract: { name, params, query, body } }) => [
    name,
    new Set([params, query, body].flatMap((schema) => fieldsOf(schema as unknown as Schema))),
  ]),
)

const isSentence = (text: string): boolean => text.includes(' ') && text.endsWith('.')
/** `operation` or `operation.field`, and there is one. */
function isThere(text: string): boolean {
  const [name = '', field] = text.split('.')
  const fields = OPERATIONS.get(name)
  return fields !== undefined && (field === undefined || fields.has(field))
}

describe('everything the command line can do is an operation of the API, or is none for a reason', () => {
  const commands = leaves(program())

  test('each command, and no other', () => {
    expect(commands.length).toBeGreaterThan(35)
    expect(Object.keys(ANSWERS).toSorted()).toEqual(commands.map(([name]) => name).toSorted())
    expect(
      Object.values(ANSWERS)
        .flatMap((answer) => (typeof answer === 'string' ? [] : answer.operations))
        .filter((name) => !isThere(name)),
    ).toEqual([])
  })

  test.each(commands)('%s with each of its options', (name, command) => {
    const answer = ANSWERS[name] ?? ''
    if (typeof answer === 'string') return expect(isSentence(answer)).toBe(true)
    const { options = {} } = answer
    expect(Object.keys(options).toSorted()).toEqual(optionsOf(command).toSorted())
    expect(Object.values(options).filter((text) => !isSentence(text) && !isThere(text))).toEqual([])
  })

  test('the check finds a field that no operation takes', () => {
    expect(isThere('runDrift.sample')).toBe(true)
    expect([isThere('runDrift.everything'), isThere('noSuchOperation')]).toEqual([false, false])
  })
})
