import { fork } from 'node:child_process'
import { join } from 'node:path'

/** A process of its own that answers calls by name, one at a time or several at once. */
export interface Child {
  readonly pid: number
  call<T>(name: string, input?: unknown): Promise<T>
  /** Asks it to end and waits for that. */
  end(): Promise<void>
}

interface Question {
  readonly id: number
  readonly name: string
  readonly input: unknown
}

interface Answer {
  readonly id: number
  readonly output?: unknown
  readonly error?: string
}

/** Ends with the parent: what a benchmark started never outlives it. @param file beside this one. */
export function startChild(file: string, nodeFlags: readonly string[] = []): Child {
  const child = fork(join(import.meta.dirname, file), [], {
    serialization: 'advanced',
    execArgv: ['--disable-warning=ExperimentalWarning', ...nodeFlags],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const waiting = new Map<number, { resolve(output: unknown): void; reject(error: Error): void }>()
  let lastId = 0
  child.on('message', (message) => {
    const { id, output, error } = message as Answer
    const one = waiting.get(id)
    waiting.delete(id)
    if (error === undefined) one?.resolve(output)
    else one?.reject(new Error(`${file}: ${error}`))
  })
  const ended = new Promise<void>((resolve) => {
    child.once('exit', (code, signal) => {
      for (const one of waiting.values()) one.reject(new Error(`${file} ended early (${code ?? signal})`))
      resolve()
    })
  })
  return {
    pid: child.pid ?? 0,
    call: async <T>(name: string, input?: unknown) =>
      new Promise<T>((resolve, reject) => {
        lastId += 1
        waiting.set(lastId, { resolve: resolve as (output: unknown) => void, reject })
        child.send({ id: lastId, name, input } satisfies Question)
      }),
    end: async () => {
      if (child.connected) child.disconnect()
      await ended
    },
  }
}

/** The child's side. `end` is called when the parent lets go. */
export function answerParent(
  handlers: Readonly<Record<string, (input: never) => unknown>>,
  end: () => Promise<void> = async () => undefined,
): void {
  process.on('message', (message) => {
    const { id, name, input } = message as Question
    void (async () => {
      try {
        const handler = handlers[name]
        if (handler === undefined) throw new Error(`nothing answers to ${name}`)
        process.send?.({ id, output: await handler(input as never) } satisfies Answer)
      } catch (error) {
        process.send?.({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
      }
    })()
  })
  process.once('disconnect', () => {
    void end().finally(() => process.exit())
  })
}
