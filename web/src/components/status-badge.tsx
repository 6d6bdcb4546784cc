import { Badge } from '@mantine/core'
import type { ReactNode } from 'react'

/** Colour says it at a glance; the words say it to everybody. */
const COLOURS = { good: 'teal', bad: 'red', warn: 'yellow', plain: 'indigo', quiet: 'gray' } as const
export type Tone = keyof typeof COLOURS

export const StatusBadge = (props: {
  readonly tone: Tone
  readonly icon?: ReactNode
  readonly children: ReactNode
}) => (
  <Badge
    color={COLOURS[props.tone]}
    variant="light"
    tt="none"
    fw={600}
    leftSection={props.icon}
    style={{ color: 'var(--mantine-color-text)', minWidth: 'max-content' }}
  >
    {props.children}
  </Badge>
)
