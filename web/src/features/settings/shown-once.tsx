import { Button, Code, CopyButton, Group, Modal, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { CopyIcon } from '../../components/icons.tsx'

/** A secret that is shown once, with a button to copy it. */
export function ShownOnce(props: {
  readonly title: string
  readonly secret: string
  readonly children: ReactNode
  readonly onClose: () => void
}) {
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={<Text fw={650}>{props.title}</Text>}
      centered
      size="lg"
      closeOnClickOutside={false}
    >
      <Stack gap="md">
        <div>{props.children}</div>
        <Code block style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
          {props.secret}
        </Code>
        <Group justify="flex-end">
          <CopyButton value={props.secret}>
            {({ copied, copy }) => (
              <Button leftSection={<CopyIcon size={16} />} onClick={copy}>
                {copied ? 'Copied' : 'Copy'}
              </Button>
            )}
          </CopyButton>
          <Button variant="default" onClick={props.onClose}>
            Done
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
