import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { config } from './config.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'config-'))
})
afterEach(async () => {
  vi.restoreAllMocks()
  await rm(folder, { recursive: true })
})

it('config check prints every problem of form, as lines and as JSON, and refuses', async () => {
  let printed = ''
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text)
    return true
  })
  const file = join(folder, 'tandem.yaml')
  await writeFile(file, 'connection: {id: A B, name: 1}\n')
  const check = (...flags: readonly string[]): Promise<unknown> =>
    config.parseAsync(['check', '--config', file, ...flags], { from: 'user' })

  await expect(check('--offline')).rejects.toThrow(/has \d+ problems/)
  expect(printed).toMatch(/^connection\.id: /m)
  expect(printed).toMatch(/^connection\.name: .*quotes/m)
  expect(printed).toMatch(/^goLiveAt: is missing/m)

  printed = ''
  await expect(check('--offline', '--json')).rejects.toThrow(/problems/)
  const told = JSON.parse(printed) as { readonly problems: readonly unknown[] }
  expect(told.problems.length).toBeGreaterThan(3)
  expect(told.problems[0]).toMatchObject({ level: 'error', path: 'connection.id' })
})
