import { readFile } from 'node:fs/promises'
import { parse } from 'yaml'
import type { SyncConfig } from '#domain/config.ts'
import { UsageError } from '#domain/errors.ts'
import { parseSyncConfig } from './sync-config.ts'
import type { ConfigProblem } from './sync-config.ts'

/**
 * Reads a sync config from a YAML file.
 * @returns the document as written (what is stored as a version) and the config with defaults filled in.
 * @throws UsageError that names the file; `UnusableConfig` with all problems at once when it is read but cannot be used.
 */
export async function readConfigFile(
  path: string,
): Promise<{ readonly document: unknown; readonly config: SyncConfig }> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new UsageError(
      `cannot read ${path}: copy tandem.example.yaml to it and fill it in, or name another file with --config`,
      {},
      { cause },
    )
  })
  let document: unknown
  try {
    document = parse(text)
  } catch (cause) {
    const line = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : ''
    throw new UsageError(`${path} is not valid YAML: ${line.replace(/:$/, '')}; mend that line`, {}, { cause })
  }
  const result = parseSyncConfig(document)
  if (!result.ok) throw new UnusableConfig(path, result.problems, result.unusable)
  return { document, config: result.config }
}

/** A sync config that cannot be used. The message names the first problem; `problems` are all of them. */
export class UnusableConfig extends UsageError {
  readonly where: string
  readonly problems: readonly ConfigProblem[]
  /** What can be checked further all the same, so that a person hears of everything at once; null when its shape is wrong. */
  readonly unusable: SyncConfig | null

  constructor(where: string, problems: readonly ConfigProblem[], unusable: SyncConfig | null = null) {
    const [first] = problems
    const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : ''
    super(`${where}: ${first === undefined ? 'unknown problem' : problemLine(first)}${more}`)
    this.where = where
    this.problems = problems
    this.unusable = unusable
  }
}

/** One problem as people read it. */
export const problemLine = ({ path, message, remedy }: ConfigProblem): string =>
  `${path === '' ? '' : `${path}: `}${message}; ${remedy}`

export const problemsError = (where: string, problems: readonly ConfigProblem[]): UnusableConfig =>
  new UnusableConfig(where, problems)
