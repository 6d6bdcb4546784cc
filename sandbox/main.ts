import { parseArgs } from 'node:util'
import { readCompanyFolder } from './company/read-folder.ts'
import { startSandbox } from './index.ts'
import type { SandboxOptions } from './index.ts'

/**
 * Both sandboxes as a process of its own:
 *   node sandbox/main.ts [--hubspot-port N] [--salesforce-port N] [--snapshot FILE] [--seed none|DIR] [--record FILE] [--with-parent]
 * With --with-parent it ends, saving nothing, when its standard input ends: whoever started it is gone.
 * One line of JSON with addresses and credentials on stdout when it is ready. With --snapshot the state is loaded at the start
 * and saved on SIGTERM and SIGINT.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      'hubspot-port': { type: 'string' },
      'salesforce-port': { type: 'string' },
      snapshot: { type: 'string' },
      seed: { type: 'string', default: 'none' },
      record: { type: 'string' },
      'with-parent': { type: 'boolean', default: false },
    },
  })
  const options: SandboxOptions = {
    hubspotPort: portOf(values['hubspot-port']),
    salesforcePort: portOf(values['salesforce-port']),
    ...(values.snapshot === undefined ? {} : { snapshotFile: values.snapshot }),
    ...(values.record === undefined ? {} : { recordFile: values.record }),
    ...(values.seed === 'none' ? {} : { company: await readCompanyFolder(values.seed) }),
  }
  const running = await startSandbox(options)
  const show = ({ url, credentials }: typeof running.hubspot) => ({ url, credentials })
  const ready = { hubspot: show(running.hubspot), salesforce: show(running.salesforce), restored: running.restored }
  process.stdout.write(`${JSON.stringify(ready)}\n`)

  if (values['with-parent']) process.stdin.resume().once('close', () => process.exit())
  const stop = async () => {
    if (values.snapshot !== undefined) await running.saveSnapshot(values.snapshot)
    await running.close()
    // An open standard input would keep the process.
    process.stdin.destroy()
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      stop().catch((error: unknown) => fail(error))
    })
  }
}

function portOf(text: string | undefined): number {
  if (text === undefined) return 0
  const port = Number(text)
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port
  throw new Error(`${text} is not a port`)
}

function fail(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}

main().catch(fail)
