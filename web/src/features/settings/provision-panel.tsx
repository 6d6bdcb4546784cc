import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import {
  readProvisionContract,
  readProvisionRunContract,
  type ProvisionRunView,
  type ProvisionSideView,
  type ProvisionStepView,
} from '#http/contract/provision.ts'
import { keyOf, useRead } from '../../api/use-api.ts'
import { AlertIcon } from '../../components/icons.tsx'
import { PageLoading } from '../../components/page-loading.tsx'
import { Panel } from '../../components/panel.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { StatusBadge } from '../../components/status-badge.tsx'
import { When } from '../../components/when.tsx'
import { countOf } from '../../format/numbers.ts'
import { useConnection } from '../../shell/use-connection.ts'
import { ProvisionForm } from './provision-form.tsx'
import { CRM, missingOf, type ProvisionSide } from './provision-words.ts'
import classes from './provision.module.css'

const FOLLOW_MS = 1_000

/** Properties, fields and permissions of Tandem's own in both CRMs: what is missing, and making it. */
export function ProvisionPanel() {
  const { data, error, refetch } = useRead(readProvisionContract, {}, { fixed: true })
  const run = useRun()
  if (data === undefined)
    return error === null ? <PageLoading /> : <ProblemNotice error={error} onRetry={() => void refetch()} />
  return (
    <Panel
      title="What Tandem needs in both CRMs"
      note={
        <>
          Its own properties, fields and permissions. Looked at <When at={data.lookedAt} />.
        </>
      }
      actions={
        <Button size="sm" variant="default" onClick={() => void refetch()}>
          Look again
        </Button>
      }
    >
      {run === null ? null : <Run run={run} />}
      <div className={classes['sides']}>
        <Side side="hubspot" looked={data.hubspot} isBusy={run?.state === 'running'} />
        <Side side="salesforce" looked={data.salesforce} isBusy={run?.state === 'running'} />
      </div>
    </Panel>
  )
}

/** The last run; while it runs it is asked for often, and when it has ended what is missing is looked at anew. */
function useRun(): ProvisionRunView | null {
  const queries = useQueryClient()
  const connection = useConnection()
  const before = useRef<string | null>(null)
  const { data } = useRead(readProvisionRunContract, {}, { fixed: true })
  const run = data?.run ?? null
  const state = run?.state ?? null
  useEffect(() => {
    const runKey = keyOf(readProvisionRunContract, connection, {})
    if (before.current === 'running' && state !== 'running')
      void queries.invalidateQueries({ queryKey: keyOf(readProvisionContract, connection, {}) })
    before.current = state
    if (state !== 'running') return
    const timer = setInterval(() => void queries.invalidateQueries({ queryKey: runKey }), FOLLOW_MS)
    return () => clearInterval(timer)
  }, [state, queries, connection])
  return run
}

function Run({ run }: { readonly run: ProvisionRunView }) {
  const made = run.steps.filter(({ state }) => state === 'made')
  const where = run.sides.map((side) => CRM[side]).join(' and ')
  return (
    <div role="status" className={classes['run']} data-state={run.state}>
      {run.state === 'running' ? (
        <>
          Being made in {where}: {countOf(made.length, 'step')} done so far.
        </>
      ) : (
        <>
          {run.startedBy} had it made in {where} <When at={run.startedAt} />: {countOf(made.length, 'step')} done.
        </>
      )}
      {run.problem === null ? null : (
        <p className={classes['problem']}>
          <AlertIcon size={16} />
          <span>
            <strong>{run.problem.message}</strong> {run.problem.remedy} What was made until then stays.
          </span>
        </p>
      )}
    </div>
  )
}

/** Of a fresh account everything is missing: some of it says enough. */
const SHOWN = 6

function Missing({ side, steps }: { readonly side: ProvisionSide; readonly steps: readonly ProvisionStepView[] }) {
  const [shown, { open }] = useDisclosure()
  return (
    <>
      <ul className={classes['missing']} aria-label={`Missing in ${CRM[side]}`}>
        {(shown ? steps : steps.slice(0, SHOWN)).map(({ what, detail, state }) => (
          <li key={what}>
            <code>{what}</code>
            <small>{state === 'invisible' ? `not visible to Tandem: ${detail}` : detail}</small>
          </li>
        ))}
      </ul>
      {shown || steps.length <= SHOWN ? null : (
        <Button size="compact-sm" variant="subtle" onClick={open} mb="sm">
          Show all {steps.length}
        </Button>
      )}
    </>
  )
}

function Side(props: { readonly side: ProvisionSide; readonly looked: ProvisionSideView; readonly isBusy: boolean }) {
  const { side, looked, isBusy } = props
  const [opened, { open, close }] = useDisclosure()
  const missing = missingOf(looked)
  return (
    <section aria-labelledby={`provision-${side}`} className={classes['side']}>
      <div className={classes['head']}>
        <h3 id={`provision-${side}`}>{CRM[side]}</h3>
        {looked.steps === null ? (
          <StatusBadge tone="warn">Not seen</StatusBadge>
        ) : missing.length === 0 ? (
          <StatusBadge tone="good">All there</StatusBadge>
        ) : (
          <StatusBadge tone="bad">{missing.length} missing</StatusBadge>
        )}
      </div>
      {looked.problem === null ? null : (
        <p className={classes['problem']}>
          <AlertIcon size={16} />
          <span>
            <strong>{looked.problem.message}</strong> {looked.problem.remedy}
          </span>
        </p>
      )}
      {looked.steps === null ? null : missing.length === 0 ? (
        <p className={classes['quiet']}>{countOf(looked.steps.length, 'thing')} are as they have to be.</p>
      ) : (
        <Missing side={side} steps={missing} />
      )}
      {looked.steps !== null && missing.length === 0 ? null : (
        <Button size="sm" variant="filled" onClick={open} disabled={isBusy}>
          Make it in {CRM[side]} …
        </Button>
      )}
      {opened ? <ProvisionForm side={side} missing={missing.length} onClose={close} /> : null}
    </section>
  )
}
