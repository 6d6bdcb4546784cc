import type { InfiniteData, Query, QueryKey } from '@tanstack/react-query'
import type { Tag } from '#http/contract/contract.ts'

/** Where it is kept when the server last told news of a part. Not under the part itself: news is no news of news. */
export const newsKey = (tag: Tag): QueryKey => ['news', tag]

/** Of what news does not refresh. */
export const FIXED = { fixed: true } as const

/** More than one page was fetched. */
export const isLong = (data: unknown): boolean =>
  typeof data === 'object' && data !== null && 'pages' in data && Array.isArray(data.pages) && data.pages.length > 1

/** Whether something that was read is read again when its part has news. */
export const takesNews = ({ meta, state }: Pick<Query, 'meta'> & { readonly state: { readonly data?: unknown } }) =>
  meta?.['fixed'] !== true && !isLong(state.data)

/** A list as it was when it was first read; the rest is fetched when asked for. */
export const firstPageOf = <T, P>(data: InfiniteData<T, P> | undefined): InfiniteData<T, P> | undefined =>
  data === undefined ? undefined : { pages: data.pages.slice(0, 1), pageParams: data.pageParams.slice(0, 1) }
