import { ActionIcon, Button, Group, Popover, Text, Tooltip } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { ChevronIcon, CloseIcon } from '../../components/icons.tsx'
import classes from './handover.module.css'

/** Buttons for a member of a list whose order matters. */
export function OrderButtons(props: {
  readonly what: string
  readonly at: number
  readonly of: number
  readonly onMove: (by: -1 | 1) => void
  readonly onRemove: () => void
}) {
  return (
    <Group gap={2} wrap="nowrap">
      <OneButton label={`Move ${props.what} up`} disabled={props.at === 0} onClick={() => props.onMove(-1)}>
        <span className={classes['up']}>
          <ChevronIcon size={15} />
        </span>
      </OneButton>
      <OneButton label={`Move ${props.what} down`} disabled={props.at === props.of - 1} onClick={() => props.onMove(1)}>
        <span className={classes['down']}>
          <ChevronIcon size={15} />
        </span>
      </OneButton>
      <RemoveButton what={props.what} onClick={props.onRemove} asks />
    </Group>
  )
}

/** @param asks it stands beside buttons that are pressed often, and what it removes took work to write. */
export function RemoveButton(props: { readonly what: string; readonly onClick: () => void; readonly asks?: true }) {
  const [opened, setOpened] = useState(false)
  const button = (
    <OneButton label={`Remove ${props.what}`} onClick={props.asks === true ? () => setOpened(true) : props.onClick}>
      <CloseIcon size={15} />
    </OneButton>
  )
  if (props.asks !== true) return button
  return (
    // What it is to screen readers is said here: the target is a span around the button, which may not have it.
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-end"
      withArrow
      trapFocus
      returnFocus
      withRoles={false}
    >
      <Popover.Target>
        <span>{button}</span>
      </Popover.Target>
      <Popover.Dropdown role="dialog" aria-label={`Remove ${props.what}?`}>
        <Text size="sm" mb="xs">
          Remove <b>{props.what}</b> from your draft?
        </Text>
        <Group gap="xs" justify="flex-end">
          <Button size="compact-sm" variant="default" onClick={() => setOpened(false)}>
            Keep
          </Button>
          <Button
            size="compact-sm"
            color="red"
            onClick={() => {
              setOpened(false)
              props.onClick()
            }}
          >
            Remove
          </Button>
        </Group>
      </Popover.Dropdown>
    </Popover>
  )
}

const OneButton = (props: {
  readonly label: string
  readonly disabled?: boolean
  readonly onClick: () => void
  readonly children: ReactNode
}) => (
  <Tooltip label={props.label} openDelay={400}>
    <ActionIcon
      variant="subtle"
      color="gray"
      aria-label={props.label}
      disabled={props.disabled ?? false}
      onClick={props.onClick}
    >
      {props.children}
    </ActionIcon>
  </Tooltip>
)

export const AddButton = (props: { readonly children: ReactNode; readonly onClick: () => void }) => (
  <Button variant="default" size="xs" onClick={props.onClick} style={{ alignSelf: 'end', justifySelf: 'start' }}>
    {props.children}
  </Button>
)

export const moved = <T,>(list: readonly T[], at: number, by: -1 | 1): readonly T[] => {
  const next = [...list]
  const [one] = next.splice(at, 1)
  if (one !== undefined) next.splice(at + by, 0, one)
  return next
}
export const replaced = <T,>(list: readonly T[], at: number, one: T): readonly T[] =>
  list.map((old, i) => (i === at ? one : old))
export const without = <T,>(list: readonly T[], at: number): readonly T[] => list.filter((_, i) => i !== at)
