import { Button, Checkbox, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { PERMISSIONS, type Permission } from '#domain/access.ts'
import { useSession } from '../../shell/use-session.ts'
import { FormProblem } from '../sign-in/words.tsx'
import { ReachInput, type Reach } from './reach-input.tsx'
import { PERMISSION_WORDS } from './words.ts'

export interface TokenValues {
  readonly name: string
  readonly permissions: Permission[]
  readonly connections: Reach
  readonly expiresInDays: number | null
}

const ENDS = [
  { value: '30', label: 'in 30 days' },
  { value: '90', label: 'in 90 days' },
  { value: '365', label: 'in a year' },
  { value: 'never', label: 'never' },
]

/** A key for a machine: it never does more than its maker could. */
export function TokenForm(props: {
  readonly busy: boolean
  readonly error: Error | null
  readonly onClose: () => void
  readonly onSave: (values: TokenValues) => void
}) {
  const { data: session } = useSession()
  const own = session?.permissions ?? []
  const [name, setName] = useState('')
  const [permissions, setPermissions] = useState<string[]>(['read'])
  const [connections, setConnections] = useState<Reach>('all')
  const [ends, setEnds] = useState('90')
  return (
    <Modal opened onClose={props.onClose} title={<Text fw={650}>Make an API token</Text>} centered size="lg">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          props.onSave({
            name: name.trim(),
            permissions: PERMISSIONS.filter((permission) => permissions.includes(permission)),
            connections,
            expiresInDays: ends === 'never' ? null : Number(ends),
          })
        }}
      >
        <Stack gap="md">
          <TextInput
            label="What it is for"
            placeholder="Nightly import of costs"
            required
            maxLength={120}
            data-autofocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Checkbox.Group label="What it may do" value={permissions} onChange={setPermissions}>
            <Stack gap="xs" mt="xs">
              {PERMISSIONS.filter((permission) => own.includes(permission)).map((permission) => (
                <Checkbox
                  key={permission}
                  value={permission}
                  label={PERMISSION_WORDS[permission].name}
                  description={PERMISSION_WORDS[permission].may}
                />
              ))}
            </Stack>
          </Checkbox.Group>
          <ReachInput value={connections} onChange={setConnections} />
          <Select
            label="It ends"
            data={ENDS}
            allowDeselect={false}
            value={ends}
            onChange={(value) => setEnds(value ?? '90')}
          />
          <FormProblem error={props.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={props.onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={props.busy} disabled={permissions.length === 0}>
              Make the token
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
