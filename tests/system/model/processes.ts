import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { JobCounts } from '#jobs/runtime.ts'
import type { Orders } from './worker-main.ts'

export interface Running {
  readonly child: ChildProcess
  readonly ready: Promise<void>
  readonly said: () => string
}

/** A process of the model; it ends with this one. */
export function launch(orders: Orders): Running {
  const child = fork(join(import.meta.dirname, 'worker-main.ts'), [JSON.stringify(orders)], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-200_000)))
  const ready = new Promise<void>((resolve, reject) => {
    child.once('exit', (code, signal) =>
      // One that is killed while it starts is what was ordered.
      signal === 'SIGKILL' ? resolve() : reject(new Error(`a process ended early (${code ?? signal}):\n${said}`)),
    )
    child.once('message', () => resolve())
  })
  ready.catch(() => undefined)
  return { child, ready, said: () => said }
}

export const isAlive = ({ child }: Pick<Running, 'child'>): boolean =>
  child.exitCode === null && child.signalCode === null

/** Until it has ended by itself, or so much time has passed. */
export async function ended({ child }: Running, withinMs: number): Promise<void> {
  if (!isAlive({ child })) return
  await once(child, 'exit', { signal: AbortSignal.timeout(withinMs) }).catch(() => undefined)
}

export async function kill(running: Running, signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<void> {
  if (!isAlive(running)) return
  const ended = once(running.child, 'exit')
  running.child.kill(signal)
  await ended
}

let questions = 0

/** What waits in the queues, asked of a running process; null when it died meanwhile. */
export async function jobCounts(running: Running): Promise<JobCounts | null> {
  if (!isAlive(running) || !running.child.connected) return null
  questions += 1
  const id = questions
  return new Promise((resolve) => {
    const finish = (counts: JobCounts | null): void => {
      clearTimeout(timer)
      running.child.off('message', hear)
      resolve(counts)
    }
    const hear = (message: unknown): void => {
      const answer = message as { readonly id?: number; readonly counts?: JobCounts }
      if (answer.id === id) finish(answer.counts ?? null)
    }
    const timer = setTimeout(() => finish(null), 5_000)
    running.child.on('message', hear)
    running.child.send({ counts: id })
  })
}
