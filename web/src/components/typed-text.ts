import { useDebouncedCallback } from '@mantine/hooks'
import { useState } from 'react'

/** What stands in a box whose value is kept elsewhere, in the address. */
export interface Typed {
  readonly text: string
  /** The value as the owner last told it. */
  readonly known: string
  /** What was sent and has not come back yet, oldest first. */
  readonly sent: readonly string[]
}

export const typedOf = (value: string): Typed => ({ text: value, known: value, sent: [] })

/** Somebody typed. */
export const typing = (typed: Typed, text: string): Typed => ({ ...typed, text })

/** The text goes to the owner. What he has already does not come back. */
export const sending = (typed: Typed, value: string): Typed =>
  value === (typed.sent.at(-1) ?? typed.known) ? typed : { ...typed, sent: [...typed.sent, value] }

/** Whether text that rested is still to be sent: not after another was typed, or taken over from the owner. */
export const isDue = (typed: Typed, text: string): boolean => typed.text === text

/** The owner tells a value: what was sent from here is an echo, and what was typed since stays; anything else is taken over. */
export function telling(typed: Typed, value: string): Typed {
  if (value === typed.known) return typed
  const echo = typed.sent.indexOf(value)
  return echo === -1 ? typedOf(value) : { ...typed, known: value, sent: typed.sent.slice(echo + 1) }
}

/** Text of a box of its own, sent when typing rests. @param clean what is sent of what stands there; default: without blanks around. */
export function useTypedText(
  value: string,
  onChange: (text: string) => void,
  clean: (text: string) => string = (text) => text.trim(),
) {
  const [typed, setTyped] = useState(() => typedOf(value))
  const now = telling(typed, value)
  // While rendering, so that no frame shows the old text.
  if (now !== typed) setTyped(now)
  const later = useDebouncedCallback((text: string) => {
    if (!isDue(now, text)) return
    const sent = clean(text)
    setTyped((before) => sending(before, sent))
    onChange(sent)
  }, 250)
  return {
    text: now.text,
    type: (text: string) => {
      setTyped((before) => typing(before, text))
      later(text)
    },
  }
}
