import { runJobContract, type JobView } from '#http/contract/jobs.ts'
import { useAction } from '../../api/use-api.ts'
import { ConfirmAction } from '../../components/confirm-action.tsx'
import { DataTable, loaded, type Column } from '../../components/data-table.tsx'
import { StatusBadge } from '../../components/status-badge.tsx'
import { When } from '../../components/when.tsx'
import { countOf } from '../../format/numbers.ts'
import { formatDuration } from '../../format/time.ts'
import { useMay } from '../../shell/use-session.ts'
import classes from './jobs.module.css'

/** Below a second the words for durations say nothing. */
const took = (ms: number): string => (ms < 1_000 ? `${ms} ms` : formatDuration(ms))

/** Some jobs with their last run, and a quiet way to run one now. */
export function JobTable({ label, jobs }: { readonly label: string; readonly jobs: readonly JobView[] }) {
  const mayOperate = useMay('operate')
  const run = useAction(runJobContract, { done: () => 'It runs now' })
  const columns: readonly Column<JobView>[] = [
    { id: 'title', header: 'Job', narrow: 'title', width: '32%', cell: ({ title }) => title },
    {
      id: 'every',
      header: 'Runs',
      cell: ({ everyMs }) => (everyMs === null ? 'When needed' : `Every ${formatDuration(everyMs)}`),
    },
    {
      id: 'last',
      header: 'Last run',
      cell: ({ lastAt, tookMs }) =>
        lastAt === null ? (
          'Not yet'
        ) : (
          <span>
            <When at={lastAt} />
            {tookMs === null ? null : <span className={classes['quiet']}>, took {took(tookMs)}</span>}
          </span>
        ),
    },
    { id: 'next', header: 'Next run', cell: ({ nextAt }) => (nextAt === null ? '–' : <When at={nextAt} />) },
    { id: 'state', header: 'State', cell: (job) => <State job={job} /> },
    ...(mayOperate && jobs.some(({ everyMs }) => everyMs !== null)
      ? [
          {
            id: 'run',
            header: 'Run',
            align: 'right',
            cell: ({ name, title, everyMs }: JobView) =>
              everyMs === null ? null : (
                <ConfirmAction
                  size="compact-sm"
                  variant="subtle"
                  label="Run now"
                  title={`Run “${title}” now?`}
                  onConfirm={() => run.mutateAsync({ params: { name } })}
                >
                  It does what it does by schedule, at once. Run twice, it does nothing twice. In logs and on the
                  command line it is called <code>{name}</code>.
                </ConfirmAction>
              ),
          } satisfies Column<JobView>,
        ]
      : []),
  ]
  return (
    <DataTable
      label={label}
      columns={columns}
      rowKey={({ name }) => name}
      list={loaded(jobs)}
      tone={({ error }) => (error === null ? undefined : 'bad')}
      empty={null}
    />
  )
}

function State({ job: { error, lastAt, failedAt, failures } }: { readonly job: JobView }) {
  if (error !== null)
    return (
      <>
        <StatusBadge tone="bad">Failed</StatusBadge>
        <div className={classes['error']}>{error}</div>
      </>
    )
  return (
    <>
      {lastAt === null ? <StatusBadge tone="quiet">Waits</StatusBadge> : <StatusBadge tone="good">OK</StatusBadge>}
      {failedAt === null ? null : (
        <div className={classes['quiet']}>
          failed {countOf(failures, 'time')}, last <When at={failedAt} />
        </div>
      )}
    </>
  )
}
