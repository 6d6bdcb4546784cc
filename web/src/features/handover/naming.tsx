import { Button, Group, TextInput } from '@mantine/core'
import { useState } from 'react'
import { AddButton } from './ordered-list.tsx'
import { nameProblem } from './renaming.ts'
import { idFrom } from './written.ts'

/** Adds something after its name was asked: what it is called first, it is called in journals and reports for good. */
export function AddNamed(props: {
  /** "pool". */
  readonly what: string
  readonly taken: readonly string[]
  readonly onAdd: (id: string, name: string) => void
}) {
  const [name, setName] = useState<string | null>(null)
  if (name === null) return <AddButton onClick={() => setName('')}>Add a {props.what}</AddButton>
  const id = idFrom(name)
  const problem = nameProblem(id, props.taken)
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (problem !== null) return
        props.onAdd(id, name.trim())
        setName(null)
      }}
    >
      <Group align="flex-start" gap="xs">
        <TextInput
          label={`Name of the new ${props.what}`}
          size="xs"
          autoFocus
          value={name}
          maxLength={60}
          error={name === '' ? null : problem}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button type="submit" size="xs" mt={22} disabled={problem !== null}>
          Add
        </Button>
        <Button size="xs" mt={22} variant="default" onClick={() => setName(null)}>
          Cancel
        </Button>
      </Group>
    </form>
  )
}

/** The name of something that others name: it is changed as a whole, and everywhere. */
export function NameInput(props: {
  readonly id: string
  readonly taken: readonly string[]
  readonly description: string
  readonly onRename: (id: string) => void
}) {
  const [{ text, of }, setTyped] = useState({ text: props.id, of: props.id })
  const setText = (next: string): void => setTyped({ text: next, of: props.id })
  // It has its new name, or an old one again: taken over while rendering, so that no frame shows another.
  if (of !== props.id) setText(props.id)
  const id = idFrom(text)
  const problem = id === props.id ? null : nameProblem(id, props.taken)
  const commit = (): void => {
    if (problem !== null || id === props.id) setText(props.id)
    else props.onRename(id)
  }
  return (
    <TextInput
      label="Name"
      description={props.description}
      value={text}
      maxLength={60}
      error={problem}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit()
      }}
    />
  )
}
