import type { HubSpotError } from '../../errors.ts'
import { invalid, objectNotFound } from '../../errors.ts'
import type { Portal } from '../portal.ts'
import { settleList } from './process-list.ts'
import type { CrmList } from './state.ts'

const restorableMs = 90 * 86_400_000

/** The living list behind an id, brought up to date. */
export function listOf(portal: Portal, id: string): CrmList {
  const list = storedList(portal, id)
  if (list === undefined || list.deletedAt !== null) throw listNotFound(id)
  settleList(portal, list)
  return list
}

export const storedList = (portal: Portal, id: string): CrmList | undefined =>
  portal.state.lists.lists.find((list) => String(list.id) === id)

/** The text is not documented. */
export const listNotFound = (id: string): HubSpotError => objectNotFound(`List does not exist with ID ${id}.`)

export const livingLists = (portal: Portal): CrmList[] =>
  portal.state.lists.lists.filter(({ deletedAt }) => deletedAt === null)

/** "The name must be globally unique relative to all other public lists in the portal" (lists.v3.json). */
export function checkListName(portal: Portal, name: string, own: CrmList | null): void {
  if (name.trim() === '') throw invalid('List name cannot be blank')
  const taken = livingLists(portal).some((list) => list !== own && list.name.toLowerCase() === name.toLowerCase())
  if (!taken) return
  throw invalid(`A list with the name ${name} already exists`, { subCategory: 'ILS.DUPLICATE_LIST_NAMES' })
}

/** Memberships of DYNAMIC lists follow their filters alone; the wording of the refusal is not documented. */
export function checkIsStatic(list: CrmList): void {
  if (list.processingType !== 'DYNAMIC') return
  throw invalid(
    `The memberships of list ${list.id} cannot be changed: its processing type is DYNAMIC, and MANUAL or SNAPSHOT is needed`,
  )
}

/** "Deleted lists are eligible to be restored up-to 90-days after the list has been deleted." */
export function restoreList(portal: Portal, id: string): void {
  const list = storedList(portal, id)
  if (list === undefined) throw listNotFound(id)
  if (list.deletedAt === null) return
  if (portal.clock.now() - list.deletedAt > restorableMs) throw listNotFound(id)
  checkListName(portal, list.name, list)
  list.deletedAt = null
}
