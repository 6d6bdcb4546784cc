import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { type KnownRecord } from '#http/contract/record.ts'
import { readRecordSyncContract, syncRecordContract, type RecordSync } from '#http/contract/record-history.ts'
import { useAction, useRead } from '../../api/use-api.ts'
import { ConfirmAction } from '../../components/confirm-action.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { When } from '../../components/when.tsx'
import { countOf } from '../../format/numbers.ts'
import { useMay } from '../../shell/use-session.ts'
import { ChangeList } from './change-list.tsx'
import classes from './records.module.css'
import { ACTION_NAMES, SIDE_NAMES } from './words.ts'
import { RefreshIcon } from '../../components/icons.tsx'

/** The button that has a record synced at once; says before what it does to which CRM. */
export function SyncNow(props: { readonly record: KnownRecord; readonly onAsked: (at: string) => void }) {
  const { record, onAsked } = props
  const may = useMay('operate')
  const sync = useAction(syncRecordContract, { onDone: ({ askedAt }) => onAsked(askedAt) })
  if (!may) return null
  const sides = (['hubspot', 'salesforce'] as const).flatMap((side) => {
    const own = record[side]
    return own === null ? [] : [`${SIDE_NAMES[side]} ${own.object} ${own.id}`]
  })
  return (
    <ConfirmAction
      label="Sync now"
      variant="filled"
      leftSection={<RefreshIcon size={16} />}
      disabled={!record.sync.can}
      title="Sync this record now?"
      onConfirm={() => sync.mutateAsync({ params: { link: record.link } })}
    >
      <p>Tandem reads and compares, before everything else that waits:</p>
      <ul className={classes['list']}>
        {sides.map((side) => (
          <li key={side}>{side}</li>
        ))}
      </ul>
      <p>
        Where they differ, it writes to the side that the rules of the mappings name. No other record is asked for, and
        nothing is deleted.
      </p>
    </ConfirmAction>
  )
}

/** What became of it, told as it happens. */
export function SyncOutcome(props: { readonly link: string; readonly since: string }) {
  const { link, since } = props
  const [over, setOver] = useState(false)
  const { data, error, refetch } = useRead(
    readRecordSyncContract,
    { params: { link }, query: { since } },
    over ? {} : { everyMs: 1_000 },
  )
  const queries = useQueryClient()
  const isDone = data?.state === 'done'
  useEffect(() => {
    if (!isDone) return
    setOver(true)
    // The page below shows what is stored now.
    void queries.invalidateQueries({ queryKey: ['Records'] })
  }, [isDone, queries])
  if (data === undefined) return error === null ? null : <ProblemNotice error={error} onRetry={() => void refetch()} />
  return (
    <section className={classes['notice']} data-tone={toneOf(data)} role="status" aria-label="Outcome of the sync">
      <h3>{headOf(data)}</h3>
      {data.state === 'done' ? <Done outcome={data} /> : <Waiting outcome={data} />}
      {data.problems.map(({ code, side, recordId, message, remedy }) => (
        <p key={`${code} ${side} ${recordId}`}>
          <strong>{code}</strong>: {message} {remedy}
        </p>
      ))}
    </section>
  )
}

function toneOf({ state, problems }: RecordSync): 'good' | 'bad' | 'plain' {
  if (problems.length > 0 || state === 'retrying') return 'bad'
  return state === 'done' ? 'good' : 'plain'
}

function headOf({ state, changes, problems }: RecordSync): string {
  if (state === 'waiting') return 'Waiting for its turn'
  if (state === 'working') return 'Being worked on'
  if (state === 'retrying') return 'It failed and is tried again'
  if (problems.length > 0) return 'Done, with a problem'
  return changes.length === 0
    ? 'Done: both sides already say the same'
    : `Done: ${countOf(changes.length, 'change')} written`
}

function Done({ outcome: { lookedAt, changes } }: { readonly outcome: RecordSync }) {
  return (
    <>
      {lookedAt === null ? null : (
        <p className={classes['small']}>
          Read and compared <When at={lookedAt} />.
        </p>
      )}
      {changes.map((change) => (
        <div key={change.seq}>
          <p>
            {SIDE_NAMES[change.side]} {change.object} {ACTION_NAMES[change.action]}
          </p>
          <ChangeList change={change} />
        </div>
      ))}
    </>
  )
}

const Waiting = ({ outcome: { waiting } }: { readonly outcome: RecordSync }) => (
  <>
    {waiting.map(({ side, object, recordId, attempts, lastError, notBefore, working }) => (
      <p key={`${side} ${recordId}`} className={classes['small']}>
        {SIDE_NAMES[side]} {object} {recordId}: {working ? 'being worked on' : 'waits'}
        {attempts === 0 ? '' : `, ${countOf(attempts, 'attempt')} so far`}
        {lastError === null ? null : (
          <>
            . {lastError} Next try <When at={notBefore} as="date" />
          </>
        )}
      </p>
    ))}
  </>
)
