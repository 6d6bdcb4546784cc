import { CommanderError } from 'commander'
import { problemLine, UnusableConfig } from '#config/read-config.ts'
import { TandemError, UsageError } from '#domain/errors.ts'

/** 0 done, 1 something went wrong on the way, 2 wrong input: nothing was written. */
export const EXIT = { done: 0, failed: 1, usage: 2 } as const

/**
 * Runs a command and turns what it throws into one line and an exit code; the problems of a sync config are a line each. A stack
 * trace is shown only for a bug.
 * @returns the exit code; never rejects. A command that did its work may have asked for another than 0 through `process.exitCode`:
 * a difference that nobody can explain, a load that is not whole.
 */
export async function run(command: () => Promise<void>): Promise<number> {
  process.exitCode = undefined
  try {
    await command()
    return askedFor()
  } catch (error) {
    return explain(error)
  }
}

const askedFor = (): number => Number(process.exitCode ?? EXIT.done)

function explain(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage
  if (error instanceof UnusableConfig && error.problems.length > 1) {
    const { where, problems } = error
    for (const problem of problems) process.stderr.write(`${oneLine(problemLine(problem))}\n`)
    process.stderr.write(`error: ${where} has ${problems.length} problems, listed above; mend them and try again\n`)
    return EXIT.usage
  }
  if (error instanceof UsageError || isInputError(error)) {
    process.stderr.write(`error: ${oneLine(error.message)}\n`)
    return EXIT.usage
  }
  if (error instanceof TandemError) {
    const remedy =
      'remedy' in error && typeof error.remedy === 'string' && error.remedy !== '' ? `; ${error.remedy}` : ''
    process.stderr.write(`error: ${oneLine(error.message).replace(/\.$/, '')}${remedy} (${error.code})\n`)
    return CREDENTIALS.has(error.code) ? EXIT.usage : EXIT.failed
  }
  process.stderr.write(`error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  return EXIT.failed
}

/** A wrong token is wrong input. */
const CREDENTIALS: ReadonlySet<string> = new Set([
  'CREDENTIALS_REJECTED',
  'CREDENTIALS_EXPIRED',
  'MISSING_SCOPES',
  'FORBIDDEN',
  'WRONG_ACCOUNT',
])

/** Errors of the sandbox's company reader, which knows nothing of this project's classes. */
const isInputError = (error: unknown): error is Error => error instanceof Error && error.name === 'CompanyDataError'

const oneLine = (message: string): string => message.replaceAll(/\s*\n\s*/g, ' ')
