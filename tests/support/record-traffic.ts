import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Before any test: every sandbox that any suite starts records its traffic, for the contract project that runs last. */
export default function recordTraffic(): (() => void) | undefined {
  if (process.env['SANDBOX_RECORD'] !== undefined) return undefined
  const folder = mkdtempSync(join(tmpdir(), 'tandem-traffic-'))
  process.env['SANDBOX_RECORD'] = folder
  return () => rmSync(folder, { recursive: true, force: true })
}
