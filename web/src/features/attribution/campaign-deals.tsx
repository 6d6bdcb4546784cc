import { Group } from '@mantine/core'
import { DEAL_STATES } from '#domain/attribution/deal-state.ts'
import {
  type CreditedDealItem,
  type DEAL_SORTS,
  downloadCampaignDealsContract,
  listCampaignDealsContract,
} from '#http/contract/attribution-deals.ts'
import { useList } from '../../api/use-api.ts'
import { CsvButton } from '../../components/csv-button.tsx'
import { DataTable, type Column } from '../../components/data-table.tsx'
import { EmptyNote } from '../../components/empty-note.tsx'
import { Choices } from '../../components/filter-bar.tsx'
import { Money } from '../../components/money.tsx'
import { Panel } from '../../components/panel.tsx'
import type { sortingOf } from '../../components/sorting.ts'
import { StatusBadge } from '../../components/status-badge.tsx'
import { formatCount } from '../../format/numbers.ts'
import { formatDay } from '../../format/time.ts'
import { useConnection } from '../../shell/use-connection.ts'
import { dealPath } from './addresses.ts'
import { PlaceLink } from './place-link.tsx'
import type { FiguresQuery } from './use-figures.ts'
import { STATE_WORDS } from './words.ts'

/** The deals that make up its revenue, with its share of each. */
export function CampaignDeals(props: {
  readonly query: FiguresQuery
  readonly of: string | undefined
  readonly state: (typeof DEAL_STATES)[number] | undefined
  readonly order: ReturnType<typeof sortingOf<typeof DEAL_SORTS>>
  readonly kept: Readonly<Record<string, string | undefined>>
  readonly onState: (state: (typeof DEAL_STATES)[number] | undefined) => void
}) {
  const { query, of, state, order, kept } = props
  const connection = useConnection()
  const asked = {
    ...query,
    ...order.query,
    ...(of === undefined ? {} : { campaign: of }),
    ...(state === undefined ? {} : { state }),
  }
  const list = useList(listCampaignDealsContract, { query: { ...asked, limit: 20 } })
  const { reply } = list
  const currency = reply?.currency
  const columns: readonly Column<CreditedDealItem>[] = [
    {
      id: 'name',
      header: 'Deal',
      narrow: 'title',
      cell: (deal) => (
        <PlaceLink to={dealPath(connection, deal.id)} search={kept} strong>
          {deal.name}
        </PlaceLink>
      ),
    },
    {
      id: 'state',
      header: 'State',
      cell: ({ state: is }) => <StatusBadge tone={STATE_WORDS[is].tone}>{STATE_WORDS[is].name}</StatusBadge>,
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
      cell: (deal) => <Money minor={deal.amountMinor} currency={currency} exact />,
    },
    { id: 'share', header: 'Share', align: 'right', cell: ({ share }) => `${(share * 100).toFixed(1)} %` },
    {
      id: 'credited',
      header: 'Earned by it',
      sort: 'credited',
      align: 'right',
      cell: (deal) => (
        <strong>
          <Money minor={deal.creditedMinor} currency={currency} exact />
        </strong>
      ),
    },
  ]
  return (
    <Panel
      title="Deals"
      note={
        reply === undefined ? (
          'Every deal in which it has a part.'
        ) : (
          <span data-testid="deals-sum">
            {formatCount(reply.total)} in which it has a part; together they earned it{' '}
            <Money minor={reply.creditedMinor} currency={currency} exact />.
          </span>
        )
      }
      actions={<CsvButton contract={downloadCampaignDealsContract} input={{ query: asked }} />}
    >
      <Group gap="xs" mb="xs">
        <Choices
          label="State of the deal"
          value={state ?? 'all'}
          options={[
            { value: 'all', label: 'All' },
            ...DEAL_STATES.map((value) => ({ value, label: STATE_WORDS[value].name })),
          ]}
          onChange={(value) => props.onState(value === 'all' ? undefined : (value as (typeof DEAL_STATES)[number]))}
        />
      </Group>
      <DataTable
        label="Deals of the campaign"
        columns={columns}
        rowKey={({ id }) => id}
        list={list}
        sorting={order.sorting}
        empty={<EmptyNote title="No such deals">It has no part in a deal of this state and period.</EmptyNote>}
      />
    </Panel>
  )
}
