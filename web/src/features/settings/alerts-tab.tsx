import { Anchor, Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type * as z from 'zod'
import { readAlertsContract, resumeAlertsContract, type DeliveryView } from '#http/contract/alerts.ts'
import { useAction, useList, useRead } from '../../api/use-api.ts'
import { ConfirmAction } from '../../components/confirm-action.tsx'
import { DataTable, loaded, type Column } from '../../components/data-table.tsx'
import { EmptyNote } from '../../components/empty-note.tsx'
import { PageLoading } from '../../components/page-loading.tsx'
import { Panel } from '../../components/panel.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { StatusBadge } from '../../components/status-badge.tsx'
import { When } from '../../components/when.tsx'
import { countOf } from '../../format/numbers.ts'
import { useConnection } from '../../shell/use-connection.ts'
import { useMay } from '../../shell/use-session.ts'
import { ALERT_WORDS, CHANNEL_WORDS } from './alert-words.ts'
import { useChannelTest } from './use-channel-test.ts'
import classes from './connection-tab.module.css'

type Channel = z.output<typeof readAlertsContract.reply>['channels'][number]

const STATES = {
  waiting: { tone: 'plain', words: 'Waiting' },
  sent: { tone: 'good', words: 'Sent' },
  parked: { tone: 'bad', words: 'Not sent' },
} as const

const deliveryColumns: readonly Column<DeliveryView>[] = [
  {
    id: 'what',
    header: 'Alert',
    narrow: 'title',
    cell: ({ kind, about }) => (about === null ? ALERT_WORDS[kind] : `${ALERT_WORDS[kind]}: ${about}`),
  },
  { id: 'channel', header: 'To', cell: ({ channel }) => channel },
  {
    id: 'state',
    header: 'State',
    cell: ({ state, attempts, note }) => (
      <>
        <StatusBadge tone={STATES[state].tone}>{STATES[state].words}</StatusBadge>
        {state === 'sent' || note === null ? null : (
          <div className={classes['quiet']}>
            {note} ({countOf(attempts, 'try', 'tries')})
          </div>
        )}
      </>
    ),
  },
  { id: 'at', header: 'When', cell: ({ sentAt, at }) => <When at={sentAt ?? at} /> },
]

/** Where alerts go and what became of them. */
export function AlertsTab() {
  const { data, error, refetch } = useRead(readAlertsContract, { query: { limit: 1 } })
  const deliveries = useList(readAlertsContract)
  const mayOperate = useMay('operate')
  const resume = useAction(resumeAlertsContract, {
    done: ({ resumed }) =>
      resumed === 0 ? 'Nothing was waiting' : `${countOf(resumed, 'alert goes', 'alerts go')} on`,
    refreshes: ['Overview'],
  })
  const { test, testing } = useChannelTest()
  if (data === undefined)
    return error === null ? <PageLoading /> : <ProblemNotice error={error} onRetry={() => void refetch()} />
  const channelColumns: readonly Column<Channel>[] = [
    { id: 'name', header: 'Channel', narrow: 'title', cell: ({ name }) => name },
    { id: 'type', header: 'Kind', cell: ({ type }) => CHANNEL_WORDS[type] },
    { id: 'to', header: 'Goes to', cell: ({ to }) => to },
    {
      id: 'kinds',
      header: 'For',
      cell: ({ kinds }) =>
        kinds.length === 0 ? 'no rule names it' : kinds.map((kind) => ALERT_WORDS[kind]).join(', '),
    },
    ...(mayOperate
      ? [
          {
            id: 'test',
            header: 'Test',
            cell: ({ name }: Channel) => (
              <Button size="xs" variant="default" loading={testing === name} onClick={() => test(name)}>
                Send a test
              </Button>
            ),
          } satisfies Column<Channel>,
        ]
      : []),
  ]
  return (
    <div className={classes['stack']}>
      <Panel
        title="Channels"
        note="Who is told of what is set up under Sync settings. Addresses that are secret stay in the environment."
        actions={<SetUpLink />}
      >
        <DataTable
          label="Channels"
          columns={channelColumns}
          rowKey={({ name }) => name}
          list={loaded(data.channels)}
          empty={
            <EmptyNote title="No channel is set up" action={<SetUpLink />}>
              Slack, Microsoft Teams, e-mail or a webhook. Owners and managers can be told by e-mail without one.
            </EmptyNote>
          }
        />
      </Panel>
      <Panel
        title="Alerts"
        actions={
          mayOperate && data.parked > 0 ? (
            <ConfirmAction
              label={`Send ${countOf(data.parked, 'alert')} again`}
              title="Send what could not be sent?"
              confirm="Send again"
              onConfirm={() => resume.mutateAsync({ body: {} })}
            >
              Alerts whose channel did not work are sent now. Mend the channel first, and test it.
            </ConfirmAction>
          ) : null
        }
      >
        <DataTable
          label="Alerts, newest first"
          columns={deliveryColumns}
          rowKey={({ id }) => id}
          list={deliveries}
          empty={
            <EmptyNote title="There were no alerts yet">
              Deadlines, urgent leads and a broken sync are told here.
            </EmptyNote>
          }
        />
      </Panel>
    </div>
  )
}

function SetUpLink() {
  const connection = useConnection()
  return (
    <Anchor
      component={Link}
      to={`/c/${encodeURIComponent(connection)}/sync`}
      {...({ search: { part: 'alerts' } } as object)}
      size="sm"
    >
      Set up alerts
    </Anchor>
  )
}
