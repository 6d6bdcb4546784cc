import { useQuery } from '@tanstack/react-query'
import { overviewSchema } from '#http/contract/overview.ts'
import { fetchJson } from '../../api/fetch-json.ts'
import { queryKeys, REFRESH_MS } from '../../api/query-keys.ts'

export const useOverview = () =>
  useQuery({
    queryKey: queryKeys.overview(),
    queryFn: ({ signal }) => fetchJson('/api/overview', overviewSchema, signal),
    refetchInterval: REFRESH_MS,
  })
