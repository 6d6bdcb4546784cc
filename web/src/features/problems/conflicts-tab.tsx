import {
  CONFLICT_SORTS,
  listConflictFieldsContract,
  listConflictsContract,
  type ConflictView,
} from '#http/contract/conflicts.ts'
import { useList, useRead } from '../../api/use-api.ts'
import { DataTable, type Column } from '../../components/data-table.tsx'
import { EmptyNote } from '../../components/empty-note.tsx'
import { Choices, FilterBar, SearchBox } from '../../components/filter-bar.tsx'
import { CheckIcon } from '../../components/icons.tsx'
import { sortingOf } from '../../components/sorting.ts'
import { StatusBadge } from '../../components/status-badge.tsx'
import { When } from '../../components/when.tsx'
import { usePageSearch } from '../../url/use-page-search.ts'
import { ConflictDrawer } from './conflict-drawer.tsx'
import classes from './problems.module.css'
import { conflictOrder, problemsSearch } from './search.ts'
import { pairName, shown } from './words.ts'

const columns: readonly Column<ConflictView>[] = [
  {
    id: 'name',
    header: 'Record',
    sort: 'name',
    sortedAs: 'name',
    narrow: 'title',
    cell: ({ name, hubspotId }) => name ?? hubspotId,
  },
  {
    id: 'field',
    header: 'Field',
    cell: ({ labels, pair }) => (
      <>
        {labels.hubspot}
        <br />
        <span className={classes['quiet']}>{pairName(pair)}</span>
      </>
    ),
  },
  {
    id: 'hubspot',
    header: 'In HubSpot',
    cell: ({ values }) => <span className={classes['value']}>{shown(values.hubspot)}</span>,
  },
  {
    id: 'salesforce',
    header: 'In Salesforce',
    cell: ({ values }) => <span className={classes['value']}>{shown(values.salesforce)}</span>,
  },
  { id: 'since', header: 'Since', sort: 'since', sortedAs: 'time', cell: ({ firstAt }) => <When at={firstAt} /> },
  { id: 'state', header: 'State', cell: (row) => <State conflict={row} /> },
]

function State({ conflict: { decision, kind } }: { readonly conflict: ConflictView }) {
  if (decision?.state === 'open') return <StatusBadge tone="plain">Decided, being written</StatusBadge>
  if (decision?.state === 'refused') return <StatusBadge tone="bad">Decision not written</StatusBadge>
  return kind === 'frozen' ? (
    <StatusBadge tone="warn">Back and forth</StatusBadge>
  ) : (
    <StatusBadge tone="warn">Both changed</StatusBadge>
  )
}

/** Fields of which a person has to say what is right. */
export function ConflictsTab() {
  const [search, setSearch] = usePageSearch(problemsSearch)
  const { map, kind, text, link, field } = search
  const [order, setOrder] = usePageSearch(conflictOrder)
  const { query: asked, sorting } = sortingOf(CONFLICT_SORTS, order, setOrder)
  const fields = useRead(listConflictFieldsContract)
  const list = useList(listConflictsContract, {
    query: {
      ...(map === undefined ? {} : { map }),
      ...(kind === undefined ? {} : { kind }),
      ...(text === undefined ? {} : { text }),
      ...asked,
    },
  })
  const byMap = new Map<string, { label: string; count: number }>()
  for (const one of fields.data?.items ?? [])
    byMap.set(one.map, { label: one.label, count: (byMap.get(one.map)?.count ?? 0) + one.count })
  const isFiltered = map !== undefined || kind !== undefined || text !== undefined
  return (
    <>
      <FilterBar>
        {byMap.size > 1 ? (
          <Choices
            label="Field"
            value={map ?? ''}
            options={[
              { value: '', label: 'All fields' },
              ...[...byMap].map(([value, { label, count }]) => ({ value, label, count })),
            ]}
            onChange={(value) => setSearch({ map: value === '' ? undefined : value })}
          />
        ) : null}
        <SearchBox
          label="A value, or a record id"
          value={text ?? ''}
          onChange={(value) => setSearch({ text: value === '' ? undefined : value })}
        />
      </FilterBar>
      <DataTable
        label="Conflicts"
        columns={columns}
        rowKey={(row) => `${row.link} ${row.map}`}
        list={list}
        sorting={sorting}
        onOpen={(row) => setSearch({ link: row.link, field: row.map }, 'push')}
        openKey={link === undefined || field === undefined ? null : `${link} ${field}`}
        empty={
          isFiltered ? (
            <EmptyNote title="No field fits these filters" />
          ) : (
            <EmptyNote title="No field waits for a decision" icon={<CheckIcon size={28} />}>
              Where your mapping says “Ask a person” and both sides changed a value, the two stand here side by side.
            </EmptyNote>
          )
        }
      />
      {link === undefined || field === undefined ? null : (
        <ConflictDrawer
          key={`${link} ${field}`}
          link={link}
          map={field}
          onClose={() => setSearch({ link: undefined, field: undefined })}
        />
      )}
    </>
  )
}
