import type { IncomingMessage } from 'node:http'
import type { FaultRule } from './fault-rule.ts'
import type { SeededRandom } from './random.ts'

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
