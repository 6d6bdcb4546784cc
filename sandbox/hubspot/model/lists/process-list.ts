import type { CrmRecord } from '../../state.ts'
import type { Portal } from '../portal.ts'
import { storeOf } from '../portal.ts'
import type { ObjectStore } from '../store.ts'
import { compileBranch } from './compile-filter.ts'
import { convertIfDue } from './conversion.ts'
import type { Learnt, Test } from './filter-scope.ts'
import { addMembers, isLiving, removeMembers } from './members.ts'
import type { CrmList } from './state.ts'

/** Up to where a DYNAMIC list has followed its records. */
interface Seen {
  readonly filtersUpdatedAt: number
  /** Changes of its own records. */
  readonly position: number
  /** Changes of all records and lists, for filters that look at others. */
  readonly everything: number
  readonly now: number
  readonly learnt: Learnt
}

const followed = new WeakMap<ObjectStore, Map<number, Seen>>()

/** Lists that are being brought up to date, so that lists that name each other come to an end. */
const underWay = new WeakMap<Portal, Set<number>>()

/** Background processing takes its time: https://developers.hubspot.com/docs/api-reference/latest/crm/lists/guide (processing types) */
export function isProcessing(portal: Portal, list: CrmList): boolean {
  return list.filterBranch !== null && portal.clock.now() < list.filtersUpdatedAt + portal.settings.listProcessingMs
}

/** Brings the memberships of a list up to date with the records; what did not change costs nothing. */
export function settleList(portal: Portal, list: CrmList): void {
  if (list.processingType === 'MANUAL' || list.filterBranch === null || isProcessing(portal, list)) return
  if (list.processingType === 'SNAPSHOT' && list.isProcessed) return
  const busy = underWay.get(portal) ?? new Set()
  underWay.set(portal, busy)
  if (busy.has(list.id)) return
  busy.add(list.id)
  try {
    follow(portal, list)
  } finally {
    busy.delete(list.id)
  }
  convertIfDue(portal, list)
}

function follow(portal: Portal, list: CrmList): void {
  const store = storeOf(portal, list.objectTypeId)
  const seenOf = followed.get(store) ?? new Map<number, Seen>()
  followed.set(store, seenOf)
  const seen = seenOf.get(list.id)
  const now = portal.clock.now()
  const isStale = seen === undefined || seen.filtersUpdatedAt !== list.filtersUpdatedAt || !list.isProcessed
  const clockMoved = seen?.learnt.usesClock === true && seen.now !== now
  const othersMoved = seen?.learnt.usesOthers === true && seen.everything !== everything(portal)
  const changed = isStale || clockMoved || othersMoved ? null : store.moved.since(seen.position)
  if (changed?.length === 0) return
  const position = store.moved.position
  const learnt: Learnt = { usesClock: false, usesOthers: false }
  const isMember = (listId: string, recordId: number) => isMemberOf(portal, listId, recordId)
  const test = compileBranch({ portal, store, now, isMember, learnt }, list.filterBranch ?? {})
  const joinedAt = (record: CrmRecord): number => {
    if (!list.isProcessed) return list.filtersUpdatedAt + portal.settings.listProcessingMs
    return learnt.usesClock ? now : Math.max(record.updatedAt, list.filtersUpdatedAt)
  }
  apply(portal, list, store, { test, changed, joinedAt })
  list.isProcessed = true
  seenOf.set(list.id, {
    filtersUpdatedAt: list.filtersUpdatedAt,
    position,
    everything: everything(portal),
    now,
    learnt,
  })
}

interface Pass {
  readonly test: Test
  /** Null = all records. */
  readonly changed: readonly CrmRecord[] | null
  readonly joinedAt: (record: CrmRecord) => number
}

function apply(portal: Portal, list: CrmList, store: ObjectStore, { test, changed, joinedAt }: Pass): void {
  const records = changed === null ? store.state.records : new Set(changed)
  const joining = new Map<number, number[]>()
  const leaving: number[] = []
  for (const record of records) {
    const fits = record.archivedAt === null && store.byId.get(record.id) === record && test(record)
    if (fits === (list.members[record.id] !== undefined)) continue
    if (!fits) {
      leaving.push(record.id)
      continue
    }
    const at = joinedAt(record)
    const together = joining.get(at)
    if (together === undefined) joining.set(at, [record.id])
    else together.push(record.id)
  }
  if (changed === null) {
    // Erased records are in no store any more.
    for (const id of Object.keys(list.members)) if (!store.byId.has(Number(id))) leaving.push(Number(id))
  }
  for (const [at, ids] of [...joining].sort(([a], [b]) => a - b)) addMembers(portal, list, ids, at)
  removeMembers(portal, list, leaving, portal.clock.now())
}

/** Grows with every change of any record or list. */
function everything(portal: Portal): number {
  let sum = 0
  for (const store of portal.stores.values()) sum += store.moved.position
  for (const list of portal.state.lists.lists) sum += list.membersVersion
  return sum
}

/** Whether a record is in a list, brought up to date first. A list that is gone has no members. */
export function isMemberOf(portal: Portal, listId: string, recordId: number): boolean {
  const list = portal.state.lists.lists.find((each) => String(each.id) === listId && each.deletedAt === null)
  if (list === undefined) return false
  settleList(portal, list)
  return list.members[recordId] !== undefined && isLiving(portal, list, recordId)
}
