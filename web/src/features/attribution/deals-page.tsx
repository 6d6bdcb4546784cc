import * as z from 'zod'
import { DEAL_STATES } from '#domain/attribution/deal-state.ts'
import { DEAL_LIST_SORTS, type ListedDealItem, searchDealsContract } from '#http/contract/attribution-deals.ts'
import { useList } from '../../api/use-api.ts'
import { DataTable, type Column } from '../../components/data-table.tsx'
import { EmptyNote } from '../../components/empty-note.tsx'
import { Choices, FilterBar, SearchBox } from '../../components/filter-bar.tsx'
import { Money } from '../../components/money.tsx'
import { PageHead } from '../../components/page-head.tsx'
import { Panel } from '../../components/panel.tsx'
import { sortingOf, sortSearch } from '../../components/sorting.ts'
import { StatusBadge } from '../../components/status-badge.tsx'
import { When } from '../../components/when.tsx'
import { formatDay } from '../../format/time.ts'
import { useConnection } from '../../shell/use-connection.ts'
import { usePageSearch } from '../../url/use-page-search.ts'
import { dealPath } from './addresses.ts'
import { PlaceLink } from './place-link.tsx'
import { AttributionTabs } from './tabs.tsx'
import { ATTRIBUTION_NOTE, STATE_WORDS } from './words.ts'

const schema = z.object({
  text: z.coerce.string().max(200).optional().catch(undefined),
  state: z.enum(DEAL_STATES).optional().catch(undefined),
  ...sortSearch(DEAL_LIST_SORTS),
})

/** Any deal, to see who earned what of it. */
export function DealsPage() {
  const [search, set] = usePageSearch(schema)
  const connection = useConnection()
  const { query: order, sorting } = sortingOf(DEAL_LIST_SORTS, search, set)
  const list = useList(searchDealsContract, {
    query: {
      ...order,
      ...(search.text === undefined ? {} : { text: search.text }),
      ...(search.state === undefined ? {} : { state: search.state }),
    },
  })
  const columns: readonly Column<ListedDealItem>[] = [
    {
      id: 'name',
      header: 'Deal',
      narrow: 'title',
      cell: (deal) => (
        <PlaceLink to={dealPath(connection, deal.id)} strong>
          {deal.name}
        </PlaceLink>
      ),
    },
    {
      id: 'state',
      header: 'State',
      cell: ({ state }) => <StatusBadge tone={STATE_WORDS[state].tone}>{STATE_WORDS[state].name}</StatusBadge>,
    },
    { id: 'stage', header: 'Stage', cell: ({ stage }) => stage },
    {
      id: 'created',
      header: 'Created',
      sort: 'created',
      sortedAs: 'time',
      cell: ({ createdAt }) => <When at={createdAt} as="date" />,
    },
    {
      id: 'closed',
      header: 'Closed',
      sort: 'closed',
      sortedAs: 'time',
      cell: ({ closedOn }) => (closedOn === null ? '–' : formatDay(closedOn)),
    },
    {
      id: 'amount',
      header: 'Amount',
      sort: 'amount',
      align: 'right',
      cell: (deal) => <Money minor={deal.amountMinor} currency={list.reply?.currency} exact />,
    },
  ]
  return (
    <>
      <PageHead title="Attribution" note={ATTRIBUTION_NOTE} />
      <AttributionTabs now="deals" />
      <Panel title="Deals" note="Choose one to see every touch behind it and what each earned, to the cent.">
        <FilterBar>
          <SearchBox
            label="Name of the deal, Salesforce or HubSpot id"
            value={search.text ?? ''}
            onChange={(text) => set({ text: text === '' ? undefined : text })}
          />
          <Choices
            label="State"
            value={search.state ?? 'all'}
            options={[
              { value: 'all', label: 'All' },
              ...DEAL_STATES.map((value) => ({ value, label: STATE_WORDS[value].name })),
            ]}
            onChange={(value) => set({ state: value === 'all' ? undefined : (value as (typeof DEAL_STATES)[number]) })}
          />
        </FilterBar>
        <DataTable
          label="Deals"
          columns={columns}
          rowKey={({ id }) => id}
          list={list}
          sorting={sorting}
          empty={
            <EmptyNote title="No such deal">
              Deals come from Salesforce opportunities, as soon as they are read.
            </EmptyNote>
          }
        />
      </Panel>
    </>
  )
}
