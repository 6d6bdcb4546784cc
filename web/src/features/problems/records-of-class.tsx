import { Anchor, Button } from '@mantine/core'
import { useState } from 'react'
import {
  downloadParkedContract,
  listParkedContract,
  PARKED_SORTS,
  type ParkedRecordView,
} from '#http/contract/problems.ts'
import { useList } from '../../api/use-api.ts'
import { ConfirmAction } from '../../components/confirm-action.tsx'
import { CsvButton } from '../../components/csv-button.tsx'
import { DataTable, type Column } from '../../components/data-table.tsx'
import { EmptyNote } from '../../components/empty-note.tsx'
import { Choices, FilterBar, SearchBox } from '../../components/filter-bar.tsx'
import { sortingOf } from '../../components/sorting.ts'
import { StatusBadge } from '../../components/status-badge.tsx'
import { When } from '../../components/when.tsx'
import { countOf } from '../../format/numbers.ts'
import { useMay } from '../../shell/use-session.ts'
import { usePageSearch } from '../../url/use-page-search.ts'
import { RecordLink } from '../records/record-link.tsx'
import { RetryWords } from './classes-tab.tsx'
import classes from './problems.module.css'
import { parkedOrder, problemsSearch } from './search.ts'
import { useRetry } from './use-retry.ts'
import { placeName } from './words.ts'

export const parkedColumns: readonly Column<ParkedRecordView>[] = [
  {
    id: 'record',
    header: 'Record',
    narrow: 'title',
    width: '24%',
    cell: ({ link, name, recordId }) =>
      link === null ? <strong>{name ?? recordId}</strong> : <RecordLink link={link}>{name ?? recordId}</RecordLink>,
  },
  { id: 'place', header: 'Where', cell: ({ side, object }) => placeName(side, object) },
  {
    id: 'words',
    header: 'What was said',
    width: '40%',
    cell: ({ message }) => <span className={classes['value']}>{message}</span>,
  },
  { id: 'since', header: 'Since', sort: 'since', sortedAs: 'time', cell: ({ firstAt }) => <When at={firstAt} /> },
  {
    id: 'state',
    header: 'State',
    cell: ({ isWaiting, retriedAt }) =>
      isWaiting ? (
        <StatusBadge tone="plain">Being tried again</StatusBadge>
      ) : retriedAt === null ? (
        <StatusBadge tone="warn">Waits</StatusBadge>
      ) : (
        <StatusBadge tone="bad">Failed again</StatusBadge>
      ),
  },
]

const MORE_ORDERS = [{ by: 'parked', words: 'Last parked', as: 'time' }] as const

/** Records of one class, to be looked through and retried. */
export function RecordsOfClass() {
  const [search, setSearch] = usePageSearch(problemsSearch)
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const mayOperate = useMay('operate')
  const retry = useRetry()
  const { code, side, text } = search
  const filter = {
    ...(code === undefined ? {} : { code }),
    ...(side === undefined ? {} : { side }),
    ...(text === undefined ? {} : { text }),
  }
  const [order, setOrder] = usePageSearch(parkedOrder)
  const { query: asked, sorting } = sortingOf(PARKED_SORTS, order, setOrder)
  const list = useList(listParkedContract, { query: { ...filter, ...asked } })
  const title = list.items?.[0]?.title ?? code ?? ''
  const ids = [...chosen]
  return (
    <>
      <p className={classes['quiet']}>
        <Anchor
          component="button"
          type="button"
          onClick={() =>
            setSearch(
              { code: undefined, side: undefined, text: undefined, sort: undefined, direction: undefined },
              'push',
            )
          }
        >
          All problems
        </Anchor>{' '}
        / {title}
      </p>
      <FilterBar>
        <Choices
          label="CRM"
          value={side ?? 'any'}
          options={[
            { value: 'any', label: 'Both CRMs' },
            { value: 'hubspot', label: 'HubSpot' },
            { value: 'salesforce', label: 'Salesforce' },
          ]}
          onChange={(value) => setSearch({ side: value === 'any' ? undefined : value })}
        />
        <SearchBox
          label="Part of what was said, or a record id"
          value={text ?? ''}
          onChange={(value) => setSearch({ text: value === '' ? undefined : value })}
        />
        {mayOperate && list.total > 0 ? (
          <>
            <Button
              size="sm"
              disabled={ids.length === 0}
              loading={retry.isPending}
              onClick={() => retry.mutate({ body: { ids } }, { onSuccess: () => setChosen(new Set()) })}
            >
              Retry {ids.length === 0 ? 'chosen' : countOf(ids.length, 'record')}
            </Button>
            <ConfirmAction
              size="sm"
              label="Retry all that fit"
              title={`Retry ${countOf(list.total, 'record')}?`}
              confirm="Retry"
              onConfirm={() => retry.mutateAsync({ body: filter })}
            >
              <RetryWords />
            </ConfirmAction>
          </>
        ) : null}
        {list.total === 0 ? null : (
          <CsvButton contract={downloadParkedContract} input={{ query: { ...filter, ...asked } }} />
        )}
      </FilterBar>
      <DataTable
        label="Parked records"
        columns={parkedColumns}
        rowKey={({ id }) => id}
        list={list}
        sorting={sorting}
        moreOrders={MORE_ORDERS}
        {...(mayOperate ? { selection: { keys: chosen, onChange: setChosen } } : {})}
        empty={
          <EmptyNote title="Nothing waits here">
            {text === undefined && side === undefined
              ? 'All records of this kind came through.'
              : 'No record fits these filters.'}
          </EmptyNote>
        }
      />
    </>
  )
}
