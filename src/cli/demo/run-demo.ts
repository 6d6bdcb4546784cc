import { writeFile, rm, stat } from 'node:fs/promises'
import { builtInCompany } from '#sandbox/company/built-in.ts'
import { finishStageOpportunities } from '#sandbox/company/finish-stage-opportunities.ts'
import { playSales } from '#sandbox/company/play-sales.ts'
import { ONE_ROLE_ONLY, playTrouble } from '#sandbox/company/play-trouble.ts'
import { readCompanyFolder } from '#sandbox/company/read-folder.ts'
import type { CompanyData, OwnerRow } from '#sandbox/company/types.ts'
import { provisionAccounts } from '#app/provision-accounts.ts'
import type { Env } from '#config/env.ts'
import { parseSyncConfig } from '#config/sync-config.ts'
import type { SyncConfigInput } from '#config/sync-config.ts'
import { problemsError } from '#config/read-config.ts'
import type { Rhythm } from '#ports/jobs.ts'
import type { Log } from '#ports/log.ts'
import { assertFolderFree } from '../../compose/data-folder.ts'
import { provisioners, startTandem } from '../../compose.ts'
import type { CrmAccess, Tandem } from '../../compose.ts'
import type { Output } from '../output.ts'
import { busiestRep } from './busiest-rep.ts'
import { demoConfig } from './config.ts'
import { demoHome, forget, keepOnlyIfWhole } from './home.ts'
import type { DemoHome } from './home.ts'
import { runUntilQuiet } from './quiesce.ts'
import { startSandboxProcess } from './sandbox-process.ts'
import type { SandboxProcess } from './sandbox-process.ts'

export interface DemoOptions {
  readonly dataDir: string
  /** A folder in the form of the built-in company's CSV files; absent: the built-in company. */
  readonly companyFolder?: string
  readonly fresh: boolean
  readonly recordFile?: string
  /** Which paths of HubSpot's API the demo's Tandem calls. */
  readonly hubspotApi: Env['TANDEM_HUBSPOT_API']
  readonly rhythm: Rhythm
  readonly log: Log
  readonly output: Output
}

export interface Demo {
  readonly tandem: Tandem
  readonly sandbox: SandboxProcess
  /** The one who signs in as a rep; null: the company has none. */
  readonly rep: OwnerRow | null
  /** Lets marketing and sales act, and Tandem follow, until nothing changes any more. */
  play(): Promise<void>
  /** Saves the sandboxes and ends everything. */
  stop(): Promise<void>
}

/**
 * Starts both sandbox CRMs, provisions them as real accounts would be, and starts Tandem on them. A kept home goes on where it
 * stopped; one whose last run was cut off begins anew, because database and sandboxes no longer tell the same story.
 */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const given = options.companyFolder === undefined ? null : await readCompanyFolder(options.companyFolder)
  /** Things go wrong in the story of the built-in company alone. */
  const isBuiltIn = given === null
  const home = demoHome(options.dataDir, options.companyFolder)
  await prepareHome(home, options)
  const sandbox = await startSandboxProcess({
    snapshotFile: home.snapshot,
    ...(options.recordFile === undefined ? {} : { recordFile: options.recordFile }),
  })
  try {
    const company = await companyOf(sandbox, given)
    const access = accessTo(sandbox, options.hubspotApi)
    options.output.say('Provisioning both accounts ...')
    await provisionAccounts(provisioners(access), 'apply')
    await writeFile(markerOf(home), 'a run that ends well removes this file\n')
    const document = demoConfig(company, isBuiltIn ? 'manual' : 'by default')
    const tandem = await startOn(document, access, home, options)
    return {
      tandem,
      sandbox,
      rep: busiestRep(company),
      play: async () => {
        await play(tandem, sandbox, company, options.output)
        if (isBuiltIn) await leaveQuestions(tandem, sandbox, company, options.output)
      },
      stop: async () => {
        await tandem.close()
        await sandbox.saveSnapshot()
        await rm(markerOf(home), { force: true })
        await sandbox.stop()
      },
    }
  } catch (error) {
    await sandbox.abandon()
    throw error
  }
}

const markerOf = (home: DemoHome): string => `${home.database}.unfinished`

async function prepareHome(home: DemoHome, options: DemoOptions): Promise<void> {
  // Whoever uses this home now keeps it: the lock says so before anything is touched.
  await assertFolderFree(home.database)
  const cutOff = await stat(markerOf(home)).then(
    () => true,
    () => false,
  )
  if (options.fresh || cutOff) await forget(home)
  await rm(markerOf(home), { force: true })
  const state = await keepOnlyIfWhole(home)
  if (cutOff) options.output.say('The last run was cut off: the demo begins anew.')
  else if (state === 'kept') options.output.say('Going on from the last run (--fresh begins anew).')
}

/** The same built-in company every time it is started: its day is kept with the snapshot. */
async function companyOf(sandbox: SandboxProcess, given: CompanyData | null): Promise<CompanyData> {
  const notes = await sandbox.notes()
  const kept = notes['anchor']
  const anchor = typeof kept === 'number' ? kept : Date.now()
  const company = given ?? builtInCompany(anchor)
  if (!sandbox.restored) {
    await sandbox.seed(company)
    await sandbox.note({ anchor })
  }
  return company
}

/** How to reach both sandboxes as a real pair of accounts is reached. */
export function accessTo(
  sandbox: Pick<SandboxProcess, 'hubspot' | 'salesforce'>,
  apiVersion: DemoOptions['hubspotApi'],
): CrmAccess {
  const { hubspot, salesforce } = sandbox
  return {
    hubspot: {
      token: hubspot.credentials['accessToken'] ?? '',
      baseUrl: hubspot.url,
      apiVersion,
      limits: PROFESSIONAL,
    },
    salesforce: {
      instanceUrl: salesforce.url,
      auth: {
        kind: 'client-credentials',
        clientId: salesforce.credentials['clientId'] ?? '',
        clientSecret: salesforce.credentials['clientSecret'] ?? '',
      },
    },
  }
}

/** What a Professional portal allows a private app: https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines */
const PROFESSIONAL = { burst: { max: 180, perMs: 10_000, concurrent: 10 } }

async function startOn(
  document: SyncConfigInput,
  access: CrmAccess,
  home: DemoHome,
  options: DemoOptions,
): Promise<Tandem> {
  const parsed = parseSyncConfig(document)
  if (!parsed.ok) throw problemsError('demo config', parsed.problems)
  return startTandem({
    database: { folder: home.database },
    crm: access,
    config: parsed.config,
    document,
    author: 'tandem demo',
    rhythm: options.rhythm,
    log: options.log,
  })
}

async function play(tandem: Tandem, sandbox: SandboxProcess, company: CompanyData, output: Output): Promise<void> {
  const { hubspot, salesforce } = accessOfPlayer(sandbox)
  await tandem.jobs.enqueue('refresh-costs', {})
  await phase('Handing over', tandem, company.contacts.length, output)
  if ((await sandbox.notes())['played'] === true) return
  output.say('Sales works its leads (through the public APIs, like any other client) ...')
  await playSales({ company, hubspot, salesforce })
  await phase('Follow-up and outcomes', tandem, company.contacts.length, output)
  await finishStageOpportunities({ company, salesforce })
  await sandbox.note({ played: true })
  await phase('Last changes', tandem, company.contacts.length, output)
  output.say('What people on opportunities saw before is read ...')
  await tandem.jobs.enqueue('read-touch-histories', {})
  await phase('Credit', tandem, company.contacts.length, output)
  output.say('Campaigns are told what they cost and brought ...')
  await tandem.jobs.enqueue('write-campaign-figures', {})
  await phase('Figures of campaigns', tandem, company.contacts.length, output)
}

/** What only people can answer, so that the page Problems has something to try. Figures of the story stay as they are. */
async function leaveQuestions(
  tandem: Tandem,
  sandbox: SandboxProcess,
  company: CompanyData,
  output: Output,
): Promise<void> {
  if ((await sandbox.notes())['questions'] === true) return
  output.say(
    'Things go wrong: a rule refuses titles, both sides change two phone numbers, a lead is typed in twice ...',
  )
  await sandbox.setUpSalesforce('validation-rules', ONE_ROLE_ONLY)
  // Between two changes of a number Tandem would carry the first over, and nobody would be asked.
  await tandem.jobs.pause()
  await playTrouble({ company, ...accessOfPlayer(sandbox) })
  tandem.jobs.resume()
  await sandbox.note({ questions: true })
  await phase('Open questions', tandem, company.contacts.length, output)
}

function accessOfPlayer({ hubspot, salesforce }: SandboxProcess) {
  return {
    // A person's token: the stages that people set must not look like an integration's.
    hubspot: { url: hubspot.url, token: hubspot.credentials['personToken'] ?? '' },
    salesforce: {
      url: salesforce.url,
      clientId: salesforce.credentials['clientId'] ?? '',
      clientSecret: salesforce.credentials['clientSecret'] ?? '',
    },
  }
}

/** One run to quiescence with a progress bar over the records captured. */
async function phase(title: string, tandem: Tandem, expected: number, output: Output): Promise<void> {
  const bar = output.progress(title, expected)
  const start = tandem.capturedSoFar()
  const timer = setInterval(() => bar.advance(tandem.capturedSoFar() - start), 250)
  try {
    await runUntilQuiet(tandem, () => bar.advance(tandem.capturedSoFar() - start))
  } finally {
    clearInterval(timer)
    bar.end()
  }
}
