import { Anchor } from '@mantine/core'
import {
  listRetriesContract,
  listRetryRecordsContract,
  readRetryContract,
  type RetryView,
} from '#http/contract/problems.ts'
import { useList, useRead } from '../../api/use-api.ts'
import { DataTable, type Column } from '../../components/data-table.tsx'
import { EmptyNote } from '../../components/empty-note.tsx'
import { PageLoading } from '../../components/page-loading.tsx'
import { Panel } from '../../components/panel.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { Tile, Tiles } from '../../components/tile.tsx'
import { When } from '../../components/when.tsx'
import { formatCount } from '../../format/numbers.ts'
import { usePageSearch } from '../../url/use-page-search.ts'
import { parkedColumns } from './records-of-class.tsx'
import { problemsSearch } from './search.ts'

/** A retry takes seconds: it is looked at often while something waits. */
const FOLLOW_MS = 2_000

const columns: readonly Column<RetryView>[] = [
  { id: 'what', header: 'What', narrow: 'title', cell: ({ what }) => what },
  { id: 'records', header: 'Tried', align: 'right', cell: ({ records }) => formatCount(records) },
  { id: 'through', header: 'Came through', align: 'right', cell: ({ through }) => formatCount(through) },
  { id: 'again', header: 'Failed again', align: 'right', cell: ({ again }) => formatCount(again) },
  { id: 'waiting', header: 'Still waiting', align: 'right', cell: ({ waiting }) => formatCount(waiting) },
  { id: 'by', header: 'By', cell: ({ by }) => by },
  { id: 'at', header: 'When', cell: ({ at }) => <When at={at} /> },
]

/** What became of retries, newest first. */
export function RetriesTab() {
  const [search, setSearch] = usePageSearch(problemsSearch)
  const list = useList(listRetriesContract, {}, { when: search.retry === undefined })
  if (search.retry !== undefined) return <OneRetry id={search.retry} />
  return (
    <DataTable
      label="Retries"
      columns={columns}
      rowKey={({ id }) => id}
      list={list}
      onOpen={({ id }) => setSearch({ retry: id }, 'push')}
      empty={<EmptyNote title="Nobody has retried anything yet" />}
    />
  )
}

function OneRetry({ id }: { readonly id: string }) {
  const [, setSearch] = usePageSearch(problemsSearch)
  const { data, error, refetch } = useRead(readRetryContract, { params: { id } }, { everyMs: FOLLOW_MS })
  const left = useList(listRetryRecordsContract, { params: { id } }, { everyMs: FOLLOW_MS })
  const back = (
    <Anchor component="button" type="button" onClick={() => setSearch({ retry: undefined }, 'push')}>
      All retries
    </Anchor>
  )
  if (data === undefined)
    return error === null ? <PageLoading /> : <ProblemNotice error={error} onRetry={() => void refetch()} />
  const { retry } = data
  return (
    <>
      <p>{back}</p>
      <Panel
        title={`Retry: ${retry.what}`}
        note={
          <>
            By {retry.by}, <When at={retry.at} />.{' '}
            {retry.waiting > 0 ? 'The figures move while the worker is at it.' : 'All of them have been worked on.'}
          </>
        }
      >
        <div role="status">
          <Tiles>
            <Tile name="Tried" value={formatCount(retry.records)} />
            <Tile
              name="Came through"
              value={formatCount(retry.through)}
              {...(retry.through > 0 ? { tone: 'good' } : {})}
            />
            <Tile name="Failed again" value={formatCount(retry.again)} {...(retry.again > 0 ? { tone: 'bad' } : {})} />
            <Tile name="Still waiting" value={formatCount(retry.waiting)} />
          </Tiles>
        </div>
        {retry.records === retry.through ? null : (
          <DataTable
            label="Records that did not come through"
            columns={parkedColumns}
            rowKey={(row) => row.id}
            list={left}
            empty={null}
          />
        )}
      </Panel>
    </>
  )
}
