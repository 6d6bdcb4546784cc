import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { join } from 'node:path'
import * as z from 'zod'
import type { CompanyData } from '#sandbox/company/types.ts'
import { UsageError } from '#domain/errors.ts'

const crm = z.object({ url: z.string(), credentials: z.record(z.string(), z.string()) })
const ready = z.object({ hubspot: crm, salesforce: crm, restored: z.boolean() })
export type SandboxReady = z.output<typeof ready>

export interface SandboxProcess extends SandboxReady {
  /** Fills both CRMs, as an administrator's import would. */
  seed(company: CompanyData): Promise<void>
  /** What an administrator of Salesforce does in its setup: `GET /__sandbox` there lists the areas and what each takes. */
  setUpSalesforce(area: string, what: unknown): Promise<void>
  /** Small facts kept with the snapshot. */
  notes(): Promise<Readonly<Record<string, unknown>>>
  note(facts: Readonly<Record<string, unknown>>): Promise<void>
  saveSnapshot(): Promise<void>
  /** Ends the process, which saves its state once more, and waits for it. */
  stop(): Promise<void>
  /** Ends the process without saving anything. */
  abandon(): Promise<void>
}

const ROOT = join(import.meta.dirname, '../../..')
const ACCEPTED_ENVIRONMENT = ['PATH', 'HOME', 'TMPDIR', 'SANDBOX_RECORD']

/**
 * Both local CRMs in a process of their own, so that they cost Tandem's process neither time nor memory.
 */
export async function startSandboxProcess(options: {
  readonly snapshotFile: string
  readonly recordFile?: string
}): Promise<SandboxProcess> {
  const flags = ['--snapshot', options.snapshotFile, '--seed', 'none', '--with-parent']
  if (options.recordFile !== undefined) flags.push('--record', options.recordFile)
  const child = spawn(process.execPath, [join(ROOT, 'sandbox/main.ts'), ...flags], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: Object.fromEntries(ACCEPTED_ENVIRONMENT.map((name) => [name, process.env[name]])),
    // An interrupt of the terminal is for this process, which stops the sandbox after its own last call.
    detached: true,
  })
  const complaints: string[] = []
  child.stderr.setEncoding('utf8').on('data', (text: string) => complaints.push(text))
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const firstLine = new Promise<string>((resolve) => createInterface(child.stdout).once('line', resolve))
  const line = await Promise.race([firstLine, ended.then(() => null)])
  if (line === null)
    throw new UsageError(
      `the sandbox did not start: ${complaints.join('').trim().split('\n').at(-1) ?? 'no reason given'}`,
    )
  const parsed = ready.parse(JSON.parse(line))
  const control = (path: string, init?: RequestInit, url = parsed.hubspot.url): Promise<Response> =>
    controlCall(`${url}/__sandbox/${path}`, init)
  const post = (body: unknown): RequestInit => ({ method: 'POST', body: JSON.stringify(body) })
  return {
    ...parsed,
    seed: async (company) => {
      await control('seed', post({ company }))
      await control('seed', post({ company }), parsed.salesforce.url)
    },
    setUpSalesforce: async (area, what) => void (await control(area, post(what), parsed.salesforce.url)),
    notes: async () => z.record(z.string(), z.unknown()).parse(await (await control('notes')).json()),
    note: async (facts) => void (await control('notes', post(facts))),
    saveSnapshot: async () => void (await control('snapshot', post({ file: options.snapshotFile }))),
    stop: async () => {
      child.kill('SIGTERM')
      await ended
    },
    abandon: async () => {
      // With its standard input it loses whoever started it, and ends saving nothing.
      child.stdin.end()
      await ended
    },
  }
}

async function controlCall(url: string, init?: RequestInit): Promise<Response> {
  const response = await fetch(url, { ...init, headers: { 'content-type': 'application/json' } })
  if (!response.ok) throw new Error(`the sandbox answered ${response.status} to ${url}: ${await response.text()}`)
  return response
}
