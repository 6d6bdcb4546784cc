import type { IncomingMessage } from 'node:http'
import type { SeededRandom } from './random.ts'

/**
 * Something that goes wrong with matching calls. All parts are optional; a rule without `method` and `path` meets every call.
 * `when: 'after'` lets the CRM do the work first and then spoils the answer: the write happened, the caller does not know.
 */
export interface FaultRule {
  /** Regular expression on the verb, e.g. "POST|PATCH". */
  readonly method?: string
  /** Regular expression on path and query. */
  readonly path?: string
  /** Share of matching calls that are hit, 0 to 1; default 1. */
  readonly rate?: number
  /** At most this many hits; default without end. */
  readonly times?: number
  readonly when?: 'before' | 'after'
  readonly status?: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly latencyMs?: number
  /** Cuts the connection without an answer. */
  readonly drop?: boolean
  /** Share of the inputs of a batch call that the CRM refuses one by one, 0 to 1. */
  readonly partial?: number
}

/** The faults switched on for one CRM. */
export interface FaultBoard {
  add(rule: FaultRule): number
  remove(id: number): void
  clear(): void
  list(): readonly (FaultRule & { readonly id: number; readonly hits: number })[]
  /** The first rule that hits this call, if any. Uses up one of its `times`. */
  draw(method: string, url: string): FaultRule | undefined
}

export function createFaultBoard(random: SeededRandom): FaultBoard {
  interface Armed {
    readonly id: number
    readonly rule: FaultRule
    readonly method: RegExp
    readonly path: RegExp
    hits: number
  }
  let armed: Armed[] = []
  let lastId = 0
  return {
    add(rule) {
      lastId += 1
      const method = new RegExp(`^(?:${rule.method ?? '.*'})$`, 'i')
      armed.push({ id: lastId, rule, method, path: new RegExp(rule.path ?? ''), hits: 0 })
      return lastId
    },
    remove(id) {
      armed = armed.filter((fault) => fault.id !== id)
    },
    clear() {
      armed = []
    },
    list: () => armed.map(({ id, rule, hits }) => ({ ...rule, id, hits })),
    draw(method, url) {
      for (const fault of armed) {
        if (fault.rule.times !== undefined && fault.hits >= fault.rule.times) continue
        if (!fault.method.test(method) || !fault.path.test(url)) continue
        if (fault.rule.rate !== undefined && random.next() >= fault.rule.rate) continue
        fault.hits += 1
        return fault.rule
      }
      return undefined
    },
  }
}

const partialFaults = new WeakMap<IncomingMessage, () => boolean>()

/** Marks a request so that its CRM refuses some inputs of a batch. */
export function spoilInputs(request: IncomingMessage, rate: number, random: SeededRandom): void {
  partialFaults.set(request, () => random.next() < rate)
}

/** Asks once per input of a batch whether it is to be refused; undefined when the call is not spoiled. */
export function inputSpoiler(request: IncomingMessage): (() => boolean) | undefined {
  return partialFaults.get(request)
}
