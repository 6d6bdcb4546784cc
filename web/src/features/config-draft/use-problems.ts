import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { checkConfigContract, type ConfigProblem } from '#http/contract/config.ts'
import { call } from '../../api/call.ts'
import { keyOf } from '../../api/use-api.ts'
import { useConnection } from '../../shell/use-connection.ts'
import type { Draft } from './use-draft.ts'

/** How long typing rests before the document is checked. */
const REST_MS = 700
const NONE: readonly ConfigProblem[] = []

export interface Problems {
  /** Of the document as it was a moment ago. */
  readonly all: readonly ConfigProblem[]
  readonly errors: number
  readonly warnings: number
  /** False while what was typed last was not looked at yet. */
  readonly isCurrent: boolean
  readonly error: Error | null
  readonly checkNow: () => void
  /** Those at a path and below it, e.g. `fields.contact-lead.phone` or `sla.hot`. */
  readonly at: (path: string) => readonly ConfigProblem[]
}

/** What is wrong with the draft: its form, then against the live schemas of both CRMs. Checked by itself while it is edited. */
export function useProblems(draft: Draft): Problems {
  const connection = useConnection()
  const [document] = useDebouncedValue(draft.document, REST_MS)
  const input = { body: { document } }
  const query = useQuery({
    queryKey: keyOf(checkConfigContract, connection, input),
    queryFn: ({ signal }) => call(checkConfigContract, connection, input, { signal }),
    // Who may not change it need not ask both CRMs about it.
    enabled: draft.mayEdit,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  })
  const all = query.data?.problems ?? NONE
  return {
    all,
    errors: all.filter(({ level }) => level === 'error').length,
    warnings: all.filter(({ level }) => level === 'warning').length,
    isCurrent: document === draft.document && !query.isFetching && !query.isPlaceholderData,
    error: query.error,
    checkNow: () => void query.refetch(),
    at: (path) => all.filter((problem) => problem.path === path || problem.path.startsWith(`${path}.`)),
  }
}
