import { AsyncLocalStorage } from 'node:async_hooks'
import type { Lane } from '#domain/lane.ts'

/** Why a call is made, as far as its budget is concerned. */
export interface Errand {
  readonly lane: Lane
  /**
   * `poll`: it only asks whether something changed, and could be had more seldom. `end`: it ends what was begun, which would go on
   * and cost more without it; no budget of the day holds it back. `probe`: it asks whether something may be done, so that a
   * refusal is the answer and no trouble.
   */
  readonly purpose: 'poll' | 'work' | 'end' | 'probe'
}

/** The errand travels with the asynchronous call, through the SDKs too, so that sessions, caches and counters stay shared. */
const current = new AsyncLocalStorage<Errand>()
const USUAL: Errand = { lane: 'live', purpose: 'work' }

export const errand = (): Errand => current.getStore() ?? USUAL

export const asPoll = <T>(work: () => Promise<T>): Promise<T> =>
  current.run({ lane: errand().lane, purpose: 'poll' }, work)

/** One read that finds out whether it is allowed, by whether it is refused. */
export const asProbe = <T>(work: () => Promise<T>): Promise<T> =>
  current.run({ lane: errand().lane, purpose: 'probe' }, work)

/** One call that ends what earlier calls have begun: before everything else, and whatever the day's budget says. */
export const toEndIt = <T>(work: () => Promise<T>): Promise<T> => current.run({ lane: 'handoff', purpose: 'end' }, work)

/** The same object, whose methods make their calls in this lane. */
export function inLane<C extends object>(target: C, lane: Lane): C {
  const members = Object.entries(target).map(([name, member]: [string, unknown]) => {
    if (typeof member !== 'function') return [name, member]
    const method = member as (...args: readonly unknown[]) => unknown
    return [name, (...args: readonly unknown[]) => current.run({ lane, purpose: 'work' }, () => method(...args))]
  })
  // The entries are those of `target`, each function wrapped by one of the same arguments and answer.
  return Object.fromEntries(members) as C
}
