import { UsageError } from '#domain/errors.ts'

/** @throws UsageError when the text is no number of a version. */
export function wholeVersion(text: string): number {
  const version = Number(text)
  if (Number.isSafeInteger(version) && version > 0) return version
  throw new UsageError(`"${text}" is no version: give its number, such as 3`)
}
