import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { campaignTableSchema, type AttributionModel } from '#http/contract/campaigns.ts'
import { fetchJson } from '../../api/fetch-json.ts'
import { queryKeys, REFRESH_MS } from '../../api/query-keys.ts'

/** While another model is fetched the table of the one before stays, marked as `isPlaceholderData`. */
export const useCampaigns = (model: AttributionModel) =>
  useQuery({
    queryKey: queryKeys.campaigns(model),
    queryFn: ({ signal }) =>
      fetchJson(`/api/campaigns?model=${encodeURIComponent(model)}`, campaignTableSchema, signal),
    refetchInterval: REFRESH_MS,
    placeholderData: keepPreviousData,
  })
