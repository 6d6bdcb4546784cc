import { badInput, invalid, objectNotFound } from '../../errors.ts'
import type { Portal } from '../portal.ts'
import type { CrmList, ListFolder } from './state.ts'

/** The root of all folders, which always is. */
export const rootFolder = 0

/** The id of a folder that is there. Throws 404 for one that is not. */
export function folderOf(portal: Portal, raw: unknown): number {
  const text = String(raw)
  if (!/^\d{1,9}$/.test(text)) throw badInput('Invalid input JSON: a folder id must be a number')
  const id = Number(text)
  if (id === rootFolder || portal.state.lists.folders.some((folder) => folder.id === id)) return id
  throw objectNotFound(`Folder does not exist with ID ${text}.`)
}

export function storedFolder(portal: Portal, id: number): ListFolder {
  const folder = portal.state.lists.folders.find((each) => each.id === id)
  if (folder === undefined) throw invalid('The root folder cannot be changed')
  return folder
}

export const folderName = (portal: Portal, id: number): string =>
  portal.state.lists.folders.find((folder) => folder.id === id)?.name ?? ''

/** Folders below a folder, itself included: it cannot be moved into one of them. */
export function withDescendants(portal: Portal, id: number): Set<number> {
  const all = new Set([id])
  for (let grown = true; grown;) {
    grown = false
    for (const folder of portal.state.lists.folders) {
      if (all.has(folder.parentFolderId) && !all.has(folder.id)) {
        all.add(folder.id)
        grown = true
      }
    }
  }
  return all
}

/** How many other lists name this one in their filters. */
export function referencesTo(portal: Portal, list: CrmList): number {
  const mention = `"listId":"${list.id}"`
  return portal.state.lists.lists.filter(
    (each) => each.deletedAt === null && each !== list && JSON.stringify(each.filterBranch).includes(mention),
  ).length
}
