import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the first file that needs the demo has it played; see `startDemo`. */
    demoFolder: string
  }
}

/** One folder for the whole run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'tandem-demo-played-'))
  project.provide('demoFolder', folder)
  return () => rm(folder, { recursive: true, force: true })
}
