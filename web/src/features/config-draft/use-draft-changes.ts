import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { diffConfigDraftContract } from '#http/contract/config.ts'
import { call } from '../../api/call.ts'
import { keyOf } from '../../api/use-api.ts'
import { useConnection } from '../../shell/use-connection.ts'
import type { Draft } from './use-draft.ts'

/** What the draft changes of the version that it was made from. */
export function useDraftChanges(draft: Draft) {
  const connection = useConnection()
  const [document] = useDebouncedValue(draft.document, 300)
  const input = { body: { from: draft.from, document } }
  return useQuery({
    queryKey: keyOf(diffConfigDraftContract, connection, input),
    queryFn: ({ signal }) => call(diffConfigDraftContract, connection, input, { signal }),
    enabled: draft.isChanged,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  })
}
