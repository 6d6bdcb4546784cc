import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { vi } from 'vitest'
import { program } from '#cli/index.ts'
import { run } from '#cli/run.ts'

const ROOT = join(import.meta.dirname, '../..')

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A folder of its own for one command: where it is started, its data beside it. */
export interface Place {
  readonly folder: string
  readonly dataDir: string
  /** Writes a file into the folder. @returns its path. */
  readonly file: (name: string, text: string) => Promise<string>
  /** Everything under the data folder; null when the folder is not there. */
  readonly kept: () => Promise<readonly string[] | null>
  /** In a process of its own, as people do. Takes a second or two. */
  readonly tandem: (args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<Ended>
  /** The same command in this process: what it says and its exit code, in a tenth of the time. */
  readonly here: (args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<Ended>
  readonly remove: () => Promise<void>
}

/** Runs `tandem` with an environment that knows nothing of this process's own. */
export async function place(): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'tandem-cli-'))
  const dataDir = join(folder, 'data')
  return {
    folder,
    dataDir,
    file: async (name, text) => {
      const path = join(folder, name)
      await mkdir(join(path, '..'), { recursive: true })
      await writeFile(path, text)
      return path
    },
    kept: () => readdir(dataDir, { recursive: true }).catch(() => null),
    tandem: (args, env = {}) =>
      new Promise((resolve, reject) => {
        const child = spawn(process.execPath, [join(ROOT, 'src/main.ts'), ...args], {
          cwd: folder,
          stdio: ['ignore', 'pipe', 'pipe'],
          env: {
            PATH: `${join(ROOT, 'node_modules/.bin')}${delimiter}${process.env['PATH'] ?? ''}`,
            HOME: folder,
            TANDEM_DATA_DIR: dataDir,
            // Sandboxes of a command that is tested record like any other; a start finds its modules compiled.
            ...inherited('SANDBOX_RECORD', 'NODE_COMPILE_CACHE'),
            ...env,
          },
        })
        let [stdout, stderr] = ['', '']
        child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
        child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
        child.once('error', reject)
        child.once('close', (code) => resolve({ code, stdout, stderr }))
      }),
    here: (args, env = {}) => runHere(args, { TANDEM_DATA_DIR: dataDir, ...env }),
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

/** Those of these variables that are set here. */
const inherited = (...names: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])))

const OURS = /^(TANDEM_|DATABASE_URL$|REDIS_URL$|PORT$|HOST$|LOG_LEVEL$)/

async function runHere(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Ended> {
  const saved = { ...process.env }
  for (const name of Object.keys(process.env)) if (OURS.test(name)) delete process.env[name]
  Object.assign(process.env, env)
  const said = { stdout: '', stderr: '' }
  const spies = (['stdout', 'stderr'] as const).map((stream) =>
    vi.spyOn(process[stream], 'write').mockImplementation((text) => {
      said[stream] += String(text)
      return true
    }),
  )
  try {
    const code = await run(async () => void (await program().parseAsync([...args], { from: 'user' })))
    return { code, ...said }
  } finally {
    for (const spy of spies) spy.mockRestore()
    process.exitCode = undefined
    for (const name of Object.keys(process.env)) if (!(name in saved)) delete process.env[name]
    Object.assign(process.env, saved)
  }
}

const COMPANY: Readonly<Record<string, readonly string[]>> = {
  'owners.csv': [
    'email,name,role,manager_email,region',
    'mia@sales.example,Mia Manager,manager,,East',
    'ann@sales.example,Ann First,rep,mia@sales.example,East',
  ],
  'hubspot.companies.csv': [
    'name,domain,industry,annualrevenue,numberofemployees,country,founded_year',
    'Orrin,orrin.example,,,,,',
  ],
  'hubspot.campaigns.csv': [
    'name,channel,currency,spend,start_date,end_date',
    'Guide,REFERRALS,USD,100.50,2016-10-01,',
  ],
  'hubspot.contacts.csv': [
    'email,firstname,lastname,phone,jobtitle,company,company_domain,country,hs_marketable_status,lifecyclestage,createdate,became_mql_at,campaign,hs_analytics_source',
    ...['ada', 'bea', 'cas', 'dan'].map(
      (name) =>
        `${name}@orrin.example,${name},Bell,,,Orrin,orrin.example,,true,marketingqualifiedlead,2017-02-24T13:47:06Z,2017-03-13T15:00:00Z,Guide,REFERRALS`,
    ),
    'eve@orrin.example,eve,Bell,,,Orrin,orrin.example,,true,subscriber,2017-02-24T13:47:06Z,,Guide,REFERRALS',
  ],
  'salesforce.existing_leads.csv': [
    'email,first_name,last_name,company,status,owner_email',
    'DAN@orrin.example,dan,Bell,Orrin,Open - Not Contacted,ann@sales.example',
  ],
  'salesforce.existing_contacts.csv': ['email,first_name,last_name,account,owner_email'],
  'salesforce.replay.csv': [
    'email,rep_email,first_activity_at,activity_type,outcome,opportunity_name,amount,opportunity_created_at,closed_at,lost_reason',
    'ada@orrin.example,ann@sales.example,2017-03-13T16:00:00Z,call,won,Orrin - Pro,1250.50,2017-03-14T16:00:00Z,2017-04-03T17:00:00Z,',
    'bea@orrin.example,ann@sales.example,2017-03-20T16:00:00Z,email,lost,Orrin - Two,,2017-03-21T16:00:00Z,2017-04-03T17:00:00Z,Price',
    'cas@orrin.example,ann@sales.example,,,untouched,,,,,',
    'dan@orrin.example,ann@sales.example,2017-03-13T18:00:00Z,meeting,open,Orrin - Three,500,2017-03-14T16:00:00Z,,',
  ],
}

/** A company of five people as CSV files. `changes` replaces files; null leaves one out. @returns the folder. */
export async function companyFolder(
  at: Place,
  changes: Readonly<Record<string, readonly string[] | null>> = {},
): Promise<string> {
  for (const [name, lines] of Object.entries({ ...COMPANY, ...changes }))
    if (lines !== null) await at.file(join('company', name), `${lines.join('\n')}\n`)
  return join(at.folder, 'company')
}
