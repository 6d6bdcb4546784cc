import { Avatar, Menu, UnstyledButton } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { signOutContract, type Session } from '#http/contract/session.ts'
import { call } from '../api/call.ts'
import { tell } from '../api/use-api.ts'
import { useConnection } from './use-connection.ts'

/** Who is signed in, with the way out. */
export function ProfileMenu({ session }: { readonly session: Session }) {
  const connection = encodeURIComponent(useConnection())
  const navigate = useNavigate()
  const queries = useQueryClient()
  const signOut = async (): Promise<void> => {
    try {
      await call(signOutContract, '', {})
      // Nothing that was read stays for whoever comes next; a draft stays for who made it.
      queries.clear()
      await navigate({ to: '/sign-in' as string })
    } catch (error) {
      tell(error instanceof Error ? error : new Error(String(error)))
    }
  }
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <UnstyledButton aria-label={`${initialsOf(session.name)}: signed in as ${session.name}`}>
          <Avatar color="indigo" variant="filled" size={34} radius="xl">
            {initialsOf(session.name)}
          </Avatar>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {session.name}
          <br />
          {session.email ?? 'API token'} · {session.role ?? 'token'}
        </Menu.Label>
        {session.kind === 'user' ? (
          <Menu.Item component={Link} to={`/c/${connection}/profile`}>
            Your account
          </Menu.Item>
        ) : null}
        <Menu.Item component={Link} to={`/c/${connection}/settings`}>
          Settings
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item onClick={() => void signOut()}>Sign out</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

/** "AW" of "Amara Whitlock": the first letters of the first and the last word. */
function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter((word) => word !== '')
  const [first = '', last = ''] = [words[0], words.length > 1 ? words.at(-1) : '']
  return `${firstLetter(first)}${firstLetter(last)}`.toUpperCase()
}

/** One letter as people see it, however many code units it has. */
const firstLetter = (word: string): string =>
  [...new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(word)][0]?.segment ?? ''
