import { Button, Text } from '@mantine/core'
import { useState } from 'react'
import {
  createTokenContract,
  listTokensContract,
  revokeTokenContract,
  type TokenOnWire,
} from '#http/contract/tokens.ts'
import { useAction, useRead } from '../../api/use-api.ts'
import { ConfirmAction } from '../../components/confirm-action.tsx'
import { DataTable, loaded, type Column } from '../../components/data-table.tsx'
import { EmptyNote } from '../../components/empty-note.tsx'
import { PageLoading } from '../../components/page-loading.tsx'
import { Panel } from '../../components/panel.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { StatusBadge } from '../../components/status-badge.tsx'
import { When } from '../../components/when.tsx'
import { useMay, useSession } from '../../shell/use-session.ts'
import { ShownOnce } from './shown-once.tsx'
import { TokenForm } from './token-form.tsx'
import { PERMISSION_WORDS, reachWords } from './words.ts'

/** Keys for machines. */
export function TokensTab() {
  const { data, error, refetch } = useRead(listTokensContract)
  const { data: session } = useSession()
  const seesAll = useMay('administer')
  const [making, setMaking] = useState(false)
  const [secret, setSecret] = useState<string | null>(null)
  const create = useAction(createTokenContract, {
    quiet: true,
    onDone: (reply) => {
      setMaking(false)
      setSecret(reply.secret)
    },
  })
  const revoke = useAction(revokeTokenContract, { done: () => 'The token was revoked' })
  if (error !== null && data === undefined) return <ProblemNotice error={error} onRetry={() => void refetch()} />
  if (data === undefined) return <PageLoading />
  const columns: readonly Column<TokenOnWire>[] = [
    { id: 'name', header: 'For', narrow: 'title', cell: (token) => token.name },
    { id: 'hint', header: 'Ends with', cell: (token) => <code>…{token.hint}</code> },
    {
      id: 'may',
      header: 'May',
      cell: (token) => token.permissions.map((permission) => PERMISSION_WORDS[permission].name).join(', '),
    },
    { id: 'reach', header: 'Connections', cell: (token) => reachWords(token.connections, session?.connections ?? []) },
    ...(seesAll
      ? [{ id: 'maker', header: 'Made by', cell: (token: TokenOnWire) => (token.own ? 'You' : token.madeBy) }]
      : []),
    {
      id: 'used',
      header: 'Last used',
      cell: (token) => (token.lastUsedAt === null ? 'Never' : <When at={token.lastUsedAt} />),
    },
    { id: 'state', header: 'State', cell: (token) => <State token={token} /> },
    {
      id: 'revoke',
      header: 'What to do',
      align: 'right',
      cell: (token) =>
        token.state === 'revoked' ? null : (
          <ConfirmAction
            label="Revoke"
            size="compact-sm"
            color="red"
            title={`Revoke “${token.name}”?`}
            onConfirm={() => revoke.mutateAsync({ params: { token: token.id } })}
          >
            <Text>Whatever uses it is refused from now on. It cannot be brought back; make a new one instead.</Text>
          </ConfirmAction>
        ),
    },
  ]
  const add = (
    <Button
      onClick={() => {
        create.reset()
        setMaking(true)
      }}
    >
      Make a token
    </Button>
  )
  return (
    <Panel
      title="API tokens"
      note="For scripts and other programs. A token never does more than whoever made it, and stops with them."
      actions={data.items.length === 0 ? null : add}
    >
      <DataTable
        label="API tokens"
        columns={columns}
        rowKey={(token) => token.id}
        list={loaded(data.items)}
        empty={
          <EmptyNote title="No tokens yet" action={add}>
            Programs send one as “Authorization: Bearer …” to do over the API what you can do on these pages.
          </EmptyNote>
        }
        tone={(token) => (token.state === 'active' ? undefined : 'quiet')}
      />
      {making ? (
        <TokenForm
          busy={create.isPending}
          error={create.error}
          onClose={() => setMaking(false)}
          onSave={(body) => create.mutate({ body })}
        />
      ) : null}
      {secret === null ? null : (
        <ShownOnce title="Your new token" secret={secret} onClose={() => setSecret(null)}>
          <Text>Keep it where passwords are kept. Tandem has only a hash of it and cannot show it again.</Text>
        </ShownOnce>
      )}
    </Panel>
  )
}

function State({ token }: { readonly token: TokenOnWire }) {
  if (token.state === 'revoked') return <StatusBadge tone="quiet">Revoked</StatusBadge>
  if (token.state === 'expired') return <StatusBadge tone="quiet">Expired</StatusBadge>
  return (
    <>
      <StatusBadge tone="good">Active</StatusBadge>{' '}
      {token.expiresAt === null ? null : (
        <Text span size="xs" c="var(--quiet)">
          ends <When at={token.expiresAt} />
        </Text>
      )}
    </>
  )
}
