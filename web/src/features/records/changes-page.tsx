import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useEffect, useState } from 'react'
import * as z from 'zod'
import {
  ACTIONS,
  downloadChangesContract,
  JOURNAL_SORTS,
  listChangesContract,
  type NamedChangeRow,
} from '#http/contract/record-changes.ts'
import { useList } from '../../api/use-api.ts'
import { CrmLink } from '../../components/crm-link.tsx'
import { CsvButton } from '../../components/csv-button.tsx'
import { DataTable, type Column } from '../../components/data-table.tsx'
import { EmptyNote } from '../../components/empty-note.tsx'
import { TextFilter } from '../../components/filter-bar.tsx'
import { SearchIcon } from '../../components/icons.tsx'
import { PageHead } from '../../components/page-head.tsx'
import { Panel } from '../../components/panel.tsx'
import { sortingOf, sortSearch } from '../../components/sorting.ts'
import { When } from '../../components/when.tsx'
import { usePageSearch } from '../../url/use-page-search.ts'
import { ChangeLine } from './change-list.tsx'
import { RecordLink } from './record-link.tsx'
import classes from './records.module.css'
import { ACTION_NAMES, SIDE_NAMES } from './words.ts'

const text = z.coerce.string().max(255).optional().catch(undefined)
const MOST_VERSIONS = 2_147_483_647

const schema = z.object({
  side: z.enum(['hubspot', 'salesforce']).optional().catch(undefined),
  object: text,
  action: z.enum(ACTIONS).optional().catch(undefined),
  field: text,
  rule: text,
  version: z.coerce.number().int().min(1).max(MOST_VERSIONS).optional().catch(undefined),
  from: z.iso.date().optional().catch(undefined),
  until: z.iso.date().optional().catch(undefined),
  ...sortSearch(JOURNAL_SORTS),
})
type Search = z.output<typeof schema>
type Filters = Omit<Search, 'sort' | 'direction'>

const OBJECTS = [
  { group: 'HubSpot', items: ['contacts', 'companies', 'deals', 'tasks', 'campaigns'] },
  {
    group: 'Salesforce',
    items: [
      'Lead',
      'Contact',
      'Account',
      'Opportunity',
      'OpportunityContactRole',
      'Task',
      'Campaign',
      'CampaignMember',
    ],
  },
]

/** Looks go on by themselves through so many stretches without a row; then the reader is asked. */
const EMPTY_LOOKS = 20

const columns: readonly Column<NamedChangeRow>[] = [
  {
    id: 'at',
    header: 'When',
    sort: 'at',
    sortedAs: 'time',
    width: 130,
    narrow: 'title',
    cell: ({ at }) => <When at={at} as="date" />,
  },
  {
    id: 'record',
    header: 'Record',
    width: '24%',
    cell: (row) => (
      <div>
        {row.link === null ? row.name : <RecordLink link={row.link}>{row.name ?? 'record without a name'}</RecordLink>}
        <div className={`${classes['small']} ${classes['id']}`}>
          <CrmLink side={row.side} href={row.url} label={`${SIDE_NAMES[row.side]} ${row.object}`} />
        </div>
      </div>
    ),
  },
  {
    id: 'what',
    header: 'What',
    width: 110,
    cell: (row) => <div>{ACTION_NAMES[row.action]}</div>,
  },
  {
    id: 'changes',
    header: 'Fields and why',
    width: '46%',
    cell: (row) => <ChangeLine change={row} />,
  },
]

/** Everything that Tandem ever wrote, newest first or oldest first. */
export function ChangesPage() {
  const [search, set] = usePageSearch(schema)
  const { sort, direction, ...filters } = search
  const { query: order, sorting } = sortingOf(JOURNAL_SORTS, { sort, direction }, set)
  const list = useList(listChangesContract, { query: { ...queryOf(filters), ...order } })
  const { items, hasMore, isLoadingMore, more, error } = list
  const asked = JSON.stringify(search)
  const [looked, setLooked] = useState({ asked, times: 0 })
  const times = looked.asked === asked ? looked.times : 0
  // A stretch without a row that fits says nothing about older ones.
  const goesOn = items?.length === 0 && hasMore && error === null && times < EMPTY_LOOKS
  useEffect(() => {
    if (!goesOn || isLoadingMore) return
    setLooked({ asked, times: times + 1 })
    more()
    // `more` is another function each time, and does the same.
  }, [goesOn, isLoadingMore, asked, times])
  const filtered = Object.values(filters).some((value) => value !== undefined)
  return (
    <>
      <PageHead
        title="Changes"
        note="Everything that Tandem wrote to HubSpot or Salesforce: what, when, by which rule."
        actions={
          filtered ? (
            <Button
              variant="default"
              onClick={() => set(Object.fromEntries(Object.keys(filters).map((key) => [key, undefined])))}
            >
              All changes
            </Button>
          ) : null
        }
      />
      <Filter search={filters} set={set} />
      <Panel
        title="What was written"
        actions={<CsvButton contract={downloadChangesContract} input={{ query: { ...queryOf(filters), ...order } }} />}
      >
        <DataTable
          label="Changes"
          columns={columns}
          rowKey={(row) => String(row.seq)}
          sorting={sorting}
          list={{ ...list, isLoading: list.isLoading || goesOn }}
          empty={
            <EmptyNote
              title="No change fits"
              icon={<SearchIcon size={28} />}
              action={
                hasMore ? (
                  <Button variant="default" loading={isLoadingMore} onClick={more}>
                    {order.direction === 'desc' ? 'Look further back' : 'Look further on'}
                  </Button>
                ) : undefined
              }
            >
              {hasMore
                ? 'Nothing among the millions of changes that were looked through. The others were not yet.'
                : filtered
                  ? 'Take one of the filters away.'
                  : 'Nothing was written yet. Every write to either CRM shows up here.'}
            </EmptyNote>
          }
        />
      </Panel>
    </>
  )
}

const queryOf = ({ from, until, ...rest }: Filters) => ({
  ...rest,
  limit: 50,
  // Days of the reader's own calendar, the last one whole.
  from: from === undefined ? undefined : new Date(`${from}T00:00:00`).toISOString(),
  until: until === undefined ? undefined : dayAfter(until),
})

function dayAfter(day: string): string {
  const at = new Date(`${day}T00:00:00`)
  at.setDate(at.getDate() + 1)
  return at.toISOString()
}

function Filter(props: { readonly search: Filters; readonly set: (patch: Partial<z.input<typeof schema>>) => void }) {
  const { search, set } = props
  const word = (text: string): string | undefined => (text === '' ? undefined : text)
  return (
    <div className={classes['filters']} role="search">
      <NativeSelect
        label="Written to"
        size="xs"
        data={[
          { value: '', label: 'Both CRMs' },
          { value: 'hubspot', label: 'HubSpot' },
          { value: 'salesforce', label: 'Salesforce' },
        ]}
        value={search.side ?? ''}
        onChange={({ currentTarget: { value } }) => set({ side: value === '' ? undefined : (value as 'hubspot') })}
      />
      <NativeSelect
        label="Kind of record"
        size="xs"
        data={[{ value: '', label: 'Every object' }, ...OBJECTS]}
        value={search.object ?? ''}
        onChange={({ currentTarget: { value } }) => set({ object: word(value) })}
      />
      <NativeSelect
        label="What was done"
        size="xs"
        data={[
          { value: '', label: 'Every action' },
          ...ACTIONS.map((value) => ({ value, label: ACTION_NAMES[value] })),
        ]}
        value={search.action ?? ''}
        onChange={({ currentTarget: { value } }) => set({ action: value === '' ? undefined : (value as 'update') })}
      />
      <TextFilter
        label="Field"
        placeholder="such as Phone"
        value={search.field ?? ''}
        onChange={(text) => set({ field: word(text) })}
      />
      <TextFilter
        label="Rule"
        placeholder="such as handoff"
        value={search.rule ?? ''}
        onChange={(text) => set({ rule: word(text) })}
      />
      <TextFilter
        label="Config version"
        placeholder="such as 3"
        digits
        value={search.version === undefined ? '' : String(search.version)}
        onChange={(text) => set({ version: versionOf(text) })}
      />
      <TextInput
        type="date"
        label="From"
        size="xs"
        value={search.from ?? ''}
        onChange={({ currentTarget: { value } }) => set({ from: word(value) })}
      />
      <TextInput
        type="date"
        label="Until"
        size="xs"
        value={search.until ?? ''}
        onChange={({ currentTarget: { value } }) => set({ until: word(value) })}
      />
    </div>
  )
}

/** Of numbers that no version has, none. */
const versionOf = (text: string): number | undefined => {
  const version = Number(text)
  return version >= 1 && version <= MOST_VERSIONS ? version : undefined
}
