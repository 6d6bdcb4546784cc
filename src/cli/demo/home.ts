import { createHash } from 'node:crypto'
import { readdirSync, statSync } from 'node:fs'
import { rm, mkdir, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'

/** Where one demo keeps its database and, beside it, the snapshot of both sandboxes. Never real data. */
export interface DemoHome {
  readonly database: string
  readonly snapshot: string
}

/** The built-in company and every data folder have homes of their own, so that two companies never mix. */
export function demoHome(dataDir: string, companyFolder: string | undefined): DemoHome {
  const name =
    companyFolder === undefined ? 'demo' : `demo-${basename(resolve(companyFolder))}-${digest(resolve(companyFolder))}`
  return { database: resolve(join(dataDir, name)), snapshot: resolve(join(dataDir, `${name}.sandbox.json.gz`)) }
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 8)

/** Database of the demo that ran last; null: none ever did. */
export function newestDemo(dataDir: string): string | null {
  const folders = foldersOf(dataDir).filter((name) => /^demo(?:-|$)/.test(name))
  const [newest] = folders
    .map((name) => resolve(join(dataDir, name)))
    .map((folder) => ({ folder, at: statSync(folder).mtimeMs }))
    .toSorted((a, b) => b.at - a.at)
  return newest?.folder ?? null
}

function foldersOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
  } catch {
    return []
  }
}

export async function forget(home: DemoHome): Promise<void> {
  await rm(home.database, { recursive: true, force: true })
  await rm(home.snapshot, { force: true })
}

/** A database without its sandboxes, or sandboxes without their database, are of no use: both begin anew. */
export async function keepOnlyIfWhole(home: DemoHome): Promise<'kept' | 'fresh'> {
  await mkdir(dirname(home.database), { recursive: true })
  const there = await Promise.all([exists(home.database), exists(home.snapshot)])
  if (there.every(Boolean)) return 'kept'
  await forget(home)
  return 'fresh'
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )
