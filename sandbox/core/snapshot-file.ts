import { readFile, rename, writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import type { ClockPosition } from './clock.ts'
import type { Snapshot } from './types.ts'

/** Everything that both sandboxes hold, in one file. A CRM that was not running has no entry. */
export interface SandboxSnapshot {
  readonly version: 1
  readonly clock: ClockPosition
  readonly notes: Readonly<Record<string, unknown>>
  readonly crms: Readonly<Record<string, Snapshot>>
}

/** Writes gzip JSON beside the target and renames it over it, so that a crash leaves the old file whole. */
export async function writeSnapshotFile(file: string, snapshot: SandboxSnapshot): Promise<void> {
  const bytes = await promisify(gzip)(Buffer.from(JSON.stringify(snapshot)), { level: 1 })
  const next = `${file}.next`
  await writeFile(next, bytes)
  await rename(next, file)
}

/** @returns undefined when there is no such file. Rejects with an `Error` that names the file when it is not a snapshot. */
export async function readSnapshotFile(file: string): Promise<SandboxSnapshot | undefined> {
  let bytes: Buffer
  try {
    bytes = await readFile(file)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
  try {
    const parsed = JSON.parse((await promisify(gunzip)(bytes)).toString('utf8')) as SandboxSnapshot
    if (parsed.version === 1) return parsed
  } catch (cause) {
    throw new Error(`${file} is not a sandbox snapshot`, { cause })
  }
  throw new Error(`${file} is a sandbox snapshot of another version`)
}
