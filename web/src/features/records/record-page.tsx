import { Anchor, Button, Tabs } from '@mantine/core'
import { Link, useParams } from '@tanstack/react-router'
import * as z from 'zod'
import { DIRECTIONS } from '#domain/order.ts'
import { readRecordContract, type KnownRecord } from '#http/contract/record.ts'
import { STORY_KINDS } from '#http/contract/record-history.ts'
import { ApiProblem } from '../../api/fetch-json.ts'
import { useRead } from '../../api/use-api.ts'
import { EmptyNote } from '../../components/empty-note.tsx'
import { AlertIcon, ExternalIcon, SearchIcon } from '../../components/icons.tsx'
import { PageHead } from '../../components/page-head.tsx'
import { PageLoading } from '../../components/page-loading.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { StatusBadge } from '../../components/status-badge.tsx'
import { When } from '../../components/when.tsx'
import { Money } from '../../components/money.tsx'
import { countOf } from '../../format/numbers.ts'
import { formatDay } from '../../format/time.ts'
import { readable } from '../../words.ts'
import { useConnection } from '../../shell/use-connection.ts'
import { usePageSearch } from '../../url/use-page-search.ts'
import { FieldTable } from './field-table.tsx'
import { titleWords } from './record-columns.tsx'
import { RecordLink } from './record-link.tsx'
import classes from './records.module.css'
import { SalesPanels } from './sales-panels.tsx'
import { Story } from './story.tsx'
import { SyncNow, SyncOutcome } from './sync-now.tsx'
import { Fact, SyncPanels } from './sync-panels.tsx'
import { CLOCK_STATES, KIND_NAMES, SIDE_NAMES, standingOf } from './words.ts'

const TABS = ['fields', 'story', 'sales', 'sync'] as const
type Tab = (typeof TABS)[number]

const schema = z.object({
  tab: z.enum(TABS).default('fields').catch('fields'),
  different: z.coerce.boolean().optional().catch(undefined),
  /** Kinds of events, with commas between. */
  show: z.string().optional().catch(undefined),
  /** Way of the story. */
  direction: z.enum(DIRECTIONS).optional().catch(undefined),
  /** When a sync was asked for. */
  synced: z.iso.datetime().optional().catch(undefined),
})

/** Everything about one pair of records, and the answer to "why". */
export function RecordPage() {
  const { link = '' } = useParams({ strict: false }) as { readonly link?: string }
  const { data, error, refetch } = useRead(readRecordContract, { params: { link } })
  const current = data?.link === link ? data : undefined
  if (current === undefined && error !== null)
    return error instanceof ApiProblem && error.status === 404 ? (
      <NotThere title="There is no such record">
        Tandem knows no pair of records by this address. Search for the person or company by name, e-mail or id.
      </NotThere>
    ) : (
      <ProblemNotice error={error} onRetry={() => void refetch()} />
    )
  if (current === undefined) return <PageLoading />
  if (current.found === 'erased')
    return (
      <NotThere title="This person was forgotten">
        They were deleted for good at their own request. Tandem keeps that something was done, and no value of them.
      </NotThere>
    )
  return <Known key={current.link} record={current} stale={error} onRetry={() => void refetch()} />
}

function NotThere(props: { readonly title: string; readonly children: string }) {
  const connection = useConnection()
  return (
    <>
      <PageHead title="Record" before={<Back />} />
      <EmptyNote
        title={props.title}
        icon={<SearchIcon size={28} />}
        action={
          <Button component={Link} to={`/c/${encodeURIComponent(connection)}/records`} variant="default">
            Search records
          </Button>
        }
      >
        {props.children}
      </EmptyNote>
    </>
  )
}

function Back() {
  const connection = useConnection()
  return (
    <Anchor component={Link} to={`/c/${encodeURIComponent(connection)}/records`}>
      Records
    </Anchor>
  )
}

function Known(props: { readonly record: KnownRecord; readonly stale: Error | null; readonly onRetry: () => void }) {
  const { record } = props
  const [search, set] = usePageSearch(schema)
  const kinds = (search.show ?? '').split(',').filter(isKind)
  return (
    <>
      <PageHead
        before={<Back />}
        title={
          <>
            {titleWords(record)}
            <Badges record={record} />
          </>
        }
        note={[record.company, record.name === null ? null : record.email].filter((part) => part !== null).join(' · ')}
        actions={
          <>
            <OpenIn record={record} side="hubspot" />
            <OpenIn record={record} side="salesforce" />
            <SyncNow record={record} onAsked={(synced) => set({ synced })} />
          </>
        }
      />
      <div className={classes['stack']}>
        {props.stale === null ? null : (
          <ProblemNotice error={props.stale} onRetry={props.onRetry} meanwhile="Below is what was read before." />
        )}
        {search.synced === undefined ? null : (
          <SyncOutcome key={search.synced} link={record.link} since={search.synced} />
        )}
        <Notices record={record} />
        <Facts record={record} />
        <Tabs value={search.tab} onChange={(tab) => set({ tab: tab as Tab }, 'push')} keepMounted={false}>
          <Tabs.List mb="md" aria-label="Parts of this record">
            <Tabs.Tab value="fields">Fields</Tabs.Tab>
            <Tabs.Tab value="story">Story</Tabs.Tab>
            <Tabs.Tab value="sales">Sales</Tabs.Tab>
            <Tabs.Tab value="sync">Ids, sync</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="fields">
            <FieldTable
              record={record}
              onlyDifferent={search.different ?? false}
              onOnlyDifferent={(only) => set({ different: only || undefined })}
            />
          </Tabs.Panel>
          <Tabs.Panel value="story">
            <Story
              link={record.link}
              kinds={kinds}
              direction={search.direction ?? 'desc'}
              onDirection={(direction) => set({ direction: direction === 'desc' ? undefined : direction })}
              onKinds={(chosen) => set({ show: chosen.length === 0 ? undefined : chosen.join(',') })}
            />
          </Tabs.Panel>
          <Tabs.Panel value="sales">
            <SalesPanels record={record} />
          </Tabs.Panel>
          <Tabs.Panel value="sync">
            <SyncPanels record={record} />
          </Tabs.Panel>
        </Tabs>
      </div>
    </>
  )
}

type Kind = (typeof STORY_KINDS)[number]
const isKind = (word: string): word is Kind => (STORY_KINDS as readonly string[]).includes(word)

function OpenIn({ record, side }: { readonly record: KnownRecord; readonly side: 'hubspot' | 'salesforce' }) {
  const url = record[side]?.url ?? null
  if (url === null || !/^https?:\/\//i.test(url)) return null
  return (
    <Button
      component="a"
      href={url}
      target="_blank"
      rel="noopener noreferrer"
      variant="default"
      rightSection={<ExternalIcon size={14} />}
      aria-label={`Open in ${SIDE_NAMES[side]}, in a new window`}
    >
      Open in {SIDE_NAMES[side]}
    </Button>
  )
}

function Badges({ record }: { readonly record: KnownRecord }) {
  const state = standingOf(record)
  return (
    <span className={classes['badges']}>
      <StatusBadge tone="quiet">{KIND_NAMES[record.kind].one}</StatusBadge>
      <StatusBadge tone={state.tone}>{state.name}</StatusBadge>
      {record.adopted ? <StatusBadge tone="quiet">Adopted</StatusBadge> : null}
      {record.problems.length === 0 ? null : (
        <StatusBadge tone="bad" icon={<AlertIcon size={13} />}>
          {countOf(record.problems.length, 'problem')}
        </StatusBadge>
      )}
    </span>
  )
}

/** What is in the way of this record, or waits. */
function Notices({ record }: { readonly record: KnownRecord }) {
  return (
    <>
      {record.mergedInto === null ? null : (
        <div className={classes['notice']} role="status">
          <h3>Merged into another record</h3>
          <p>
            What happens from now on is told at{' '}
            <RecordLink link={record.mergedInto.link}>{record.mergedInto.name ?? 'the one that goes on'}</RecordLink>.
          </p>
        </div>
      )}
      {record.problems.map(({ code, side, object, recordId, message, remedy, at }) => (
        <div key={`${code} ${side} ${object} ${recordId}`} className={classes['notice']} data-tone="bad" role="status">
          <h3>{code}</h3>
          <p>{message}</p>
          <p>
            <strong>What to do:</strong> {remedy === '' ? 'see Problems.' : remedy}
          </p>
          <p className={classes['small']}>
            {SIDE_NAMES[side]} {object}, since <When at={at} as="date" />
          </p>
        </div>
      ))}
      {record.waiting.map(({ side, object, recordId, since, cause, attempts, working, lastError, notBefore }) => (
        <div key={`${side} ${object} ${recordId}`} className={classes['notice']} data-tone="plain" role="status">
          <h3>
            {SIDE_NAMES[side]} {object} {working ? 'is being worked on' : 'waits to be looked at'}
          </h3>
          <p className={classes['small']}>
            Since <When at={since} /> ({cause}){attempts === 0 ? '' : `, ${countOf(attempts, 'attempt')}, next `}
            {attempts === 0 ? null : <When at={notBefore} as="date" />}
            {lastError === null ? '' : `. Last error: ${lastError}`}
          </p>
        </div>
      ))}
      {record.sync.why === null ? null : <p className={classes['small']}>{record.sync.why}</p>}
    </>
  )
}

function Facts({ record }: { readonly record: KnownRecord }) {
  const stage = record.own.find(({ change }) => change.field === 'lifecyclestage')
  const clock = record.clocks.at(-1)
  const deal = record.kind === 'deal' ? record.opportunities[0] : undefined
  return (
    <dl className={classes['facts']}>
      {record.kind !== 'person' ? null : (
        <Fact name="Owner in sales">{record.owner === null || record.owner === '' ? 'nobody yet' : record.owner}</Fact>
      )}
      {deal === undefined ? null : (
        <>
          <Fact name="Amount">
            <Money minor={deal.amountMinor} currency={deal.currency} exact />
          </Fact>
          <Fact name="Stage in Salesforce">{deal.stage}</Fact>
          {deal.closedOn === null ? null : <Fact name="Closed">{formatDay(deal.closedOn)}</Fact>}
        </>
      )}
      {stage === undefined ? null : <Fact name="Lifecycle stage, as Tandem set it">{stage.change.to ?? 'blank'}</Fact>}
      {clock === undefined ? null : (
        <Fact name={readable(clock.name)}>{CLOCK_STATES[clock.state]?.[0] ?? clock.state}</Fact>
      )}
      {record.opportunities.length === 0 || deal !== undefined ? null : (
        <Fact name="Opportunities">
          {(['won', 'open', 'lost'] as const)
            .map((outcome) => [outcome, record.opportunities.filter((one) => one.outcome === outcome).length] as const)
            .filter(([, n]) => n > 0)
            .map(([outcome, n]) => `${n} ${outcome}`)
            .join(', ')}
        </Fact>
      )}
      <Fact name="Linked">
        <When at={record.since} as="date" />
      </Fact>
      {record.lookedAt === null ? null : (
        <Fact name="Last looked at">
          <When at={record.lookedAt} />
        </Fact>
      )}
    </dl>
  )
}
