import { Tooltip } from '@mantine/core'
import { type PointerEvent, type ReactNode, type SyntheticEvent, useEffect, useId, useState } from 'react'

interface Listeners {
  readonly 'aria-describedby': string | undefined
  readonly onPointerEnter: (event: SyntheticEvent<HTMLElement>) => void
  readonly onPointerLeave: (event: PointerEvent<HTMLElement>) => void
  readonly onFocus: (event: SyntheticEvent<HTMLElement>) => void
  readonly onBlur: () => void
}

/**
 * Words that are shown on hover, focus and touch, for what stands hundreds of times on a page: the tooltip itself is made when it is
 * first looked for. Spread `on` over the element, and put `shown` beside it.
 *
 * @param words made when they are shown, so that formatting them costs nothing before.
 */
export function useHint(words: () => ReactNode): { readonly on: Listeners; readonly shown: ReactNode } {
  const id = useId()
  const [target, setTarget] = useState<HTMLElement | null>(null)
  const show = (event: SyntheticEvent<HTMLElement>): void => setTarget(event.currentTarget)
  const hide = (): void => setTarget(null)
  // Gone with Escape wherever the focus is, and with whatever a finger does next.
  useEffect(() => {
    if (target === null) return undefined
    const onKey = ({ key }: KeyboardEvent): void => {
      if (key === 'Escape') setTarget(null)
    }
    const onElsewhere = (event: Event): void => {
      if (!(event.target instanceof Node) || !target.contains(event.target)) setTarget(null)
    }
    document.addEventListener('keydown', onKey)
    document.addEventListener('pointerdown', onElsewhere)
    document.addEventListener('scroll', onElsewhere, { capture: true, passive: true })
    return () => {
      document.removeEventListener('keydown', onKey)
      document.removeEventListener('pointerdown', onElsewhere)
      document.removeEventListener('scroll', onElsewhere, { capture: true })
    }
  }, [target])
  return {
    on: {
      'aria-describedby': target === null ? undefined : id,
      onPointerEnter: show,
      onPointerLeave: ({ pointerType }) => {
        // A finger that is lifted has left as well, and would have shown it for nothing.
        if (pointerType !== 'touch') hide()
      },
      onFocus: show,
      onBlur: hide,
    },
    shown: target === null ? null : <Tooltip id={id} target={target} label={words()} opened />,
  }
}
