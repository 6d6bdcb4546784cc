import { execFile } from 'node:child_process'
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '..', '..')
const CHECKER = join(ROOT, '../shared/tools/hubspot-contract/check.mjs')
const SPECS = join(ROOT, '../shared/specs/hubspot')

/** Whether HubSpot's OpenAPI files and the checker for them are beside the project. */
export const specsAreThere = (): boolean => existsSync(CHECKER) && existsSync(SPECS)

export interface Verdict {
  readonly exchanges: number
  readonly violations: number
  readonly unknownOperations: number
  /** The first violations and unknown operations, one to a line. */
  readonly report: string
}

/** Judges recorded HubSpot exchanges against the official OpenAPI files. Needs `specsAreThere()`. */
export async function judge(files: readonly string[]): Promise<Verdict> {
  // The checker takes its packages from where it stands, so it is run from inside the project, which has them.
  const shelf = join(ROOT, 'node_modules/.cache')
  mkdirSync(shelf, { recursive: true })
  const folder = mkdtempSync(join(shelf, 'hubspot-contract-'))
  try {
    const checker = join(folder, 'check.mjs')
    const all = join(folder, 'exchanges.jsonl')
    copyFileSync(CHECKER, checker)
    writeFileSync(all, '')
    for (const file of files) appendFileSync(all, readFileSync(file))
    return read(await run([checker, all, '--strict-response', '--verbose', '--specs', SPECS]))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function run(args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { maxBuffer: 256 * 1024 * 1024 }, (error, stdout, stderr) => {
      // Exit code 1 = violations: they are in the output. Anything else is a checker that did not run.
      if (error === null || error.code === 1) resolve(stdout)
      else reject(new Error(`the contract checker did not run: ${stderr}`))
    })
  })
}

function read(output: string): Verdict {
  const found = /(\d+) exchanges, (\d+) violations, (\d+) unknown operations\s*$/.exec(output)
  if (found === null) throw new Error(`the contract checker said nothing that is understood: ${output.slice(0, 500)}`)
  const [exchanges = 0, violations = 0, unknownOperations = 0] = found.slice(1).map(Number)
  return { exchanges, violations, unknownOperations, report: output.split('\n').slice(0, 40).join('\n') }
}
