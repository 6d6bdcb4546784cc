import { Button, Group, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useHandover } from './handover-context.ts'
import classes from './handover.module.css'

/** Everything of a section as text, for what has no control of its own. What is put in is checked like every other change. */
export function SectionText(props: { readonly path: readonly string[]; readonly name: string }) {
  const { draft } = useHandover()
  const [text, setText] = useState<string | null>(null)
  const [wrong, setWrong] = useState<string | null>(null)
  const show = async (): Promise<void> => {
    const { stringify } = await import('yaml')
    setWrong(null)
    setText(stringify(draft.at(props.path) ?? {}, { lineWidth: 120 }))
  }
  const take = async (): Promise<void> => {
    const { parse } = await import('yaml')
    try {
      draft.set(props.path, parse(text ?? ''))
      setText(null)
    } catch (error) {
      setWrong(error instanceof Error ? (error.message.split('\n')[0] ?? 'no YAML') : 'no YAML')
    }
  }
  if (text === null)
    return (
      <Group mt="md">
        <Button variant="subtle" size="compact-sm" onClick={() => void show()}>
          {draft.mayEdit ? 'Edit this section as text' : 'Show this section as text'}
        </Button>
      </Group>
    )
  return (
    <div className={classes['cards']} style={{ marginTop: 16 }}>
      <Textarea
        label={`${props.name} as YAML`}
        value={text}
        error={wrong}
        readOnly={!draft.mayEdit}
        autosize
        minRows={6}
        maxRows={30}
        spellCheck={false}
        styles={{ input: { fontFamily: 'ui-monospace, monospace', fontSize: 13 } }}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Group gap="xs">
        {draft.mayEdit ? (
          <Button size="xs" onClick={() => void take()}>
            Put into the draft
          </Button>
        ) : null}
        <Button size="xs" variant="default" onClick={() => setText(null)}>
          Close
        </Button>
      </Group>
    </div>
  )
}
