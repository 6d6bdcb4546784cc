import { Button, Group, Modal, Stack, Text, type ButtonProps } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useState, type ReactNode } from 'react'

/** A button that says what will happen, to what and in which CRM, before it happens. */
export function ConfirmAction(
  props: Pick<ButtonProps, 'variant' | 'size' | 'color' | 'leftSection' | 'disabled'> & {
    readonly label: string
    /** "Retry 120 records?" */
    readonly title: string
    /** What will happen, and what will not. */
    readonly children: ReactNode
    /** The word on the button that does it; default the label. */
    readonly confirm?: string
    /** False: what it asks for is not filled in, so it cannot be confirmed yet. */
    readonly isReady?: boolean
    /** A rejection leaves the question open; the caller tells what went wrong. */
    readonly onConfirm: () => Promise<unknown>
  },
) {
  const [opened, { open, close }] = useDisclosure()
  const [busy, setBusy] = useState(false)
  const { variant = 'default', size, color, leftSection, disabled } = props
  const look = { variant, ...given({ size, color, leftSection, disabled }) }
  const act = async (): Promise<void> => {
    setBusy(true)
    try {
      await props.onConfirm()
      close()
    } catch {
      // Told by the action itself.
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      <Button {...look} onClick={open}>
        {props.label}
      </Button>
      <Modal opened={opened} onClose={close} title={<Text fw={650}>{props.title}</Text>} centered>
        <Stack gap="md">
          <div>{props.children}</div>
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button {...given({ color })} loading={busy} disabled={props.isReady === false} onClick={() => void act()}>
              {props.confirm ?? props.label}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  )
}

/** Without what was not given: a property that is there and undefined is not the same to the components. */
const given = <T extends object>(values: T): { [K in keyof T]?: NonNullable<T[K]> } =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: NonNullable<T[K]>
  }
