import { useMemo } from 'react'
import * as z from 'zod'
import { listReturnsContract, type ReturnRow, STAYING_SORTS } from '#http/contract/handover.ts'
import { useList } from '../../api/use-api.ts'
import { DataTable, type Column } from '../../components/data-table.tsx'
import { EmptyNote } from '../../components/empty-note.tsx'
import { Panel } from '../../components/panel.tsx'
import { sortingOf, sortSearch } from '../../components/sorting.ts'
import { When } from '../../components/when.tsx'
import { usePageSearch } from '../../url/use-page-search.ts'

/** The page has much else on it. */
const { sort, direction } = sortSearch(STAYING_SORTS)
const schema = z.object({ staysBy: sort, stays: direction })
const MORE_ORDERS = [{ by: 'givenBack', words: 'Given back', as: 'time' }] as const

/** Who could come back by now and stays, with the reason. */
export function ReturnsList() {
  const [search, set] = usePageSearch(schema)
  const order = sortingOf(STAYING_SORTS, { sort: search.staysBy, direction: search.stays }, ({ sort, direction }) =>
    set({ staysBy: sort, stays: direction }),
  )
  const list = useList(listReturnsContract, { query: order.query })
  const columns = useMemo<readonly Column<ReturnRow>[]>(
    () => [
      {
        id: 'who',
        header: 'Who',
        narrow: 'title',
        cell: ({ name, hubspotId }) => name ?? `contact ${hubspotId ?? '–'}`,
      },
      { id: 'why', header: 'Stays because', cell: ({ why }) => why ?? '–' },
      { id: 'reason', header: 'Was given back for', cell: ({ rejectReason }) => rejectReason ?? '–' },
      {
        id: 'since',
        header: 'Could return',
        sort: 'returns',
        sortedAs: 'time',
        cell: ({ returnAt }) => (returnAt === null ? 'qualified anew' : <When at={returnAt} />),
      },
      {
        id: 'again',
        header: 'Asked again',
        cell: ({ askedAgainAt }) => (askedAgainAt === null ? 'with their next change' : <When at={askedAgainAt} />),
      },
    ],
    [],
  )
  return (
    <Panel
      title="Could come back, and stay"
      note="Their return date has come, or they qualified anew, and something is in the way. It is asked again with every change of theirs, and weekly."
    >
      <DataTable
        label="People who stay"
        columns={columns}
        rowKey={({ handoffId }) => handoffId}
        list={list}
        sorting={order.sorting}
        moreOrders={MORE_ORDERS}
        empty={<EmptyNote title="Nobody is held back">Whoever may come back does.</EmptyNote>}
      />
    </Panel>
  )
}
