import { Drawer } from '@mantine/core'
import * as z from 'zod'
import { DIRECTIONS } from '#domain/order.ts'
import { type RecordField } from '#http/contract/record.ts'
import { listRecordChangesContract } from '#http/contract/record-history.ts'
import { JOURNAL_SORTS, type ChangeRow } from '#http/contract/record-changes.ts'
import { useList } from '../../api/use-api.ts'
import { DataTable, type Column } from '../../components/data-table.tsx'
import { EmptyNote } from '../../components/empty-note.tsx'
import { sortingOf } from '../../components/sorting.ts'
import { When } from '../../components/when.tsx'
import { usePageSearch } from '../../url/use-page-search.ts'
import { ChangeList } from './change-list.tsx'
import classes from './records.module.css'
import { ACTION_NAMES, fieldName, SIDE_NAMES } from './words.ts'

/** The story on the same page has a way of its own. */
const schema = z.object({ history: z.enum(DIRECTIONS).optional().catch(undefined) })

/** Everything that Tandem ever wrote to one field of a record, on either side. */
export function FieldHistory(props: {
  readonly link: string
  readonly field: RecordField | null
  readonly onClose: () => void
}) {
  const { field } = props
  return (
    <Drawer
      opened={field !== null}
      onClose={props.onClose}
      position="right"
      size="lg"
      title={field === null ? '' : `History of ${fieldName(field)}`}
      closeButtonProps={{ 'aria-label': 'Close the history' }}
    >
      {field === null ? null : <Rows link={props.link} field={field} />}
    </Drawer>
  )
}

function Rows({ link, field }: { readonly link: string; readonly field: RecordField }) {
  const [search, set] = usePageSearch(schema)
  const { query: order, sorting } = sortingOf(JOURNAL_SORTS, { direction: search.history }, ({ direction }) =>
    set({ history: direction }),
  )
  const list = useList(listRecordChangesContract, {
    params: { link },
    query: { field: field.map, limit: 20, ...order },
  })
  const isOwn = (name: string): boolean => name === field.hubspot.field || name === field.salesforce.field
  const columns: readonly Column<ChangeRow>[] = [
    {
      id: 'at',
      header: 'When',
      sort: 'at',
      sortedAs: 'time',
      narrow: 'title',
      width: 130,
      cell: (row) => <When at={row.at} as="date" />,
    },
    {
      id: 'what',
      header: 'What',
      cell: (row) => (
        <div>
          {SIDE_NAMES[row.side]} {row.object} {ACTION_NAMES[row.action]}
          <ChangeList change={{ ...row, changes: row.changes.filter((change) => isOwn(change.field)) }} />
          <div className={classes['small']}>
            Config version {row.configVersion}
            {row.author === null ? '' : ` by ${row.author}`}
          </div>
        </div>
      ),
    },
  ]
  return (
    <DataTable
      label={`History of ${fieldName(field)}`}
      columns={columns}
      rowKey={(row) => String(row.seq)}
      list={list}
      sorting={sorting}
      empty={<EmptyNote title="Never changed by Tandem" />}
    />
  )
}
