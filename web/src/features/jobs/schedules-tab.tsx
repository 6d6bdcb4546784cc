import { Anchor } from '@mantine/core'
import { readJobsContract } from '#http/contract/jobs.ts'
import { useRead } from '../../api/use-api.ts'
import { EmptyNote } from '../../components/empty-note.tsx'
import { PageLoading } from '../../components/page-loading.tsx'
import { Panel } from '../../components/panel.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { Tile, Tiles } from '../../components/tile.tsx'
import { When } from '../../components/when.tsx'
import { formatCount } from '../../format/numbers.ts'
import { useMay } from '../../shell/use-session.ts'
import { groupsOf, groupWords } from './job-groups.ts'
import { JobTable } from './job-table.tsx'
import classes from './jobs.module.css'

const LOOK_AGAIN_MS = 5_000

/** Schedules, and what waits. */
export function SchedulesTab() {
  const { data, error, refetch } = useRead(readJobsContract, {}, { everyMs: LOOK_AGAIN_MS })
  const isAdmin = useMay('administer')
  if (data === undefined)
    return error === null ? <PageLoading /> : <ProblemNotice error={error} onRetry={() => void refetch()} />
  const sum = (of: 'waiting' | 'active' | 'failed'): number => data.queues.reduce((total, one) => total + one[of], 0)
  const { inbox } = data
  const failed = sum('failed')
  const { failed: failedJobs, groups } = groupsOf(data.jobs)
  return (
    <div className={classes['stack']}>
      <Panel
        title="What waits"
        note="Changed records wait in the inbox until a worker has brought both sides into step."
        actions={
          isAdmin ? (
            <Anchor href="/queues" target="_blank" rel="noopener noreferrer">
              The queues in detail
            </Anchor>
          ) : null
        }
      >
        <Tiles>
          <Tile name="In the inbox" value={formatCount(inbox.total)} note={`${formatCount(inbox.dueNow)} due now`} />
          <Tile
            name="Oldest from"
            value={inbox.oldestAt === null ? 'None' : <When at={inbox.oldestAt} />}
            note="the lag of the sync"
          />
          <Tile
            name="Jobs waiting"
            value={formatCount(sum('waiting'))}
            note={`${formatCount(sum('active'))} at work`}
          />
          <Tile
            name="Jobs that failed"
            value={formatCount(failed)}
            note="after their last try"
            {...(failed > 0 ? { tone: 'bad' as const } : {})}
          />
        </Tiles>
      </Panel>
      {failedJobs.length === 0 ? null : (
        <Panel title="Failed in the last run" note="Tried again by themselves; look if it stays.">
          <JobTable label="Jobs that failed in their last run" jobs={failedJobs} />
        </Panel>
      )}
      <Panel title="Schedules" note="In whichever process they run. Figures are of the whole deployment.">
        {groups.length === 0 ? (
          <EmptyNote title="Nothing has run yet">A worker has to be started: tandem start, or tandem worker.</EmptyNote>
        ) : (
          groups.map(({ name, jobs }, i) => (
            <details key={name} className={classes['group']} open={i === 0}>
              <summary>
                <strong>{name}</strong>
                <span className={classes['quiet']}>{groupWords(jobs)}</span>
              </summary>
              <JobTable label={name} jobs={jobs} />
            </details>
          ))
        )}
      </Panel>
    </div>
  )
}
