import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { once } from 'node:events'

const ROOT = join(import.meta.dirname, '..', '..')
/** Played from the beginning, on a machine that is busy with other suites. */
const PLAYED_WITHIN_MS = 300_000
/** Played, and started from a copy. */
export const STARTED_WITHIN_MS = 2 * PLAYED_WITHIN_MS

export interface RunningDemo {
  /** Where the admin app is. */
  readonly url: string
  /** Opened in a browser, it signs in the demo's administrator; once. */
  readonly signIn: string
  /** How others sign in, by role. */
  readonly people: Readonly<Record<string, { readonly email: string; readonly password: string }>>
  stop(): Promise<void>
}

/** The whole demo as people start it: a process of its own, its data in a folder that goes with it. */
export async function startDemo(
  options: {
    /** Folder of a demo that goes on there and is kept; absent: one of its own. */
    readonly home?: string | undefined
    /** The demo is played in this folder once, and whoever starts one goes on from a copy: playing takes most of a minute. */
    readonly playedIn?: string
  } = {},
): Promise<RunningDemo> {
  const { home, playedIn } = options
  if (playedIn !== undefined) await playOnce(playedIn)
  const folder = home ?? (await mkdtemp(join(tmpdir(), 'tandem-demo-')))
  if (playedIn !== undefined) await cp(playedIn, folder, { recursive: true })
  const child = spawnDemo(folder, '--port', '0')
  const stop = async (): Promise<void> => {
    await end(child)
    if (home === undefined) await rm(folder, { recursive: true, force: true })
  }
  try {
    const said = await saidUntil(child, /The loop goes on/)
    const link = /(https?:\/\/\S+\/open\?token=\S+)/.exec(said)?.[1]
    if (link === undefined) throw new Error(`the demo printed no link that signs in:\n${said}`)
    const people = [...said.matchAll(/^ {2}(admin|marketer|rep) +(\S+) {2}(\S+)$/gm)].map(
      ([, role = '', email = '', password = '']) => [role, { email, password }] as const,
    )
    return { url: new URL(link).origin, signIn: link, people: Object.fromEntries(people), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Played to the end and stopped, unless it was before. */
async function playOnce(folder: string): Promise<void> {
  const played = join(folder, 'played')
  if (existsSync(played)) return
  const child = spawnDemo(folder, '--once')
  try {
    await saidUntil(child, /(?!)/, { endsWell: true })
  } finally {
    await end(child)
  }
  await writeFile(played, '')
}

function spawnDemo(folder: string, ...flags: readonly string[]): ChildProcess {
  return spawn(process.execPath, ['--max-semi-space-size=8', 'src/main.ts', 'demo', ...flags], {
    cwd: ROOT,
    env: {
      ...process.env,
      TANDEM_DATA_DIR: folder,
      DATABASE_URL: '',
      REDIS_URL: '',
      LOG_LEVEL: 'error',
      // All windows of a suite are one person.
      TANDEM_API_RATE_PER_MINUTE: '100000',
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
}

/** @param options.endsWell the process need not say it: it may end with 0 as well. */
async function saidUntil(child: ChildProcess, end: RegExp, options: { endsWell?: true } = {}): Promise<string> {
  let said = ''
  const done = Promise.withResolvers<string>()
  const timer = setTimeout(() => done.reject(new Error(`the demo was not played in time:\n${said}`)), PLAYED_WITHIN_MS)
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text
    if (end.test(said)) done.resolve(said)
  })
  child.once('exit', (code) => {
    if (code === 0 && options.endsWell === true) done.resolve(said)
    else done.reject(new Error(`the demo ended with ${code}:\n${said}`))
  })
  try {
    return await done.promise
  } finally {
    clearTimeout(timer)
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGINT')
  const late = setTimeout(() => child.kill('SIGKILL'), 20_000)
  await gone
  clearTimeout(late)
}
