import { UsageError } from '#domain/errors.ts'
import type { StoredFlags } from './stored.ts'

/**
 * The file of a command that also takes `--demo [folder]`: in `--demo costs.csv` the word behind it is the file, as no other is given.
 * @throws UsageError without a file.
 */
export function fileAndFlags<F extends StoredFlags>(
  given: string | undefined,
  flags: F,
): { readonly path: string; readonly flags: F } {
  if (given !== undefined) return { path: given, flags }
  if (typeof flags.demo === 'string') return { path: flags.demo, flags: { ...flags, demo: true } }
  throw new UsageError('name the file to import')
}
