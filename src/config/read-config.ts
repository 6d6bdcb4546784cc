import { readFile } from 'node:fs/promises'
import { parse } from 'yaml'
import type { SyncConfig } from '#domain/config.ts'
import { UsageError } from '#domain/errors.ts'
import { parseSyncConfig } from './sync-config.ts'
import type { ConfigProblem } from './sync-config.ts'

/**
 * Reads a sync config from a YAML file.
 * @returns the document as written (what is stored as a version) and the config with defaults filled in.
 * @throws UsageError one line that names the file, the first problem with its path, and how many more there are.
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
  if (!result.ok) throw problemsError(path, result.problems)
  return { document, config: result.config }
}

/** One line for all problems: the first in full, the rest counted. */
export function problemsError(where: string, problems: readonly ConfigProblem[]): UsageError {
  const [first] = problems
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more: run tandem config check for all)` : ''
  const what = first === undefined ? 'unknown problem' : `${first.path}: ${first.message}; ${first.remedy}`
  return new UsageError(`${where}: ${what}${more}`)
}
