import { listMatchesContract, REVIEW_SORTS, type MatchView } from '#http/contract/matches.ts'
import { useList } from '../../api/use-api.ts'
import { DataTable, type Column } from '../../components/data-table.tsx'
import { EmptyNote } from '../../components/empty-note.tsx'
import { Choices, FilterBar } from '../../components/filter-bar.tsx'
import { CheckIcon } from '../../components/icons.tsx'
import { sortingOf } from '../../components/sorting.ts'
import { When } from '../../components/when.tsx'
import { usePageSearch } from '../../url/use-page-search.ts'
import { MatchDrawer } from './match-drawer.tsx'
import { KIND_WORDS, MatchState } from './match-state.tsx'
import classes from './problems.module.css'
import { matchOrder, problemsSearch } from './search.ts'

const columns: readonly Column<MatchView>[] = [
  {
    id: 'pair',
    header: 'Pair',
    narrow: 'title',
    cell: ({ name, hubspotId, salesforceObject, salesforceId }) => {
      const records = `Contact ${hubspotId} and ${salesforceObject} ${salesforceId}`
      if (name === null) return records
      return (
        <>
          {name}
          <br />
          <span className={classes['quiet']}>{records}</span>
        </>
      )
    },
  },
  { id: 'kind', header: 'Why', cell: ({ kind }) => KIND_WORDS[kind] },
  {
    id: 'evidence',
    header: 'Alike in',
    cell: ({ evidence, reason }) =>
      evidence.length === 0 ? reason : evidence.map(({ field, points }) => `${field} (${points})`).join(', '),
  },
  { id: 'points', header: 'Points', sort: 'points', align: 'right', cell: ({ points }) => points },
  { id: 'found', header: 'Found', sort: 'found', sortedAs: 'time', cell: ({ foundAt }) => <When at={foundAt} /> },
  { id: 'state', header: 'State', cell: (row) => <MatchState match={row} /> },
]

/** Contacts and Salesforce records that may be one person. */
export function MatchesTab() {
  const [search, setSearch] = usePageSearch(problemsSearch)
  const state = search.state ?? 'open'
  const [order, setOrder] = usePageSearch(matchOrder)
  const { query: asked, sorting } = sortingOf(REVIEW_SORTS, order, setOrder)
  const list = useList(listMatchesContract, { query: { state, ...asked } })
  const items = list.items ?? []
  const at = items.findIndex(({ id }) => id === search.match)
  const open = (id: string | undefined): void => setSearch({ match: id })
  return (
    <>
      <FilterBar>
        <Choices
          label="State"
          value={state}
          options={[
            { value: 'open', label: 'To decide' },
            { value: 'accepted', label: 'One person' },
            { value: 'rejected', label: 'Two people' },
          ]}
          onChange={(value) => setSearch({ state: value === 'open' ? undefined : value, match: undefined })}
        />
      </FilterBar>
      <DataTable
        label="Suggested matches"
        columns={columns}
        rowKey={({ id }) => id}
        list={list}
        sorting={sorting}
        onOpen={({ id }) => open(id)}
        openKey={search.match ?? null}
        empty={
          state === 'open' ? (
            <EmptyNote title="Nobody to compare" icon={<CheckIcon size={28} />}>
              When somebody in Salesforce looks like a contact in HubSpot, but not surely enough, the two stand here
              side by side.
            </EmptyNote>
          ) : (
            <EmptyNote title="No such decision yet" />
          )
        }
      />
      {search.match === undefined ? null : (
        <MatchDrawer
          id={search.match}
          next={at >= 0 ? (items[at + 1]?.id ?? null) : null}
          previous={at > 0 ? (items[at - 1]?.id ?? null) : null}
          onOpen={open}
        />
      )}
    </>
  )
}
