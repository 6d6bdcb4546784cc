import { Button, Group, Modal, Radio, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { ROLES, type Role } from '#domain/access.ts'
import type { UserOnWire } from '#http/contract/users.ts'
import { FormProblem } from '../sign-in/words.tsx'
import { ReachInput, type Reach } from './reach-input.tsx'
import { ROLE_WORDS } from './words.ts'

export interface PersonValues {
  readonly name: string
  readonly email: string
  readonly role: Role
  readonly connections: Reach
}

/** Who somebody is and what they may do. @param person null: somebody new. */
export function PersonForm(props: {
  readonly person: UserOnWire | null
  readonly busy: boolean
  readonly error: Error | null
  readonly onClose: () => void
  readonly onSave: (values: PersonValues) => void
}) {
  const { person } = props
  const [name, setName] = useState(person?.name ?? '')
  const [email, setEmail] = useState(person?.email ?? '')
  const [role, setRole] = useState<Role>(person?.role ?? 'viewer')
  const [connections, setConnections] = useState<Reach>(person?.connections ?? 'all')
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={<Text fw={650}>{person === null ? 'Invite somebody' : person.name}</Text>}
      centered
      size="lg"
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          props.onSave({ name: name.trim(), email: email.trim(), role, connections })
        }}
      >
        <Stack gap="md">
          <TextInput
            label="Name"
            required
            maxLength={120}
            data-autofocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <TextInput
            label="E-mail address"
            description="They sign in with it. A sales rep’s must be the one of their user in Salesforce: it finds their leads"
            type="email"
            required
            readOnly={person !== null}
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <Radio.Group label="What they may do" value={role} onChange={(value) => setRole(value as Role)}>
            <Stack gap="xs" mt="xs">
              {ROLES.map((one) => (
                <Radio key={one} value={one} label={ROLE_WORDS[one].name} description={ROLE_WORDS[one].may} />
              ))}
            </Stack>
          </Radio.Group>
          <ReachInput value={connections} onChange={setConnections} />
          <FormProblem error={props.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={props.onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={props.busy}>
              {person === null ? 'Invite' : 'Save'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
