import { useCallback, useSyncExternalStore } from 'react'

const CHANGED = 'tandem:search'

function subscribe(onChange: () => void): () => void {
  window.addEventListener('popstate', onChange)
  window.addEventListener(CHANGED, onChange)
  return () => {
    window.removeEventListener('popstate', onChange)
    window.removeEventListener(CHANGED, onChange)
  }
}

/**
 * One choice of the reader kept in the address, so that it survives a reload and can be sent to somebody.
 *
 * @param allowed what may stand there; the first is the default, which is left out of the address, and stands in for
 * anything unknown. The setter replaces the current entry of the history.
 */
export function useSearchParam<T extends string>(
  name: string,
  allowed: readonly [T, ...T[]],
): readonly [T, (value: T) => void] {
  const search = useSyncExternalStore(subscribe, () => window.location.search)
  const raw = new URLSearchParams(search).get(name)
  const set = useCallback(
    (value: T) => {
      const params = new URLSearchParams(window.location.search)
      if (value === allowed[0]) params.delete(name)
      else params.set(name, value)
      const query = params.toString()
      window.history.replaceState(null, '', `${window.location.pathname}${query === '' ? '' : `?${query}`}`)
      window.dispatchEvent(new Event(CHANGED))
    },
    [name, allowed],
  )
  return [allowed.find((value) => value === raw) ?? allowed[0], set]
}
