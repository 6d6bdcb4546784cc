import { RemoteError } from '#domain/errors.ts'
import type { ListState } from '#ports/connector/lists.ts'
import type { Store } from '#ports/store.ts'
import { LISTS, settleFindings, takeRetries } from './campaigns/park.ts'
import type { Finding } from './campaigns/park.ts'
import { CONTACTS } from './scope.ts'
import type { Scope } from './scope.ts'

export interface ListsSynced {
  /** Lists whose members were read. */
  readonly read: number
  readonly joined: number
  readonly left: number
  /** People who joined a list of the selection and are looked at for that. */
  readonly looked: number
}

/** A list whose mark did not move is read all the same after this long, should a mark ever have been missed. */
const READ_ANYWAY_MS = 6 * 3_600_000
/** Before the marks of lists that decide who enters, so that a list which begins to is read anew. */
const SELECTING = 'selects:'
/** The first read of a list longer than this waits behind what happens now. */
const MANY = 1_000

/**
 * Reads the lists that the configuration names. Joining or leaving a list does not touch a contact's modified date, so no
 * capture shows it. One call tells which lists moved; only these are read (a call for 250 members). Whoever joined a list of
 * the selection is put into the inbox; leaving one changes nothing for who is linked.
 */
export async function syncLists(scope: Scope): Promise<ListsSynced> {
  const total = { read: 0, joined: 0, left: 0, looked: 0 }
  const { selection, campaignMembers } = scope.config
  const wanted = [...new Set([...selection.lists, ...campaignMembers.map(({ list }) => list)])]
  if (wanted.length === 0) return total
  await takeRetries(scope, [LISTS])
  const states = await statesOf(scope, wanted)
  const marks = await scope.store.listMembers.marks(scope.connection.id, wanted)
  for (const listId of wanted) {
    const state = states instanceof RemoteError ? states : (states.get(listId) ?? unknownList(listId))
    const before = marks.get(listId)
    const fresh = before !== undefined && scope.clock.now() - before.readAt < READ_ANYWAY_MS
    const read = await readOne(scope, listId, state, fresh ? before.mark : null)
    if (read === null) continue
    total.read += 1
    total.joined += read.joined
    total.left += read.left
    total.looked += read.looked
  }
  if (total.read > 0) scope.log.info({ connectionId: scope.connection.id, ...total }, 'lists read')
  return total
}

async function statesOf(
  scope: Scope,
  listIds: readonly string[],
): Promise<ReadonlyMap<string, ListState> | RemoteError> {
  try {
    return await scope.hubspot.states(listIds)
  } catch (error) {
    if (error instanceof RemoteError && error.disposition === 'park') return error
    throw error
  }
}

/** Null: nothing to read, or it cannot be read, which is listed for people; what was read before stays. */
async function readOne(
  scope: Scope,
  listId: string,
  state: ListState | RemoteError,
  knownMark: string | null,
): Promise<Omit<ListsSynced, 'read'> | null> {
  if (state instanceof RemoteError) return problem(scope, listId, state)
  if (state.object !== 'contacts') return problem(scope, listId, wrongList(state))
  const isSelecting = scope.config.selection.lists.includes(listId)
  const mark = (isSelecting ? SELECTING : '') + state.mark
  if (mark === knownMark) return null
  // While HubSpot fills a list anew its members come and go: a later look finds it whole.
  if (!state.settled) return knownMark === null ? problem(scope, listId, stillFilling(state)) : null
  const ids = await membersOf(scope, listId)
  if (ids instanceof RemoteError) return problem(scope, listId, ids)
  return scope.store.transaction(async (tx) => {
    const at = scope.clock.now()
    const before = (await tx.listMembers.marks(scope.connection.id, [listId])).get(listId)
    const { joined, left } = await tx.listMembers.replace(scope.connection.id, listId, ids, { mark, at })
    await settleFindings(scope, tx, [finding(listId, null)])
    if (!isSelecting) return { joined: joined.length, left: left.length, looked: 0 }
    // A list that was read for another purpose until now: to the selection all its members are new.
    const isFirst = before?.mark.startsWith(SELECTING) !== true
    const newcomers = await withoutLink(scope, tx, isFirst ? ids : joined)
    const lane = isFirst && newcomers.length > MANY ? 'backfill' : 'live'
    await tx.inbox.add(scope.connection.id, CONTACTS, newcomers, `joined list ${listId}`, at, lane)
    return { joined: joined.length, left: left.length, looked: newcomers.length }
  })
}

async function membersOf(scope: Scope, listId: string): Promise<readonly string[] | RemoteError> {
  try {
    return await scope.hubspot.members(listId)
  } catch (error) {
    if (error instanceof RemoteError && error.disposition === 'park') return error
    throw error
  }
}

/** For who is linked already, a list changes nothing. */
async function withoutLink(scope: Scope, tx: Store, contactIds: readonly string[]): Promise<readonly string[]> {
  const strangers: string[] = []
  for (let start = 0; start < contactIds.length; start += MANY) {
    const ids = contactIds.slice(start, start + MANY)
    const links = await tx.links.byHubspotIds(scope.connection.id, 'person', ids)
    strangers.push(...ids.filter((id) => !links.has(id)))
  }
  return strangers
}

async function problem(scope: Scope, listId: string, error: RemoteError): Promise<null> {
  await settleFindings(scope, scope.store, [finding(listId, error)])
  return null
}

const finding = (listId: string, error: RemoteError | null): Finding => ({
  stream: LISTS,
  recordId: listId,
  linkId: null,
  problem: error === null ? null : { code: error.code, message: error.message, remedy: error.remedy },
})

const unknownList = (listId: string): RemoteError =>
  new RemoteError({
    code: 'UNKNOWN_LIST',
    disposition: 'park',
    message: `HubSpot has no list ${listId}; its members stay as they were last read`,
    remedy: `Restore list ${listId} in HubSpot, or name another one in the configuration.`,
  })

const stillFilling = ({ id, name }: ListState): RemoteError =>
  new RemoteError({
    code: 'LIST_NOT_READY',
    disposition: 'park',
    message: `HubSpot is still filling list ${id} ("${name}")`,
    remedy: 'Nothing to do: its members are read once HubSpot is done.',
  })

const wrongList = ({ id, name, object }: ListState): RemoteError =>
  new RemoteError({
    code: 'WRONG_LIST',
    disposition: 'park',
    message: `list ${id} ("${name}") is a list of ${object}, not of contacts`,
    remedy: 'Name a list of contacts in the configuration.',
  })
