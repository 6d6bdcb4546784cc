import { execFile } from 'node:child_process'
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
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
    copyFileSync(CHECKER, checker)
    let verdict: Verdict = { exchanges: 0, violations: 0, unknownOperations: 0, report: '' }
    for (const part of inParts(files)) {
      const all = join(folder, 'exchanges.jsonl')
      writeFileSync(all, '')
      for (const file of part) appendFileSync(all, readFileSync(file))
      verdict = sum(verdict, read(await run([checker, all, '--strict-response', '--verbose', '--specs', SPECS])))
    }
    return verdict
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The checker holds what it reads as one text, and a text has a longest length (512 MB). */
const PART_BYTES = 100 * 1024 * 1024

function inParts(files: readonly string[]): readonly (readonly string[])[] {
  const parts: string[][] = [[]]
  let bytes = 0
  for (const file of files) {
    const { size } = statSync(file)
    if (bytes > 0 && bytes + size > PART_BYTES) {
      parts.push([])
      bytes = 0
    }
    parts.at(-1)?.push(file)
    bytes += size
  }
  return parts
}

const sum = (a: Verdict, b: Verdict): Verdict => ({
  exchanges: a.exchanges + b.exchanges,
  violations: a.violations + b.violations,
  unknownOperations: a.unknownOperations + b.unknownOperations,
  report: b.violations + b.unknownOperations > 0 ? `${a.report}${b.report}\n` : a.report,
})

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
