import { Button, Group, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import {
  changePasswordContract,
  changeProfileContract,
  endSessionContract,
  listSessionsContract,
} from '#http/contract/users.ts'
import { useAction, useRead } from '../../api/use-api.ts'
import { ConfirmAction } from '../../components/confirm-action.tsx'
import { DataTable, loaded } from '../../components/data-table.tsx'
import { EmptyNote } from '../../components/empty-note.tsx'
import { PageHead } from '../../components/page-head.tsx'
import { PageLoading } from '../../components/page-loading.tsx'
import { Panel } from '../../components/panel.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { StatusBadge } from '../../components/status-badge.tsx'
import { When } from '../../components/when.tsx'
import { countOf } from '../../format/numbers.ts'
import { useSession } from '../../shell/use-session.ts'
import { browserWords, ROLE_WORDS } from '../settings/words.ts'
import { FormProblem } from '../sign-in/words.tsx'

/** The reader's own account. */
export function ProfilePage() {
  const { data: session } = useSession()
  if (session === undefined) return <PageLoading />
  const role = session.role === null ? null : ROLE_WORDS[session.role]
  return (
    <>
      <PageHead
        title="Your account"
        note={role === null ? session.name : `${session.email ?? ''} · ${role.name}: ${role.may.toLowerCase()}.`}
      />
      <Stack gap="md">
        <NamePanel key={session.name} name={session.name} />
        <PasswordPanel />
        <SessionsPanel />
      </Stack>
    </>
  )
}

function NamePanel(props: { readonly name: string }) {
  const [name, setName] = useState(props.name)
  const change = useAction(changeProfileContract, {
    done: () => 'Your name was changed',
    refreshes: ['Session', 'Users and tokens'],
  })
  return (
    <Panel title="Name" note="As others read it, also in the audit log.">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          change.mutate({ body: { name } })
        }}
      >
        <Group align="end">
          <TextInput
            label="Name"
            required
            maxLength={120}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            style={{ flex: '1 1 220px', maxWidth: 360 }}
          />
          <Button type="submit" loading={change.isPending} disabled={name.trim() === '' || name === props.name}>
            Save
          </Button>
        </Group>
      </form>
    </Panel>
  )
}

function PasswordPanel() {
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const change = useAction(changePasswordContract, {
    quiet: true,
    done: () => 'Your password was changed; you were signed out everywhere else',
    onDone: () => {
      setCurrent('')
      setNext('')
    },
  })
  return (
    <Panel title="Password" note="Changing it signs you out everywhere else.">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          change.mutate({ body: { current, next } })
        }}
      >
        <Stack gap="md" maw={360}>
          <PasswordInput
            label="Present password"
            description="Empty if you always came by your provider"
            autoComplete="current-password"
            value={current}
            onChange={(event) => setCurrent(event.currentTarget.value)}
            visibilityToggleButtonProps={{ 'aria-label': 'Show the present password', tabIndex: 0 }}
          />
          <PasswordInput
            label="New password"
            description="12 characters or more; a few words are good"
            autoComplete="new-password"
            required
            minLength={12}
            maxLength={128}
            value={next}
            onChange={(event) => setNext(event.currentTarget.value)}
            visibilityToggleButtonProps={{ 'aria-label': 'Show the new password', tabIndex: 0 }}
          />
          <FormProblem error={change.error} />
          <Group>
            <Button type="submit" loading={change.isPending} disabled={next.length < 12}>
              Change the password
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  )
}

function SessionsPanel() {
  const { data, error, refetch } = useRead(listSessionsContract)
  const end = useAction(endSessionContract, { done: ({ ended }) => `${countOf(ended, 'session')} ended` })
  if (error !== null && data === undefined) return <ProblemNotice error={error} onRetry={() => void refetch()} />
  if (data === undefined) return <PageLoading />
  return (
    <Panel
      title="Where you are signed in"
      note="End what you do not know, and change your password."
      actions={
        data.items.length < 2 ? null : (
          <ConfirmAction
            label="End all others"
            title="Sign out everywhere else?"
            onConfirm={() => end.mutateAsync({ params: { session: 'others' } })}
          >
            <Text>You stay signed in here. Every other browser asks for the password again.</Text>
          </ConfirmAction>
        )
      }
    >
      <DataTable
        label="Sessions"
        rowKey={(session) => session.id}
        list={loaded(data.items)}
        empty={<EmptyNote title="No sessions" />}
        columns={[
          {
            id: 'browser',
            header: 'Browser',
            narrow: 'title',
            cell: (session) => (
              <>
                {browserWords(session.browser)}
                {session.current ? (
                  <span style={{ marginInlineStart: 8 }}>
                    <StatusBadge tone="plain">This one</StatusBadge>
                  </span>
                ) : null}
              </>
            ),
          },
          { id: 'address', header: 'From', cell: (session) => session.address ?? 'Unknown' },
          { id: 'since', header: 'Signed in', cell: (session) => <When at={session.signedInAt} /> },
          {
            id: 'end',
            header: 'Session',
            align: 'right',
            cell: (session) =>
              session.current ? (
                '–'
              ) : (
                <Button
                  size="compact-sm"
                  variant="default"
                  onClick={() => end.mutate({ params: { session: session.id } })}
                >
                  End
                </Button>
              ),
          },
        ]}
      />
    </Panel>
  )
}
