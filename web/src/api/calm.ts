/**
 * Passes on the first call for a key at once and the last of those that follow when the pause is over: many changes in a
 * short time are one piece of news. @returns the calling function, and one that forgets what waits.
 */
export function calm<K>(
  pauseMs: number,
  act: (key: K) => void,
): { readonly tell: (key: K) => void; readonly stop: () => void } {
  const pauses = new Map<K, { again: boolean; readonly timer: ReturnType<typeof setTimeout> }>()
  const tell = (key: K): void => {
    const pause = pauses.get(key)
    if (pause !== undefined) {
      pause.again = true
      return
    }
    const timer = setTimeout(() => {
      const again = pauses.get(key)?.again === true
      pauses.delete(key)
      if (again) tell(key)
    }, pauseMs)
    pauses.set(key, { again: false, timer })
    act(key)
  }
  return {
    tell,
    stop: () => {
      for (const { timer } of pauses.values()) clearTimeout(timer)
      pauses.clear()
    },
  }
}
