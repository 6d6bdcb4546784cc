import { Anchor } from '@mantine/core'
import { listLeadDesksContract } from '#http/contract/lead-numbers.ts'
import type { LeadDesks } from '#http/contract/lead-numbers.ts'
import { useRead } from '../../api/use-api.ts'
import { DataTable, loaded } from '../../components/data-table.tsx'
import type { Column } from '../../components/data-table.tsx'
import { EmptyNote } from '../../components/empty-note.tsx'
import { PageLoading } from '../../components/page-loading.tsx'
import { Panel } from '../../components/panel.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { StatusBadge } from '../../components/status-badge.tsx'
import { formatCount } from '../../format/numbers.ts'
import type { SetLeadsSearch } from './leads-search.ts'

type Desk = LeadDesks['reps'][number]

/** What every rep has on the desk now. */
export function DesksTab({ set }: { readonly set: SetLeadsSearch }) {
  const { data, error, refetch } = useRead(listLeadDesksContract, {}, { everyMs: 60_000 })
  if (data === undefined)
    return error === null ? <PageLoading /> : <ProblemNotice error={error} onRetry={() => void refetch()} />
  return (
    <Panel title="On the desks now" note="Leads that wait for an answer, by who has them">
      <DataTable
        label="Reps"
        columns={columnsOf(set)}
        rowKey={({ id }) => id}
        list={loaded(data.reps)}
        empty={<EmptyNote title="Nobody is in a pool, and nobody has a lead" />}
        tone={({ breached }) => (breached > 0 ? 'bad' : undefined)}
      />
    </Panel>
  )
}

const columnsOf = (set: SetLeadsSearch): readonly Column<Desk>[] => [
  {
    id: 'name',
    header: 'Rep',
    narrow: 'title',
    cell: ({ id, name, awayUntil, active }) => (
      <>
        <Anchor
          component="button"
          type="button"
          c="var(--plain)"
          onClick={() => set({ tab: 'board', whose: 'all', rep: id }, 'push')}
        >
          {name}
        </Anchor>{' '}
        {awayUntil === null ? null : <StatusBadge tone="quiet">away until {awayUntil}</StatusBadge>}
        {active ? null : <StatusBadge tone="bad">no active user</StatusBadge>}
      </>
    ),
  },
  { id: 'pools', header: 'Team', cell: ({ pools }) => (pools.length === 0 ? 'in no pool' : pools.join(', ')) },
  { id: 'todo', header: 'To answer', align: 'right', cell: ({ todo }) => formatCount(todo) },
  { id: 'soon', header: 'Due within the hour', align: 'right', cell: ({ dueSoon }) => formatCount(dueSoon) },
  { id: 'late', header: 'Overdue', align: 'right', cell: ({ breached }) => formatCount(breached) },
  {
    id: 'capacity',
    header: 'At most',
    align: 'right',
    cell: ({ capacity }) => (capacity === null ? 'no limit' : formatCount(capacity)),
  },
]
