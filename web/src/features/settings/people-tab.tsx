import { Button, Text } from '@mantine/core'
import { useState } from 'react'
import {
  changeUserContract,
  endUserSessionsContract,
  inviteUserContract,
  listUsersContract,
  makeUserLinkContract,
  type UserOnWire,
} from '#http/contract/users.ts'
import { useAction, useRead } from '../../api/use-api.ts'
import { DataTable, loaded, type Column } from '../../components/data-table.tsx'
import { EmptyNote } from '../../components/empty-note.tsx'
import { PageLoading } from '../../components/page-loading.tsx'
import { Panel } from '../../components/panel.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { StatusBadge } from '../../components/status-badge.tsx'
import { When } from '../../components/when.tsx'
import { useSession } from '../../shell/use-session.ts'
import { countOf } from '../../format/numbers.ts'
import { PersonForm } from './person-form.tsx'
import { PersonMenu } from './person-menu.tsx'
import { ShownOnce } from './shown-once.tsx'
import { reachWords, ROLE_WORDS } from './words.ts'

type MadeLink = {
  readonly user: UserOnWire
  readonly link: string
  readonly mailed: 'sent' | 'failed' | 'no-mail-server'
}

/** Everybody who can sign in, and what they may do. */
export function PeopleTab() {
  const { data, error, refetch } = useRead(listUsersContract)
  const { data: session } = useSession()
  const [open, setOpen] = useState<UserOnWire | 'new' | null>(null)
  const [made, setMade] = useState<MadeLink | null>(null)
  const invite = useAction(inviteUserContract, {
    quiet: true,
    onDone: (reply) => {
      setOpen(null)
      setMade(reply)
    },
  })
  const change = useAction(changeUserContract, {
    quiet: true,
    refreshes: ['Session'],
    done: (user) => `Saved: ${user.name}`,
    onDone: () => setOpen(null),
  })
  const setState = useAction(changeUserContract, {
    done: (user) =>
      user.state === 'active' ? `${user.name} can sign in again` : `${user.name} cannot sign in any more`,
  })
  const link = useAction(makeUserLinkContract)
  const signOut = useAction(endUserSessionsContract, { done: ({ ended }) => `${countOf(ended, 'session')} ended` })
  if (error !== null && data === undefined) return <ProblemNotice error={error} onRetry={() => void refetch()} />
  if (data === undefined) return <PageLoading />
  const columns: readonly Column<UserOnWire>[] = [
    {
      id: 'name',
      header: 'Name',
      narrow: 'title',
      cell: (user) => `${user.name}${user.id === session?.id ? ' (you)' : ''}`,
    },
    {
      id: 'email',
      header: 'E-mail address',
      cell: (user) => <span style={{ overflowWrap: 'anywhere' }}>{user.email}</span>,
    },
    {
      id: 'role',
      header: 'May do',
      width: 150,
      cell: (user) => (
        <>
          {ROLE_WORDS[user.role].name}
          <Text size="xs" c="var(--quiet)">
            {reachWords(user.connections, session?.connections ?? [])}
          </Text>
        </>
      ),
    },
    { id: 'state', header: 'State', width: 120, cell: (user) => <State user={user} /> },
    {
      id: 'seen',
      header: 'Last sign-in',
      width: 120,
      cell: (user) => (user.signedInAt === null ? 'Never' : <When at={user.signedInAt} />),
    },
    {
      id: 'menu',
      header: 'What to do',
      align: 'right',
      width: 300,
      cell: (user) => (
        <PersonMenu
          user={user}
          onLink={async () => setMade({ user, ...(await link.mutateAsync({ params: { user: user.id } })) })}
          onSignOut={() => signOut.mutateAsync({ params: { user: user.id } })}
          onState={(state) => setState.mutateAsync({ params: { user: user.id }, body: { state } })}
        />
      ),
    },
  ]
  return (
    <Panel
      title="People"
      note="Whoever is invited gets a link to choose a password. Nobody can sign up by themselves."
      actions={
        <Button
          onClick={() => {
            invite.reset()
            setOpen('new')
          }}
        >
          Invite somebody
        </Button>
      }
    >
      <DataTable
        label="People"
        columns={columns}
        rowKey={(user) => user.id}
        list={loaded(data.items)}
        empty={<EmptyNote title="Nobody yet" />}
        onOpen={(user) => {
          change.reset()
          setOpen(user)
        }}
        tone={(user) => (user.state === 'deactivated' ? 'quiet' : undefined)}
      />
      {open === null ? null : (
        <PersonForm
          key={open === 'new' ? 'new' : open.id}
          person={open === 'new' ? null : open}
          busy={invite.isPending || change.isPending}
          error={open === 'new' ? invite.error : change.error}
          onClose={() => setOpen(null)}
          onSave={({ email, ...values }) =>
            open === 'new'
              ? invite.mutate({ body: { email, ...values } })
              : change.mutate({ params: { user: open.id }, body: values })
          }
        />
      )}
      {made === null ? null : (
        <ShownOnce title={`A link for ${made.user.name}`} secret={made.link} onClose={() => setMade(null)}>
          <Text>{MAILED[made.mailed]}</Text>
          <Text size="sm" c="var(--quiet)" mt={4}>
            It opens once and is shown here only now. Whoever has it can choose the password of {made.user.email}.
          </Text>
        </ShownOnce>
      )}
    </Panel>
  )
}

const MAILED = {
  sent: 'The link was mailed. You can also give it yourself:',
  failed: 'The mail with the link could not be sent. Give it to them yourself:',
  'no-mail-server': 'No mail server is configured, so give them this link yourself:',
} as const

function State({ user }: { readonly user: UserOnWire }) {
  if (user.state === 'active') return <StatusBadge tone="good">Active</StatusBadge>
  if (user.state === 'invited') return <StatusBadge tone="warn">Invited</StatusBadge>
  return <StatusBadge tone="quiet">Deactivated</StatusBadge>
}
