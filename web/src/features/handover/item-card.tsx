import { Button, Group, Stack } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { ProblemLines } from '../config-draft/problem-lines.tsx'
import { useHandover } from './handover-context.ts'
import classes from './handover.module.css'

/** One member of a list: in words, and with a form below that is opened by its button. */
export function ItemCard(props: {
  readonly title: ReactNode
  /** For the button: "contract Paid search". */
  readonly what: string
  /** Where problems of it are found: by its name and by its place ("sla.hot", "sla.0"). */
  readonly problemsAt: readonly string[]
  readonly order?: ReactNode
  readonly children: ReactNode
  readonly form: ReactNode
  readonly startOpen?: boolean
}) {
  const { draft, problems } = useHandover()
  const [open, setOpen] = useState(props.startOpen ?? false)
  return (
    <article className={classes['card']}>
      <Group justify="space-between" align="flex-start" wrap="nowrap" gap="xs">
        <h3 className={classes['cardTitle']}>{props.title}</h3>
        {draft.mayEdit ? (
          <Group gap={4} wrap="nowrap">
            {props.order}
            <Button
              size="compact-sm"
              fw={500}
              variant={open ? 'light' : 'default'}
              aria-expanded={open}
              aria-label={`${open ? 'Close' : 'Edit'} ${props.what}`}
              onClick={() => setOpen(!open)}
            >
              {open ? 'Close' : 'Edit'}
            </Button>
          </Group>
        ) : null}
      </Group>
      {props.children}
      <ProblemLines problems={props.problemsAt.flatMap((path) => problems.at(path))} />
      {open && draft.mayEdit ? (
        <Stack gap="md" className={classes['form'] ?? ''}>
          {props.form}
        </Stack>
      ) : null}
    </article>
  )
}
