import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { demoHome, forget, keepOnlyIfWhole } from './home.ts'

let dataDir: string
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'home-'))
})
afterEach(() => rm(dataDir, { recursive: true }))

describe('the home of a demo', () => {
  it('is one for the built-in company and one for each folder, also for folders of the same name', () => {
    const homes = [undefined, '/a/replay', '/b/replay'].map((folder) => demoHome(dataDir, folder))
    expect(new Set(homes.map((home) => home.database)).size).toBe(3)
    expect(new Set(homes.map((home) => home.snapshot)).size).toBe(3)
    expect(demoHome(dataDir, '/a/replay')).toEqual(demoHome(dataDir, '/a/../a/replay/'))
    for (const { database, snapshot } of homes)
      for (const path of [database, snapshot]) expect(path.startsWith(dataDir)).toBe(true)
  })

  it('is kept only with both its parts', async () => {
    const home = demoHome(join(dataDir, 'new'), undefined)
    expect(await keepOnlyIfWhole(home)).toBe('fresh')
    await mkdir(home.database)
    expect(await keepOnlyIfWhole(home)).toBe('fresh')
    expect(await readdir(join(dataDir, 'new'))).toEqual([])
    await writeFile(home.snapshot, '')
    expect(await keepOnlyIfWhole(home)).toBe('fresh')
    await mkdir(home.database)
    await writeFile(home.snapshot, '')
    expect(await keepOnlyIfWhole(home)).toBe('kept')
    expect(await readdir(join(dataDir, 'new'))).toHaveLength(2)
  })

  it('is forgotten without touching what lies beside it', async () => {
    const [mine, other] = [demoHome(dataDir, undefined), demoHome(dataDir, '/a/replay')]
    for (const home of [mine, other]) {
      await mkdir(home.database)
      await writeFile(home.snapshot, '')
    }
    await forget(mine)
    await forget(mine)
    expect(await keepOnlyIfWhole(other)).toBe('kept')
    expect(await keepOnlyIfWhole(mine)).toBe('fresh')
  })
})
