import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type * as z from 'zod'
import type { Contract } from '#http/contract/contract.ts'
import { call } from '../../api/call.ts'
import { keyOf } from '../../api/use-api.ts'
import { useConnection } from '../../shell/use-connection.ts'

/** Asks something that takes a whole document: read by POST, changes nothing. */
export function usePosted<C extends Contract>(
  contract: C,
  body: z.input<C['body']>,
  options: {
    readonly when?: boolean
    /** What else the answer hangs on, such as the version in force. */
    readonly of?: string | number
  } = {},
) {
  const connection = useConnection()
  return useQuery<z.output<C['reply']>>({
    queryKey: [...keyOf(contract, connection, body), options.of ?? null],
    queryFn: ({ signal }) => call(contract, connection, { body }, { signal }),
    enabled: options.when ?? true,
    placeholderData: keepPreviousData,
    retry: false,
    // What was asked before may be answered otherwise by now: desks fill up, versions are saved.
    staleTime: 0,
    gcTime: 0,
  })
}
