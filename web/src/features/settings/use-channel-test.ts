import { notifications } from '@mantine/notifications'
import { testChannelContract } from '#http/contract/alerts.ts'
import { useAction } from '../../api/use-api.ts'

/** Sends a test message to a channel of the configuration in force, and tells whether it was taken. */
export function useChannelTest(): { readonly test: (channel: string) => void; readonly testing: string | null } {
  const action = useAction(testChannelContract, {
    onDone: ({ ok, reason }, { params }) =>
      notifications.show({
        message: ok
          ? `${params?.channel ?? 'The channel'} took the test message`
          : `Not taken: ${reason ?? 'no reason'}`,
        color: ok ? 'teal' : 'red',
        withBorder: true,
        autoClose: ok ? 4_000 : 12_000,
      }),
  })
  return {
    test: (channel) => action.mutate({ params: { channel } }),
    testing: action.isPending ? (action.variables?.params?.channel ?? null) : null,
  }
}
