import { retryParkedContract } from '#http/contract/problems.ts'
import { useAction } from '../../api/use-api.ts'
import { countOf } from '../../format/numbers.ts'
import { usePageSearch } from '../../url/use-page-search.ts'
import { problemsSearch } from './search.ts'

/** Tries parked records again, then shows what becomes of them. */
export function useRetry() {
  const [, setSearch] = usePageSearch(problemsSearch)
  return useAction(retryParkedContract, {
    done: ({ records }) => `${countOf(records, 'record is', 'records are')} tried again`,
    refreshes: ['Overview'],
    onDone: ({ id }) => setSearch({ tab: 'retries', retry: id, code: undefined }, 'push'),
  })
}
