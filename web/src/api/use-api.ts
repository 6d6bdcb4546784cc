import { notifications } from '@mantine/notifications'
import {
  skipToken,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
  type QueryKey,
} from '@tanstack/react-query'
import { useMemo, useRef } from 'react'
import type * as z from 'zod'
import type { Input } from '#http/contract/address.ts'
import type { Contract, Tag } from '#http/contract/contract.ts'
import { useConnection } from '../shell/use-connection.ts'
import { call } from './call.ts'
import { ApiProblem } from './fetch-json.ts'
import { keepIfSame } from './keep-previous.ts'
import { FIXED, firstPageOf, isLong, newsKey } from './news.ts'

/** What was read is found under the part of the API it belongs to: news of that part refreshes it. */
export const keyOf = (contract: Contract, connection: string, input: unknown): QueryKey => [
  contract.tag,
  contract.of === 'connection' ? connection : null,
  contract.name,
  input,
]

interface ReadOptions {
  /** Asked only while true. */
  readonly when?: boolean
  /** Also asked again after this time; live updates make that rarely needed. */
  readonly everyMs?: number
  /** News does not refresh it: choices of a form, which hardly ever change. */
  readonly fixed?: true
}

/** Reads one operation of the connection that the page is about. Older figures stay on screen while newer ones come. */
export function useRead<C extends Contract>(
  contract: C,
  input: Omit<Input<C>, 'body'> = {},
  options: ReadOptions = {},
) {
  const connection = useConnection()
  const queryKey = keyOf(contract, connection, input)
  return useQuery<z.output<C['reply']>>({
    queryKey,
    queryFn: ({ signal }) => call(contract, connection, input, { signal }),
    enabled: options.when ?? true,
    placeholderData: (data, before) => keepIfSame(queryKey, data, before),
    ...(options.fixed === true ? { meta: FIXED } : {}),
    ...(options.everyMs === undefined ? {} : { refetchInterval: options.everyMs }),
  })
}

/** A page of a list, as `pageOf` of the contract says it. */
interface Page<T> {
  readonly items: readonly T[]
  readonly nextCursor: string | null
  readonly total: number
}

type ItemOf<C extends Contract> = z.output<C['reply']> extends { readonly items: readonly (infer T)[] } ? T : never

/** Rows as far as they were fetched. */
export interface List<T> {
  /** undefined: none came yet. */
  readonly items: readonly T[] | undefined
  readonly total: number
  readonly error: Error | null
  readonly isLoading: boolean
  /** Rows of former filters are shown while these come. */
  readonly isStale: boolean
  readonly hasMore: boolean
  readonly isLoadingMore: boolean
  readonly more: () => void
  readonly retry: () => void
  /** Something changed since these rows came, and they were left as they are; `show` begins anew. */
  readonly news?: { readonly show: () => void } | undefined
}

/**
 * Reads a list page by page; `more()` fetches the next. News refreshes the first page; whoever has fetched more is told,
 * because a hundred rows read anew every few seconds would use up what one reader may ask for.
 */
export function useList<C extends Contract>(
  contract: C,
  input: Omit<Input<C>, 'body'> = {},
  options: ReadOptions = {},
): List<ItemOf<C>> & {
  /** What its first page says besides rows: a currency, sums of all that fit. */
  readonly reply: z.output<C['reply']> | undefined
} {
  const connection = useConnection()
  const queries = useQueryClient()
  const queryKey = [...keyOf(contract, connection, input), 'list']
  const { everyMs } = options
  const query = useInfiniteQuery({
    queryKey,
    queryFn: async ({ signal, pageParam }) => {
      const asked = pageParam === null ? input : { ...input, query: { ...(input.query as object), cursor: pageParam } }
      return (await call(contract, connection, asked as Input<C>, { signal })) as unknown as Page<ItemOf<C>>
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    enabled: options.when ?? true,
    placeholderData: (data, before) => keepIfSame(queryKey, data, before),
    ...(everyMs === undefined
      ? {}
      : {
          refetchInterval: (now: { readonly state: { readonly data?: unknown } }) =>
            isLong(now.state.data) ? false : everyMs,
        }),
  })
  // The same rows are the same array, for whoever looks whether they have changed.
  const items = useMemo(() => query.data?.pages.flatMap((page) => page.items), [query.data])
  const { data: newsAt } = useQuery<number>({ queryKey: newsKey(contract.tag), queryFn: skipToken })
  const hasNews = newsAt !== undefined && newsAt > query.dataUpdatedAt && isLong(query.data)
  return {
    items,
    reply: query.data?.pages[0] as z.output<C['reply']> | undefined,
    total: query.data?.pages[0]?.total ?? 0,
    error: query.error,
    isLoading: query.isPending,
    isStale: query.isPlaceholderData,
    hasMore: query.hasNextPage,
    isLoadingMore: query.isFetchingNextPage,
    more: () => void query.fetchNextPage(),
    retry: () => void query.refetch(),
    news: hasNews
      ? {
          show: () => {
            queries.setQueryData(queryKey, firstPageOf)
            void query.refetch()
          },
        }
      : undefined,
  }
}

interface ActionOptions<C extends Contract> {
  /** What to say when it is done; null or absent: nothing (the page shows it). */
  readonly done?: (reply: z.output<C['reply']>, input: Input<C>) => string | null
  /** Parts besides its own that show something else afterwards. */
  readonly refreshes?: readonly Tag[]
  readonly onDone?: (reply: z.output<C['reply']>, input: Input<C>) => void
  /** The page tells what went wrong itself, at the right field. */
  readonly quiet?: true
}

/** Does one operation when `mutate(input)` is called. A failure is told with its remedy; sent twice, it happens once. */
export function useAction<C extends Contract>(contract: C, options: ActionOptions<C> = {}) {
  const connection = useConnection()
  const queries = useQueryClient()
  // A repeat of the same input after a lost answer is the same deed.
  const last = useRef<{ readonly print: string; readonly key: string } | null>(null)
  return useMutation<z.output<C['reply']>, Error, Input<C>>({
    mutationFn: (input) => {
      const print = JSON.stringify(input)
      const key = last.current?.print === print ? last.current.key : crypto.randomUUID()
      last.current = { print, key }
      return call(contract, connection, input, { key })
    },
    onSuccess: (reply, input) => {
      last.current = null
      const words = options.done?.(reply, input) ?? null
      if (words !== null) notifications.show({ message: words, color: 'teal', withBorder: true })
      options.onDone?.(reply, input)
    },
    onError: (error) => {
      if (isEnd(error)) last.current = null
      if (options.quiet !== true) tell(error)
    },
    onSettled: async () => {
      const tags = [contract.tag, ...(options.refreshes ?? [])]
      await Promise.all(tags.map((tag) => queries.invalidateQueries({ queryKey: [tag] })))
    },
  })
}

/** What Tandem refused is an end. Where the answer was lost, or is still to come, a repeat is the same deed. */
export const isEnd = (error: Error): boolean =>
  error instanceof ApiProblem && error.status !== 0 && error.status < 500 && error.code !== 'STILL_RUNNING'

/** Says that something failed, and what to do. */
export function tell(error: Error): void {
  const known = error instanceof ApiProblem
  notifications.show({
    title: known ? error.message : 'That did not work',
    message: known ? error.remedy : error.message,
    color: 'red',
    withBorder: true,
    autoClose: 12_000,
  })
}
