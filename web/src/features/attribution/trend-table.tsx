import { useState } from 'react'
import type { AttributionTrendReply, TrendPoint } from '#http/contract/attribution.ts'
import { DataTable, loaded, type Column } from '../../components/data-table.tsx'
import { Money } from '../../components/money.tsx'
import { formatDay } from '../../format/time.ts'
import classes from './attribution.module.css'
import { formatParts } from './words.ts'

/** The figures of the chart, for whoever wants them exactly or cannot see it. */
export function TrendTable({ trend }: { readonly trend: AttributionTrendReply }) {
  const [open, setOpen] = useState(false)
  const { currency } = trend
  const columns: readonly Column<TrendPoint>[] = [
    {
      id: 'days',
      header: 'Days',
      narrow: 'title',
      cell: ({ from, to }) => (from === to ? formatDay(from) : `${formatDay(from)} – ${formatDay(to)}`),
    },
    {
      id: 'spend',
      header: 'Spend',
      align: 'right',
      cell: (row) => <Money minor={row.spendMinor} currency={currency} exact />,
    },
    { id: 'leads', header: 'Leads', align: 'right', cell: (row) => row.leads },
    { id: 'won', header: 'Won deals', align: 'right', cell: (row) => formatParts(row.won) },
    {
      id: 'revenue',
      header: 'Revenue',
      align: 'right',
      cell: (row) => <Money minor={row.revenueMinor} currency={currency} exact />,
    },
  ]
  return (
    <details className={classes['details']} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>The same as a table</summary>
      {open ? (
        <DataTable
          label="Figures over time"
          columns={columns}
          rowKey={({ from }) => from}
          list={loaded([...trend.points].reverse())}
          empty={null}
        />
      ) : null}
    </details>
  )
}
