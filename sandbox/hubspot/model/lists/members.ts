import type { Portal } from '../portal.ts'
import { storeOf } from '../portal.ts'
import { findById } from '../store.ts'
import type { CrmList } from './state.ts'

/** A member as reads show it. */
export interface Member {
  readonly recordId: number
  readonly addedAt: number
  readonly firstAddedAt: number
  readonly order: number
}

/** Both orders of a list's members, kept until the memberships change. */
interface Sorted {
  readonly version: number
  readonly byId: readonly Member[]
  readonly byJoin: readonly Member[]
}

const sortedLists = new WeakMap<CrmList, Sorted>()

function sorted(list: CrmList): Sorted {
  const known = sortedLists.get(list)
  if (known !== undefined && known.version === list.membersVersion) return known
  const all = Object.entries(list.members).map(([id, member]) => ({ recordId: Number(id), ...member }))
  const made = {
    version: list.membersVersion,
    byId: all.toSorted((a, b) => a.recordId - b.recordId),
    byJoin: all.toSorted((a, b) => a.addedAt - b.addedAt || a.order - b.order),
  }
  sortedLists.set(list, made)
  return made
}

/** All memberships, also of records in the recycle bin: those are hidden while they are there. */
export const membersInOrder = (list: CrmList, order: 'record-id' | 'join-date'): readonly Member[] =>
  order === 'record-id' ? sorted(list).byId : sorted(list).byJoin

export function isLiving(portal: Portal, list: CrmList, recordId: number): boolean {
  return storeOf(portal, list.objectTypeId).byId.get(recordId)?.archivedAt === null
}

const sizes = new WeakMap<CrmList, { readonly version: number; readonly position: number; readonly size: number }>()

/** How many members live. */
export function sizeOf(portal: Portal, list: CrmList): number {
  const { byId, moved } = storeOf(portal, list.objectTypeId)
  const known = sizes.get(list)
  if (known?.version === list.membersVersion && known.position === moved.position) return known.size
  const size = sorted(list).byId.filter(({ recordId }) => byId.get(recordId)?.archivedAt === null).length
  sizes.set(list, { version: list.membersVersion, position: moved.position, size })
  return size
}

/** Adds records that live and are not members yet. @returns the ids that were added. */
export function addMembers(portal: Portal, list: CrmList, ids: readonly number[], at: number): number[] {
  const added: number[] = []
  for (const id of ids) {
    if (list.members[id] !== undefined) continue
    const order = (list.membersVersion += 1)
    list.members[id] = { firstAddedAt: at, addedAt: at, order }
    added.push(id)
  }
  if (added.length === 0) return added
  list.lastAddedAt = Math.max(list.lastAddedAt ?? at, at)
  noteSize(portal, list)
  return added
}

export function removeMembers(portal: Portal, list: CrmList, ids: readonly number[], at: number): number[] {
  const removed = ids.filter((id) => list.members[id] !== undefined)
  for (const id of removed) delete list.members[id]
  if (removed.length === 0) return removed
  list.membersVersion += 1
  list.lastRemovedAt = Math.max(list.lastRemovedAt ?? at, at)
  noteSize(portal, list)
  return removed
}

/** The history of a list's size keeps the last size of each day. */
function noteSize(portal: Portal, list: CrmList): void {
  const at = portal.clock.now()
  const day = Math.floor(at / 86_400_000)
  const last = list.sizes.at(-1)
  if (last !== undefined && Math.floor(last.at / 86_400_000) === day) list.sizes.pop()
  list.sizes.push({ at, size: Object.keys(list.members).length })
}

/** Ids of a request, split into records that live and those that do not; an id that was merged away stands for its survivor. */
export function resolveIds(
  portal: Portal,
  list: CrmList,
  ids: readonly string[],
): { readonly found: readonly number[]; readonly missing: readonly string[] } {
  const store = storeOf(portal, list.objectTypeId)
  const found = new Set<number>()
  const missing: string[] = []
  for (const id of ids) {
    const record = /^\d{1,15}$/.test(id) ? findById(store, Number(id)) : undefined
    if (record === undefined) missing.push(id)
    else found.add(record.id)
  }
  return { found: [...found], missing }
}
