import { AsyncLocalStorage } from 'node:async_hooks'
import type { Lane } from '#domain/lane.ts'

/** Why a call is made, as far as its budget is concerned. */
export interface Errand {
  readonly lane: Lane
  /** `poll`: it only asks whether something changed, and could be had more seldom. */
  readonly purpose: 'poll' | 'work'
}

/** The errand travels with the asynchronous call, through the SDKs too, so that sessions, caches and counters stay shared. */
const current = new AsyncLocalStorage<Errand>()
const USUAL: Errand = { lane: 'live', purpose: 'work' }

export const errand = (): Errand => current.getStore() ?? USUAL

export const asPoll = <T>(work: () => Promise<T>): Promise<T> =>
  current.run({ lane: errand().lane, purpose: 'poll' }, work)

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
