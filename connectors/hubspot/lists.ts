import * as z from 'zod'
import { RemoteError } from '#domain/errors.ts'
import type { ListSource, ListState } from '#ports/connector/lists.ts'
import { chunk } from '../shared/batch.ts'
import type { HubSpotClient } from './client.ts'
import { unknownObject } from './errors.ts'
import { TOKEN_VARIABLE } from './spec.ts'

/** Source: https://developers.hubspot.com/docs/api-reference/latest/crm/lists/guide */
const SEARCH_SIZE = 500
const MEMBER_PAGE_SIZE = 250

/** The words of `processingStatus` are not documented; only those that say so count as busy. */
const BUSY = /process|progress|initial|pending/i

/** Ids of object types: https://developers.hubspot.com/docs/api-reference/latest/crm/understanding-the-crm */
const TYPE_IDS: Readonly<Record<string, string>> = {
  contacts: '0-1',
  companies: '0-2',
  deals: '0-3',
  tasks: '0-27',
}
const NAMES: ReadonlyMap<string, string> = new Map(Object.entries(TYPE_IDS).map(([name, id]) => [id, name]))

const FoundLists = z.looseObject({
  lists: z
    .array(
      z.looseObject({
        listId: z.union([z.string(), z.number()]).transform(String),
        name: z.string().default(''),
        objectTypeId: z.string(),
        processingStatus: z.string().nullish(),
        deletedAt: z.string().nullish(),
        filtersUpdatedAt: z.string().nullish(),
        additionalProperties: z.record(z.string(), z.string().nullish()).nullish(),
      }),
    )
    .default([]),
  hasMore: z.boolean().default(false),
  offset: z.number().default(0),
})
type FoundList = z.infer<typeof FoundLists>['lists'][number]

const Members = z.looseObject({
  results: z.array(z.looseObject({ recordId: z.union([z.string(), z.number()]).transform(String) })).default([]),
  paging: z.looseObject({ next: z.looseObject({ after: z.string() }).nullish() }).nullish(),
})

/** Lists over one client. Needs the scope crm.lists.read; without it every method rejects with MISSING_SCOPES, disposition park. */
export function createListSource(client: HubSpotClient): ListSource {
  return {
    lists: async (object) => {
      const objectTypeId = TYPE_IDS[object]
      if (objectTypeId === undefined) throw unknownObject(object)
      const found = await search(client, { objectTypeId, listIds: [] })
      return found.map(({ id, name, size }) => ({ id, name, size }))
    },
    states: async (listIds) => {
      const wanted = [...new Set(listIds)].filter((id) => /^\d+$/.test(id))
      const pages = await Promise.all(chunk(wanted, SEARCH_SIZE).map((part) => search(client, { listIds: part })))
      return new Map(pages.flat().map((state) => [state.id, state]))
    },
    members: (listId) => membersOf(client, listId),
  }
}

interface ListFilter {
  readonly listIds: readonly string[]
  readonly objectTypeId?: string
}

/** The body of a search of lists, in which every part is required. @param filter no ids: every list. */
export const searchBody = (filter: ListFilter, offset: number, count: number) => ({
  ...filter,
  offset,
  count,
  additionalProperties: [],
  processingTypes: [],
})

async function search(client: HubSpotClient, filter: ListFilter): Promise<readonly ListState[]> {
  const states: ListState[] = []
  let offset = 0
  for (;;) {
    const body = searchBody(filter, offset, SEARCH_SIZE)
    const page = await asked(() => client.read({ method: 'POST', area: 'lists', rest: '/search', body }, FoundLists))
    states.push(...page.body.lists.filter((list) => (list.deletedAt ?? null) === null).map(toState))
    if (!page.body.hasMore || page.body.offset <= offset) return states
    offset = page.body.offset
  }
}

/**
 * The search answers with size, last joined and last left by default: together with the filters' version they are a mark that
 * moves whenever somebody joins or leaves.
 */
function toState(list: FoundList): ListState {
  const known = list.additionalProperties ?? {}
  const size = known['hs_list_size'] ?? '0'
  const parts = [size, known['hs_last_record_added_at'], known['hs_last_record_removed_at'], list.filtersUpdatedAt]
  return {
    id: list.listId,
    name: list.name,
    object: NAMES.get(list.objectTypeId) ?? list.objectTypeId,
    size: Number(size) || 0,
    mark: parts.map((part) => part ?? '').join('/'),
    settled: !BUSY.test(list.processingStatus ?? ''),
  }
}

async function membersOf(client: HubSpotClient, listId: string): Promise<readonly string[]> {
  const members: string[] = []
  let after: string | undefined
  do {
    const query = { limit: String(MEMBER_PAGE_SIZE), ...(after === undefined ? {} : { after }) }
    const rest = `/${encodeURIComponent(listId)}/memberships`
    const page = await asked(
      () => client.read({ method: 'GET', area: 'lists', rest, label: '/{list}/memberships', query }, Members),
      listId,
    )
    for (const { recordId } of page.body.results) members.push(recordId)
    after = page.body.paging?.next?.after
  } while (after !== undefined)
  return members
}

/** What concerns lists alone must not stop the connection: it parks, and names the list. */
async function asked<T>(ask: () => Promise<T>, listId?: string): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    if (!(error instanceof RemoteError)) throw error
    if (error.status === 403)
      throw parked(error, {
        code: 'MISSING_SCOPES',
        remedy: `Give the app or service key behind ${TOKEN_VARIABLE} the scope crm.lists.read.`,
      })
    if (listId === undefined || (error.status !== 404 && error.code !== 'RECORD_NOT_FOUND')) throw error
    throw parked(error, {
      code: 'UNKNOWN_LIST',
      remedy: `Restore list ${listId} in HubSpot, or name another one in the configuration.`,
      context: { list: listId },
    })
  }
}

const parked = (
  error: RemoteError,
  over: { readonly code: string; readonly remedy: string; readonly context?: RemoteError['context'] },
): RemoteError =>
  new RemoteError({
    message: error.message,
    context: error.context,
    ...over,
    disposition: 'park',
    cause: error,
    ...(error.status === undefined ? {} : { status: error.status }),
  })
