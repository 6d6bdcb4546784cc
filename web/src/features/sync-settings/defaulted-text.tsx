import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { writtenText } from './defaults.ts'

/** A text with a default, which cannot be blank. It is told when one is done, else the default would come back while one deletes. */
export function DefaultedText(props: {
  readonly label: string
  readonly description?: string
  /** As written; undefined: the default counts. */
  readonly value: string | undefined
  readonly usual: string
  readonly disabled: boolean
  readonly onChange: (text: string | undefined) => void
}) {
  const now = props.value ?? props.usual
  const [typed, setTyped] = useState({ text: now, of: now })
  // Discarded or changed elsewhere, taken over while rendering, so that no frame shows the old text.
  if (typed.of !== now) setTyped({ text: now, of: now })
  const commit = (): void => {
    const written = writtenText(typed.text, props.usual)
    const next = written ?? props.usual
    setTyped({ text: next, of: now })
    if (next !== now) props.onChange(written)
  }
  return (
    <TextInput
      label={props.label}
      description={props.description}
      placeholder={props.usual}
      value={typed.text}
      disabled={props.disabled}
      onChange={(event) => setTyped({ text: event.currentTarget.value, of: now })}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit()
      }}
    />
  )
}
