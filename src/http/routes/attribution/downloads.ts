import { downloadCampaignDealsContract, downloadCampaignLeadsContract } from '../../contract/attribution-deals.ts'
import { csvOfList } from '../../csv-of-list.ts'
import { fileNameOf } from '../../file-name.ts'
import { listCampaignDeals } from './campaign-deals.ts'
import { listCampaignLeads } from './campaign-leads.ts'

const minor = (amount: string | null): bigint | null => (amount === null ? null : BigInt(amount))

export const downloadCampaignDeals = csvOfList(listCampaignDeals, downloadCampaignDealsContract, {
  name: ({ query }) => fileNameOf('deals', query.campaign ?? 'no-campaign', query.model),
  columns: {
    id: ({ id }) => id,
    name: ({ name }) => name,
    stage: ({ stage }) => stage,
    state: ({ state }) => state,
    createdAt: ({ createdAt }) => createdAt,
    closedOn: ({ closedOn }) => closedOn,
    amountMinor: ({ amountMinor }) => minor(amountMinor),
    share: ({ share }) => share,
    creditedMinor: ({ creditedMinor }) => minor(creditedMinor),
    touches: ({ touches }) => touches,
  },
})

export const downloadCampaignLeads = csvOfList(listCampaignLeads, downloadCampaignLeadsContract, {
  name: ({ query }) => fileNameOf('leads', query.campaign ?? 'no-campaign'),
  columns: {
    name: ({ name }) => name,
    email: ({ email }) => email,
    company: ({ company }) => company,
    qualifiedAt: ({ qualifiedAt }) => qualifiedAt,
    contract: ({ contract }) => contract,
    state: ({ state }) => state,
    salesQualifiedAt: ({ salesQualifiedAt }) => salesQualifiedAt,
  },
})
