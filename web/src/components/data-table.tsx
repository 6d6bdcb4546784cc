import { Button, Checkbox, Table } from '@mantine/core'
import { createColumnHelper, rowSelectionFeature, tableFeatures, useTable } from '@tanstack/react-table'
import { useMemo, type ReactNode } from 'react'
import { COUNTED_UP_TO } from '#http/contract/paging.ts'
import type { List } from '../api/use-api.ts'
import { formatCount } from '../format/numbers.ts'
import classes from './data-table.module.css'
import { OrderChoice } from './order-choice.tsx'
import { PageLoading } from './page-loading.tsx'
import { ProblemNotice } from './problem-notice.tsx'
import type { SortChoice, SortedAs, Sorting } from './sorting.ts'

export interface Column<T> {
  readonly id: string
  readonly header: string
  readonly cell: (row: T) => ReactNode
  /** The name by which the server sorts; absent: it cannot. */
  readonly sort?: string
  /** What it sorts by then, for words; absent: a number. */
  readonly sortedAs?: SortedAs
  readonly align?: 'right'
  readonly width?: number | string
  /** On narrow screens a row is a card: `title` heads it, `hide` is left out, else a line with the header before it. */
  readonly narrow?: 'title' | 'hide'
}

interface Props<T> {
  /** What the rows are, for screen readers: "Leads". */
  readonly label: string
  readonly columns: readonly Column<T>[]
  readonly rowKey: (row: T) => string
  /** Of `useList`, or `loaded(rows)` where all rows are there. */
  readonly list: List<T>
  /** Instead of a table without rows: what it means, and what one can do. */
  readonly empty: ReactNode
  /** All rows of the list are sorted, by the server, never those that happen to be here. */
  readonly sorting?: Sorting
  /** What rows can be sorted by besides what their columns show. */
  readonly moreOrders?: readonly SortChoice[]
  readonly selection?: { readonly keys: ReadonlySet<string>; readonly onChange: (keys: ReadonlySet<string>) => void }
  /** Opens a row; the first cell becomes the button for it. */
  readonly onOpen?: (row: T) => void
  /** The row that is open now. */
  readonly openKey?: string | null
  readonly tone?: (row: T) => 'bad' | 'warn' | 'quiet' | undefined
  /** What a row is called, for the box that chooses it. */
  readonly nameOf?: (row: T) => string
}

const features = tableFeatures({ rowSelectionFeature })

/** Rows that the server pages, filters and sorts: a table, and on narrow screens cards. With all its states. */
export function DataTable<T extends object>(props: Props<T>) {
  const { list, columns, selection } = props
  const helper = useMemo(() => createColumnHelper<typeof features, T>(), [])
  const defs = useMemo(
    () => helper.columns(columns.map((column) => helper.display({ id: column.id, header: column.header }))),
    [helper, columns],
  )
  const rows = useMemo(() => [...(list.items ?? [])], [list.items])
  const table = useTable({
    features,
    columns: defs,
    data: rows,
    getRowId: props.rowKey,
    state: { rowSelection: chosen(selection?.keys) },
    onRowSelectionChange: (change) => {
      const before = chosen(selection?.keys)
      const after = typeof change === 'function' ? change(before) : change
      selection?.onChange(new Set(Object.keys(after).filter((key) => after[key] === true)))
    },
  })
  if (list.error !== null && rows.length === 0) return <ProblemNotice error={list.error} onRetry={list.retry} />
  if (list.isLoading) return <PageLoading />
  if (rows.length === 0) return <>{props.empty}</>
  return (
    <div className={classes['wrap']} data-stale={list.isStale || undefined} aria-busy={list.isStale}>
      {list.error === null ? null : (
        <ProblemNotice error={list.error} onRetry={list.retry} meanwhile="Below is what was read before." />
      )}
      {list.news === undefined ? null : <News onShow={list.news.show} />}
      {props.sorting === undefined ? null : (
        <div className={classes['order']} data-more={props.moreOrders !== undefined || undefined}>
          <OrderChoice choices={[...ordersOf(columns), ...(props.moreOrders ?? [])]} sorting={props.sorting} />
        </div>
      )}
      <Table
        className={classes['table'] ?? ''}
        role="table"
        aria-label={props.label}
        verticalSpacing={8}
        highlightOnHover
        // Mantine's own is too light for links in the dark.
        highlightOnHoverColor="color-mix(in srgb, var(--mantine-color-text) 5%, transparent)"
      >
        <Table.Thead role="rowgroup">
          <Table.Tr role="row">
            {selection === undefined ? null : (
              <Table.Th role="columnheader" className={classes['check']}>
                <Checkbox
                  aria-label="Choose all rows shown"
                  checked={table.getIsAllRowsSelected()}
                  indeterminate={table.getIsSomeRowsSelected()}
                  onChange={table.getToggleAllRowsSelectedHandler()}
                />
              </Table.Th>
            )}
            {columns.map((column) => (
              <Heading key={column.id} column={column} sorting={props.sorting} />
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody role="rowgroup">
          {table.getRowModel().rows.map((row) => (
            <Table.Tr
              key={row.id}
              role="row"
              data-tone={props.tone?.(row.original)}
              data-open={props.openKey === row.id || undefined}
            >
              {selection === undefined ? null : (
                <Table.Td role="cell" className={classes['check']}>
                  <Checkbox
                    aria-label={`Choose ${props.nameOf?.(row.original) ?? 'this row'}`}
                    checked={row.getIsSelected()}
                    onChange={row.getToggleSelectedHandler()}
                  />
                </Table.Td>
              )}
              {columns.map((column, place) => (
                <Cell key={column.id} column={column}>
                  {place === 0 && props.onOpen !== undefined ? (
                    <button type="button" className={classes['open']} onClick={() => props.onOpen?.(row.original)}>
                      {column.cell(row.original)}
                    </button>
                  ) : (
                    column.cell(row.original)
                  )}
                </Cell>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <footer className={classes['foot']}>
        <span>{countWords(rows.length, list.total)}</span>
        {list.hasMore ? (
          <Button variant="default" size="xs" loading={list.isLoadingMore} onClick={list.more}>
            Show more
          </Button>
        ) : null}
      </footer>
    </div>
  )
}

/** Rows that somebody reads are not exchanged under his eyes. */
const News = ({ onShow }: { readonly onShow: () => void }) => (
  <div className={classes['news']} role="status">
    Something has changed since these were read.
    <Button variant="light" size="compact-sm" onClick={onShow}>
      Show from the top
    </Button>
  </div>
)

const chosen = (keys: ReadonlySet<string> | undefined): Record<string, true> =>
  Object.fromEntries([...(keys ?? [])].map((key): [string, true] => [key, true]))

const ordersOf = <T,>(columns: readonly Column<T>[]): readonly SortChoice[] =>
  columns.flatMap(({ header, sort, sortedAs = 'number' }) =>
    sort === undefined ? [] : [{ by: sort, words: header, as: sortedAs }],
  )

function countWords(shown: number, total: number): string {
  if (shown >= total) return shown === 1 ? '1 row' : `${formatCount(shown)} rows`
  const all =
    total >= COUNTED_UP_TO ? `more than ${formatCount(COUNTED_UP_TO)}; filters narrow it down` : formatCount(total)
  return `${formatCount(shown)} of ${all}`
}

function Heading<T>(props: { readonly column: Column<T>; readonly sorting: Sorting | undefined }) {
  const { column, sorting } = props
  const by = column.sort
  const style = { width: column.width, textAlign: column.align ?? 'left' } as const
  if (by === undefined || sorting === undefined)
    return (
      <Table.Th role="columnheader" style={style}>
        {column.header}
      </Table.Th>
    )
  const active = sorting.value.by === by
  const { direction } = sorting.value
  const turned = direction === 'desc' ? 'asc' : 'desc'
  const next = active ? turned : (sorting.usual?.(by) ?? 'desc')
  return (
    <Table.Th
      role="columnheader"
      style={style}
      aria-sort={active ? (direction === 'asc' ? 'ascending' : 'descending') : 'none'}
    >
      <button type="button" className={classes['sort']} onClick={() => sorting.onChange({ by, direction: next })}>
        {column.header}
        <span aria-hidden="true">{active ? (direction === 'asc' ? ' ↑' : ' ↓') : ''}</span>
      </button>
    </Table.Th>
  )
}

function Cell<T>(props: { readonly column: Column<T>; readonly children: ReactNode }) {
  const { id, header, align, narrow } = props.column
  return (
    <Table.Td
      role="cell"
      data-column={id}
      data-label={header}
      data-narrow={narrow}
      style={{ textAlign: align ?? 'left' }}
    >
      {props.children}
    </Table.Td>
  )
}

/** For tables whose rows are all there. */
export const loaded = <T,>(items: readonly T[]): List<T> => ({
  items,
  total: items.length,
  error: null,
  isLoading: false,
  isStale: false,
  hasMore: false,
  isLoadingMore: false,
  more: () => undefined,
  retry: () => undefined,
})
