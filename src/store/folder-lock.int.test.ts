import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { UsageError } from '#domain/errors.ts'
import { lockFolder } from './folder-lock.ts'

const HOLDER = new URL('../../tests/support/hold-folder.ts', import.meta.url).pathname

describe('the lock of a folder', () => {
  let folder: string
  const children: ChildProcess[] = []
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tandem-lock-'))
  })
  afterEach(async () => {
    for (const child of children.splice(0))
      if (child.exitCode === null && child.signalCode === null && child.kill('SIGKILL')) await once(child, 'exit')
    await rm(folder, { recursive: true, force: true })
  })

  /** Another process that tries to lock the folder; gives what it says. */
  const another = async (): Promise<{ readonly child: ChildProcess; readonly says: string }> => {
    const child = spawn(process.execPath, [HOLDER, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
    children.push(child)
    const [says] = (await once(child.stdout, 'data')) as [Buffer]
    return { child, says: says.toString().trim() }
  }

  it('refuses a second process in one line that names the folder, the holder and what to do', async () => {
    const lock = await lockFolder(folder)
    const { says } = await another()
    expect(says).toContain(`UsageError: the folder ${folder} is in use by process ${process.pid} `)
    expect(says).toContain('stop it, or set DATABASE_URL')
    await lock.release()
    expect((await another()).says).toBe('held')
  })

  it('refuses this process while another one holds it, and takes over when that one was killed', async () => {
    const { child, says } = await another()
    expect(says).toBe('held')
    const refused = lockFolder(folder)
    await expect(refused).rejects.toThrow(UsageError)
    await expect(refused).rejects.toMatchObject({ context: { folder, pid: child.pid } })
    child.kill('SIGKILL')
    await once(child, 'exit')
    const lock = await lockFolder(folder)
    expect(JSON.parse(await readFile(join(folder, 'lock'), 'utf8'))).toMatchObject({ pid: process.pid })
    await lock.release()
    expect(existsSync(join(folder, 'lock'))).toBe(false)
  })

  it('refuses a second holder inside the same process', async () => {
    const lock = await lockFolder(folder)
    await expect(lockFolder(folder)).rejects.toThrow('is in use by process')
    await lock.release()
  })

  it('goes to exactly one of several processes that find an abandoned lock', async () => {
    const { child } = await another()
    child.kill('SIGKILL')
    await once(child, 'exit')
    const said = await Promise.all(Array.from({ length: 4 }, async () => (await another()).says))
    expect(said.filter((line) => line === 'held')).toHaveLength(1)
    expect(said.filter((line) => line.startsWith('UsageError: the folder'))).toHaveLength(3)
  })

  it('is not fooled by a new process that got the pid of the old one', async () => {
    const old = { pid: process.pid, host: hostname(), bootedAt: '1', since: '2026-01-01T00:00:00.000Z' }
    await writeFile(join(folder, 'lock'), JSON.stringify(old))
    const lock = await lockFolder(folder)
    await lock.release()
  })

  it('believes a lock of another host as long as it shows signs of life', async () => {
    const file = join(folder, 'lock')
    await writeFile(file, JSON.stringify({ pid: 1, host: 'another-host', bootedAt: '', since: '2026-01-01T00:00:00Z' }))
    await expect(lockFolder(folder)).rejects.toThrow('in use by process 1 on another-host')
    const longAgo = new Date(Date.now() - 120_000)
    await utimes(file, longAgo, longAgo)
    const lock = await lockFolder(folder)
    await lock.release()
  })
})
