import { useCallback, useSyncExternalStore } from 'react'

/** How far the server's clock is ahead of the reader's, milliseconds. */
let aheadMs = 0

/** @param now the server's. @param askedAt the reader's clock when it was asked for. */
export function setServerNow(now: string, askedAt: number): void {
  aheadMs = Date.parse(now) - askedAt
}

/** One timer for all that are drawn anew as often: a list has a hundred times in it. */
const beats = new Map<number, { readonly listeners: Set<() => void>; readonly timer: ReturnType<typeof setInterval> }>()

function listen(everyMs: number, onBeat: () => void): () => void {
  const beat = beats.get(everyMs) ?? begin(everyMs)
  beat.listeners.add(onBeat)
  return () => {
    beat.listeners.delete(onBeat)
    if (beat.listeners.size > 0) return
    clearInterval(beat.timer)
    beats.delete(everyMs)
  }
}

function begin(everyMs: number) {
  const listeners = new Set<() => void>()
  const timer = setInterval(() => {
    // The beat itself says what time it is: one that comes a moment early is a beat all the same.
    lastRead = Date.now()
    for (const onBeat of listeners) onBeat()
  }, everyMs)
  const beat = { listeners, timer }
  beats.set(everyMs, beat)
  return beat
}

/** What was read last: everything that is drawn in one second says the same, and nothing is drawn by an older clock. */
let lastRead = 0

function readNow(): number {
  const now = Date.now()
  if (now < lastRead || now - lastRead >= 1_000) lastRead = now
  return lastRead
}

/**
 * The server's clock, epoch milliseconds: a wrong clock of the reader changes no countdown.
 *
 * @param everyMs how often what is drawn by it is drawn anew.
 */
export function useServerNow(everyMs = 1_000): number {
  const subscribe = useCallback((onBeat: () => void) => listen(everyMs, onBeat), [everyMs])
  return useSyncExternalStore(subscribe, () => readNow() + aheadMs)
}
