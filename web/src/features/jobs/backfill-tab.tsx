import { Progress } from '@mantine/core'
import { readBackfillsContract, turnBackfillContract, type BackfillView } from '#http/contract/jobs.ts'
import { useAction, useList, useRead } from '../../api/use-api.ts'
import { ConfirmAction } from '../../components/confirm-action.tsx'
import { DataTable, type Column } from '../../components/data-table.tsx'
import { EmptyNote } from '../../components/empty-note.tsx'
import { PageLoading } from '../../components/page-loading.tsx'
import { Panel } from '../../components/panel.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { StatusBadge } from '../../components/status-badge.tsx'
import { When } from '../../components/when.tsx'
import { countOf, formatCount } from '../../format/numbers.ts'
import { formatDuration } from '../../format/time.ts'
import { useMay } from '../../shell/use-session.ts'
import { BackfillForm } from './backfill-form.tsx'
import { Counts } from './counts.tsx'
import classes from './jobs.module.css'

const FOLLOW_MS = 2_000

const STATES = {
  running: { tone: 'plain', words: 'Running' },
  stopped: { tone: 'warn', words: 'Stopped' },
  done: { tone: 'good', words: 'Done' },
  cancelled: { tone: 'quiet', words: 'Ended' },
} as const

const columns: readonly Column<BackfillView>[] = [
  { id: 'at', header: 'Begun', narrow: 'title', cell: ({ startedAt }) => <When at={startedAt} as="date" /> },
  {
    id: 'state',
    header: 'State',
    cell: ({ state }) => <StatusBadge tone={STATES[state].tone}>{STATES[state].words}</StatusBadge>,
  },
  { id: 'listed', header: 'Contacts', align: 'right', cell: ({ counts }) => formatCount(counts.listed) },
  { id: 'created', header: 'Leads made', align: 'right', cell: ({ counts }) => formatCount(counts.created) },
  { id: 'linked', header: 'Linked', align: 'right', cell: ({ counts }) => formatCount(counts.linked) },
  { id: 'parked', header: 'Parked', align: 'right', cell: ({ counts }) => formatCount(counts.parked) },
  { id: 'took', header: 'Work', cell: ({ workedMs }) => formatDuration(workedMs) },
]

/** The backfill: foresight, choices, progress, history. */
export function BackfillTab() {
  const { data, error, refetch } = useRead(readBackfillsContract, { query: { limit: 1 } }, { everyMs: FOLLOW_MS })
  const all = useList(readBackfillsContract)
  const mayOperate = useMay('operate')
  if (data === undefined)
    return error === null ? <PageLoading /> : <ProblemNotice error={error} onRetry={() => void refetch()} />
  const current = data.items.find(({ state }) => state === 'running' || state === 'stopped')
  const over = all.items?.filter(({ id }) => id !== current?.id) ?? []
  return (
    <div className={classes['stack']}>
      {current === undefined ? (
        mayOperate ? (
          <BackfillForm foresight={data.foresight} />
        ) : (
          <EmptyNote title="No backfill is running">An administrator can begin one.</EmptyNote>
        )
      ) : (
        <Running backfill={current} mayOperate={mayOperate} />
      )}
      {over.length === 0 ? null : (
        <Panel title="Before">
          <DataTable
            label="Earlier loads"
            columns={columns}
            rowKey={({ id }) => id}
            list={{ ...all, items: over }}
            empty={null}
          />
        </Panel>
      )}
    </div>
  )
}

function Running({ backfill, mayOperate }: { readonly backfill: BackfillView; readonly mayOperate: boolean }) {
  const turn = useAction(turnBackfillContract, { refreshes: ['Overview'] })
  const to = (state: 'running' | 'stopped' | 'cancelled') =>
    turn.mutateAsync({ params: { id: backfill.id }, body: { state } })
  const { counts, total, state, perSecond, msLeft } = backfill
  const all = Math.max(total ?? 0, counts.listed)
  const share = all === 0 ? 0 : (counts.listed / all) * 100
  return (
    <Panel
      title={state === 'stopped' ? 'The backfill is stopped' : 'The backfill is running'}
      note={
        <>
          Begun <When at={backfill.startedAt} />.{' '}
          {state === 'stopped'
            ? 'It goes on where it stopped.'
            : backfill.isWorkedOn
              ? 'A worker is at it.'
              : 'It waits for a worker to take it up.'}
        </>
      }
      actions={
        mayOperate ? (
          <div style={{ display: 'flex', gap: 8, flexWrap: 'wrap' }}>
            {state === 'running' ? (
              <ConfirmAction label="Stop" title="Stop the backfill?" onConfirm={() => to('stopped')}>
                What is at work is finished; what it did stays. You can go on at any time.
              </ConfirmAction>
            ) : (
              <ConfirmAction
                label="Go on"
                variant="filled"
                title="Go on with the backfill?"
                onConfirm={() => to('running')}
              >
                It goes on where it stopped, with the same choices.
              </ConfirmAction>
            )}
            <ConfirmAction
              label="End it"
              color="red"
              title="End the backfill for good?"
              confirm="End it"
              onConfirm={() => to('cancelled')}
            >
              What it did stays: nothing is taken back in either CRM. Another one would begin at the first contact.
            </ConfirmAction>
          </div>
        ) : null
      }
    >
      <Progress.Root size="xl" aria-label="Progress">
        <Progress.Section
          value={share}
          aria-label={`${Math.round(share)} percent`}
          {...(state === 'running' ? { striped: true } : { color: 'gray' })}
        />
      </Progress.Root>
      <p role="status">
        {formatCount(counts.listed)}
        {total === null ? '' : ` of about ${formatCount(all)}`} contacts
        {perSecond === null ? '' : `, ${perSecond} a second`}
        {msLeft === null || state === 'stopped' ? '' : `, about ${formatDuration(msLeft)} left`}.
      </p>
      <Counts counts={counts} />
      {counts.parked === 0 ? null : (
        <p className={classes['quiet']}>
          {countOf(counts.parked, 'contact waits', 'contacts wait')} on the page Problems.
        </p>
      )}
    </Panel>
  )
}
