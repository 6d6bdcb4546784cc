import { Group, Text } from '@mantine/core'
import type { UserOnWire } from '#http/contract/users.ts'
import { ConfirmAction } from '../../components/confirm-action.tsx'

/** What can be done to somebody's account, each with what it does before it is done. */
export function PersonMenu(props: {
  readonly user: UserOnWire
  readonly onLink: () => Promise<unknown>
  readonly onSignOut: () => Promise<unknown>
  readonly onState: (state: 'active' | 'deactivated') => Promise<unknown>
}) {
  const { user } = props
  if (user.state === 'deactivated')
    return (
      <ConfirmAction
        label="Bring back"
        size="compact-sm"
        title={`Let ${user.name} in again?`}
        onConfirm={() => props.onState('active')}
      >
        <Text>They can sign in with their password as before, and their API tokens work again.</Text>
      </ConfirmAction>
    )
  return (
    <Group gap={6} justify="flex-end">
      <ConfirmAction
        label="New link"
        size="compact-sm"
        title={user.state === 'invited' ? `Invite ${user.name} again?` : `A new password for ${user.name}?`}
        confirm="Make the link"
        onConfirm={props.onLink}
      >
        <Text>You get a link by which they choose a password. It opens once; an older one does not open any more.</Text>
      </ConfirmAction>
      {user.state === 'active' ? (
        <ConfirmAction
          label="Sign out"
          size="compact-sm"
          title={`Sign ${user.name} out everywhere?`}
          confirm="Sign out"
          onConfirm={props.onSignOut}
        >
          <Text>Every browser in which they are signed in asks for the password again. Their API tokens go on.</Text>
        </ConfirmAction>
      ) : null}
      <ConfirmAction
        label="Deactivate"
        size="compact-sm"
        color="red"
        title={`Deactivate ${user.name}?`}
        onConfirm={() => props.onState('deactivated')}
      >
        <Text>
          They are signed out at once and cannot come in; their API tokens do nothing. Nothing changes in HubSpot or
          Salesforce. You can bring them back.
        </Text>
      </ConfirmAction>
    </Group>
  )
}
