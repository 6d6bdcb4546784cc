import { readFileSync, unlinkSync } from 'node:fs'
import { mkdir, open, readFile, rm, stat, utimes } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { UsageError } from '#domain/errors.ts'

export interface FolderLock {
  release(): Promise<void>
}

interface Owner {
  readonly pid: number
  readonly host: string
  /** Tells a process from a later one that got the same pid; empty where the system does not say. */
  readonly bootedAt: string
  readonly since: string
}

const HEARTBEAT_MS = 5_000
/** A lock of another host (a container, a network folder) counts as abandoned after this silence. */
const SILENCE_MS = 60_000
/** Taking over takes milliseconds; a longer one was interrupted. */
const TAKEOVER_MS = 10_000

/** Field 22 of /proc/<pid>/stat: start time in clock ticks since boot (https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html). */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

async function silentForMs(file: string): Promise<number> {
  const found = await stat(file).catch(() => null)
  return found === null ? 0 : Date.now() - found.mtimeMs
}

async function isAbandoned(file: string, owner: Owner): Promise<boolean> {
  if (owner.host !== hostname()) return (await silentForMs(file)) > SILENCE_MS
  return !isRunning(owner.pid) || startOf(owner.pid) !== owner.bootedAt
}

/** @returns null when there is none, or one that was being written when its process died. */
async function ownerOf(file: string): Promise<Owner | null> {
  const text = await readFile(file, 'utf8').catch(() => '')
  try {
    const owner = JSON.parse(text) as Partial<Owner>
    if (typeof owner.pid !== 'number' || typeof owner.host !== 'string') return null
    return { pid: owner.pid, host: owner.host, bootedAt: owner.bootedAt ?? '', since: owner.since ?? '' }
  } catch {
    return null
  }
}

async function create(file: string, text: string): Promise<'created' | 'exists'> {
  try {
    const handle = await open(file, 'wx')
    await handle.writeFile(text)
    await handle.close()
    return 'created'
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return 'exists'
    throw error
  }
}

/** Removes a lock whose process is gone. One process at a time does so, and looks again first: the file may be a new one. */
async function clearAbandoned(file: string): Promise<void> {
  const guard = `${file}.takeover`
  if ((await create(guard, '')) === 'exists') {
    if ((await silentForMs(guard)) > TAKEOVER_MS) await rm(guard, { force: true })
    return
  }
  try {
    const owner = await ownerOf(file)
    if (owner === null ? (await silentForMs(file)) > TAKEOVER_MS : await isAbandoned(file, owner))
      await rm(file, { force: true })
  } finally {
    await rm(guard, { force: true })
  }
}

function refusal(folder: string, owner: Owner | null): UsageError {
  const who = owner === null ? 'another process' : `process ${owner.pid} on ${owner.host} (since ${owner.since})`
  return new UsageError(
    `the folder ${folder} is in use by ${who}: stop it, or set DATABASE_URL to a PostgreSQL that several processes can share`,
    owner === null ? { folder } : { folder, pid: owner.pid },
  )
}

/**
 * The exclusive right to a folder, for an embedded database whose files two processes would ruin without an error.
 * Held until `release` or the end of the process; the lock of a process that died is taken over.
 *
 * @throws UsageError that names the folder, the pid that holds it and what to do.
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  await mkdir(folder, { recursive: true })
  const file = join(folder, 'lock')
  const since = new Date().toISOString()
  const text = JSON.stringify({ pid: process.pid, host: hostname(), bootedAt: startOf(process.pid), since })
  for (let attempt = 0; (await create(file, text)) === 'exists'; attempt += 1) {
    if (attempt === 3) throw refusal(folder, await ownerOf(file))
    await clearAbandoned(file)
  }
  const heartbeat = setInterval(() => void utimes(file, new Date(), new Date()).catch(() => undefined), HEARTBEAT_MS)
  heartbeat.unref()
  const removeAtExit = (): void => {
    try {
      unlinkSync(file)
    } catch {
      // The folder is gone already, and the lock with it.
    }
  }
  process.once('exit', removeAtExit)
  return {
    release: async () => {
      clearInterval(heartbeat)
      process.removeListener('exit', removeAtExit)
      await rm(file, { force: true })
    },
  }
}
