import { Checkbox, Select } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { useRef } from 'react'
import * as z from 'zod'
import { KINDS, LINK_STATES, listRecordsContract, RECORD_SORTS, searchRecordsContract } from '#http/contract/records.ts'
import { useList, useRead } from '../../api/use-api.ts'
import { CrmLink } from '../../components/crm-link.tsx'
import { DataTable, loaded } from '../../components/data-table.tsx'
import { EmptyNote } from '../../components/empty-note.tsx'
import { Choices, FilterBar, SearchBox } from '../../components/filter-bar.tsx'
import { SearchIcon } from '../../components/icons.tsx'
import { PageHead } from '../../components/page-head.tsx'
import { PageLoading } from '../../components/page-loading.tsx'
import { Panel } from '../../components/panel.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { sortingOf, sortSearch } from '../../components/sorting.ts'
import { usePageSearch } from '../../url/use-page-search.ts'
import { recordColumns } from './record-columns.tsx'
import { RecordLink } from './record-link.tsx'
import classes from './records.module.css'
import { KIND_NAMES, STATE_WORDS } from './words.ts'

const schema = z.object({
  q: z.coerce.string().max(200).optional().catch(undefined),
  /** Absent: people; where something is looked for, all. */
  kind: z
    .enum([...KINDS, 'all'])
    .optional()
    .catch(undefined),
  state: z.enum(LINK_STATES).optional().catch(undefined),
  problems: z.enum(['parked']).optional().catch(undefined),
  ...sortSearch(RECORD_SORTS),
})

const ALL = 'all' as const

/** Find anybody, or look through all pairs of records. */
export function RecordsPage() {
  const [search, set] = usePageSearch(schema)
  const box = useRef<HTMLDivElement>(null)
  useHotkeys([['/', () => box.current?.querySelector<HTMLInputElement>('input')?.focus()]])
  const asked = search.q ?? ''
  const usual = asked === '' ? 'person' : ALL
  const kind = search.kind ?? usual
  return (
    <>
      <PageHead
        title="Records"
        note="Find anybody or anything that Tandem keeps in step, and see why each field has its value."
      />
      <div className={classes['search']} ref={box}>
        <SearchBox
          label="Name, e-mail, company, deal, HubSpot or Salesforce id"
          value={asked}
          onChange={(q) => set({ q })}
          autoFocus
        />
        <p className={classes['hint']}>
          Any part from where a word begins: <q>dana acme</q>, <q>wells@ac</q>. Press <kbd>/</kbd> to come back here.
        </p>
      </div>
      <FilterBar>
        <Choices
          label="Kind of record"
          narrow="scroll"
          value={kind}
          options={[
            ...KINDS.map((one) => ({ value: one, label: KIND_NAMES[one].many })),
            { value: ALL, label: 'All kinds' },
          ]}
          onChange={(one) => set({ kind: one === usual ? undefined : one })}
        />
        {asked === '' ? (
          <>
            <Select
              aria-label="State"
              size="xs"
              w={160}
              data={[
                { value: ALL, label: 'Linked and unlinked' },
                ...LINK_STATES.map((state) => ({ value: state, label: STATE_WORDS[state].name })),
              ]}
              value={search.state ?? ALL}
              allowDeselect={false}
              onChange={(state) =>
                set({ state: state === ALL || state === null ? undefined : (state as (typeof LINK_STATES)[number]) })
              }
            />
            <Checkbox
              label="With a problem"
              checked={search.problems === 'parked'}
              onChange={(event) => set({ problems: event.currentTarget.checked ? 'parked' : undefined })}
            />
          </>
        ) : null}
      </FilterBar>
      {asked === '' ? (
        <Browse search={search} kind={kindOf(kind)} set={set} />
      ) : (
        <Found q={asked} kind={kindOf(kind)} />
      )}
    </>
  )
}

type Search = z.output<typeof schema>
type Kind = (typeof KINDS)[number]

const kindOf = (kind: Kind | typeof ALL): Kind | undefined => (kind === ALL ? undefined : kind)

function Browse(props: {
  readonly search: Search
  readonly kind: Kind | undefined
  readonly set: (patch: Partial<Search>) => void
}) {
  const { search, kind, set } = props
  const { state, problems } = search
  const { query: order, sorting } = sortingOf(RECORD_SORTS, search, set)
  const list = useList(listRecordsContract, { query: { kind, state, problems, ...order } })
  return (
    <Panel title={kind === undefined ? 'All records' : KIND_NAMES[kind].many}>
      <DataTable
        label="Records"
        columns={recordColumns(kind)}
        rowKey={(row) => row.link}
        list={list}
        sorting={sorting}
        empty={
          <EmptyNote title="No record fits" icon={<SearchIcon size={28} />}>
            {state === undefined && problems === undefined
              ? 'Nothing of this kind is linked yet. Records show up here as soon as the sync finds or makes their partner.'
              : 'No pair of records fits these filters. Take one of them away.'}
          </EmptyNote>
        }
      />
    </Panel>
  )
}

function Found({ q, kind }: { readonly q: string; readonly kind: Kind | undefined }) {
  const { data, error, refetch, isPlaceholderData } = useRead(searchRecordsContract, { query: { q, kind } })
  if (data === undefined)
    return error === null ? <PageLoading /> : <ProblemNotice error={error} onRetry={() => void refetch()} />
  if (data.tooShort)
    return (
      <EmptyNote title="Go on typing" icon={<SearchIcon size={28} />}>
        One letter fits nearly everybody. With two the search begins.
      </EmptyNote>
    )
  return (
    <div className={classes['stack']}>
      <Panel title="Found" note={data.more ? 'There are more: type further letters to narrow them down.' : undefined}>
        <DataTable
          label="Records found"
          columns={recordColumns(kind)}
          rowKey={(row) => row.link}
          list={{ ...loaded(data.hits), isStale: isPlaceholderData, error }}
          empty={<NothingFound q={q} kind={kind} />}
        />
      </Panel>
      {data.opportunities.length === 0 ? null : (
        <Panel title="Opportunities without a deal" note="They are known from Salesforce and have no deal in HubSpot.">
          <ul className={classes['list']}>
            {data.opportunities.map(({ id, name, stage, url, people }) => (
              <li key={id}>
                <CrmLink side="salesforce" href={url} label={name} /> <span className={classes['small']}>{stage}</span>{' '}
                {people.map((person, n) => (
                  <RecordLink key={person} link={person}>{`person ${n + 1} `}</RecordLink>
                ))}
              </li>
            ))}
          </ul>
        </Panel>
      )}
    </div>
  )
}

const NothingFound = ({ q, kind }: { readonly q: string; readonly kind: Kind | undefined }) => (
  <EmptyNote title="Nobody was found" icon={<SearchIcon size={28} />}>
    {`No ${kind === undefined ? 'record' : KIND_NAMES[kind].one.toLowerCase()} has a word that begins with “${q}”. `}
    Try the e-mail address or an id from HubSpot or Salesforce. Whoever was never selected for the sync is not known
    here.
  </EmptyNote>
)
