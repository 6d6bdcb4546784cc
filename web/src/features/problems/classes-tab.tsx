import { Button, Group } from '@mantine/core'
import { downloadParkedContract, readProblemsContract, type ProblemClassView } from '#http/contract/problems.ts'
import { useRead } from '../../api/use-api.ts'
import { ConfirmAction } from '../../components/confirm-action.tsx'
import { CsvButton } from '../../components/csv-button.tsx'
import { EmptyNote } from '../../components/empty-note.tsx'
import { CheckIcon } from '../../components/icons.tsx'
import { PageLoading } from '../../components/page-loading.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { When } from '../../components/when.tsx'
import { countOf, formatCount } from '../../format/numbers.ts'
import { useMay } from '../../shell/use-session.ts'
import { usePageSearch } from '../../url/use-page-search.ts'
import classes from './problems.module.css'
import { problemsSearch } from './search.ts'
import { useRetry } from './use-retry.ts'
import { placeName, RETRIED_BY_WORDS } from './words.ts'

/** Parked records by what blocks them. */
export function ClassesTab() {
  const { data, error, refetch } = useRead(readProblemsContract)
  const mayOperate = useMay('operate')
  const retry = useRetry()
  if (data === undefined)
    return error === null ? <PageLoading /> : <ProblemNotice error={error} onRetry={() => void refetch()} />
  if (data.classes.length === 0)
    return (
      <EmptyNote title="No record waits for you" icon={<CheckIcon size={28} />}>
        Everything that changed was written. What a CRM refuses shows up here, with its reason and what to do.
      </EmptyNote>
    )
  return (
    <>
      {error === null ? null : (
        <ProblemNotice error={error} onRetry={() => void refetch()} meanwhile="Below is what was read before." />
      )}
      <div className={classes['bar']}>
        <span>{countOf(data.parked, 'record waits', 'records wait')}, by what stops them.</span>
        <Group gap="xs">
          <CsvButton contract={downloadParkedContract} input={{}} />
          {mayOperate && data.classes.length > 1 ? (
            <ConfirmAction
              label="Retry everything"
              title={`Retry ${countOf(data.parked, 'record')}?`}
              onConfirm={() => retry.mutateAsync({ body: { all: true } })}
            >
              <RetryWords />
            </ConfirmAction>
          ) : null}
        </Group>
      </div>
      <ul className={classes['classes']}>
        {data.classes.map((one) => (
          <ClassCard key={one.code} one={one} mayOperate={mayOperate} retry={retry} />
        ))}
      </ul>
    </>
  )
}

/** What a retry does, the same everywhere. */
export const RetryWords = () => (
  <>
    Each record is read anew on both sides and worked on like any change: what your mapping asks for is written to
    HubSpot and Salesforce, and nothing else. What fails again comes back here. You will see how many came through.
  </>
)

function ClassCard(props: {
  readonly one: ProblemClassView
  readonly mayOperate: boolean
  readonly retry: ReturnType<typeof useRetry>
}) {
  const { one, mayOperate, retry } = props
  const [, setSearch] = usePageSearch(problemsSearch)
  const { decidedIn } = one
  return (
    <li className={classes['class']}>
      <div className={classes['classHead']}>
        <h2 className={classes['classTitle']}>{one.title}</h2>
        <p className={classes['facts']}>
          <strong>{countOf(one.count, 'record')}</strong>, since <When at={one.since} />
        </p>
      </div>
      <p>{one.explanation}</p>
      <dl className={classes['words']}>
        <dt>What was said, the last time</dt>
        <dd>{one.message}</dd>
        {one.remedy === '' ? null : (
          <>
            <dt>What to do</dt>
            <dd>{one.remedy}</dd>
          </>
        )}
      </dl>
      <p className={classes['quiet']}>
        {one.objects.map(({ side, object, count }) => `${placeName(side, object)} (${formatCount(count)})`).join(', ')}.{' '}
        {RETRIED_BY_WORDS[one.retriedBy]}
      </p>
      <div className={classes['buttons']}>
        {decidedIn === null ? null : (
          <Button size="xs" onClick={() => setSearch({ tab: decidedIn }, 'push')}>
            {decidedIn === 'conflicts' ? 'Choose the values' : 'Look at the pairs'}
          </Button>
        )}
        <Button
          size="xs"
          variant={decidedIn === null ? 'filled' : 'default'}
          onClick={() => setSearch({ code: one.code }, 'push')}
        >
          Show {countOf(one.count, 'record')}
        </Button>
        {mayOperate ? (
          <ConfirmAction
            size="xs"
            label={one.count === 1 ? 'Retry' : `Retry all ${formatCount(one.count)}`}
            title={`Retry ${countOf(one.count, 'record')}?`}
            confirm="Retry"
            onConfirm={() => retry.mutateAsync({ body: { code: one.code } })}
          >
            <RetryWords />
          </ConfirmAction>
        ) : null}
      </div>
    </li>
  )
}
