import {
  type CAMPAIGN_LEAD_SORTS,
  type CampaignLeadItem,
  downloadCampaignLeadsContract,
  listCampaignLeadsContract,
} from '#http/contract/attribution-deals.ts'
import { useList } from '../../api/use-api.ts'
import { CsvButton } from '../../components/csv-button.tsx'
import { DataTable, type Column } from '../../components/data-table.tsx'
import { EmptyNote } from '../../components/empty-note.tsx'
import { Panel } from '../../components/panel.tsx'
import type { sortingOf } from '../../components/sorting.ts'
import { When } from '../../components/when.tsx'
import { LEAD_STATE_WORDS, readable } from '../../words.ts'
import { useConnection } from '../../shell/use-connection.ts'
import { PlaceLink } from './place-link.tsx'
import type { FiguresQuery } from './use-figures.ts'

/** Whom it brought, each once. */
export function CampaignLeads(props: {
  readonly query: FiguresQuery
  readonly of: string | undefined
  readonly order: ReturnType<typeof sortingOf<typeof CAMPAIGN_LEAD_SORTS>>
}) {
  const { query, of, order } = props
  const connection = useConnection()
  const { from, to } = query
  const asked = {
    ...(of === undefined ? {} : { campaign: of }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...order.query,
  }
  const list = useList(listCampaignLeadsContract, { query: { ...asked, limit: 20 } })
  const columns: readonly Column<CampaignLeadItem>[] = [
    {
      id: 'name',
      header: 'Lead',
      narrow: 'title',
      cell: (lead) => (
        <PlaceLink to={`/c/${encodeURIComponent(connection)}/records/${encodeURIComponent(lead.link)}`} strong>
          {lead.name ?? lead.email ?? 'Name not kept'}
        </PlaceLink>
      ),
    },
    { id: 'company', header: 'Company', cell: ({ company }) => company ?? '–' },
    {
      id: 'qualified',
      header: 'Qualified',
      sort: 'qualified',
      sortedAs: 'time',
      cell: ({ qualifiedAt }) => <When at={qualifiedAt} as="date" />,
    },
    { id: 'contract', header: 'Handover', cell: ({ contract }) => readable(contract), narrow: 'hide' },
    { id: 'state', header: 'With sales', cell: ({ state }) => wordsOf(state) },
  ]
  return (
    <Panel
      title="Leads"
      note="Each person once, when first handed over with this campaign."
      actions={<CsvButton contract={downloadCampaignLeadsContract} input={{ query: asked }} />}
    >
      <DataTable
        label="Leads of the campaign"
        columns={columns}
        rowKey={({ link }) => link}
        list={list}
        sorting={order.sorting}
        empty={<EmptyNote title="No leads">Nobody was handed over with it in this period.</EmptyNote>}
      />
    </Panel>
  )
}

const wordsOf = (state: string): string =>
  Object.hasOwn(LEAD_STATE_WORDS, state) ? LEAD_STATE_WORDS[state as keyof typeof LEAD_STATE_WORDS] : state
