import { invalid } from '../errors.ts'
import type { Exchange, Reply } from '../http/exchange.ts'
import { asText, bodyObject, noContent, ok, param } from '../http/exchange.ts'
import type { Route } from '../http/paths.ts'
import { folderOf, rootFolder, storedFolder, withDescendants } from '../model/lists/folders.ts'
import { listOf, livingLists } from '../model/lists/lists.ts'
import type { ListFolder } from '../model/lists/state.ts'
import type { Portal } from '../model/portal.ts'
import { isoInstant } from '../time.ts'

const path = '/crm/lists/folders'
const read = 'crm.lists.read'
const write = 'crm.lists.write'

/** https://developers.hubspot.com/docs/api-reference/latest/crm/lists/guide (manage segment folders) */
export const listFolderRoutes: readonly Route[] = [
  { method: 'GET', pattern: path, handler: readFolder, scope: read },
  { method: 'POST', pattern: path, handler: create, scope: write },
  { method: 'PUT', pattern: `${path}/move-list`, handler: moveList, scope: write },
  { method: 'PUT', pattern: `${path}/{folder}/rename`, handler: rename, scope: write },
  { method: 'PUT', pattern: `${path}/{folder}/move/{parent}`, handler: move, scope: write },
  { method: 'DELETE', pattern: `${path}/{folder}`, handler: remove, scope: write },
]

/** "The child lists field will be empty in all child nodes." */
function render(portal: Portal, id: number, lists: 'with-lists' | 'without-lists'): unknown {
  const { folders } = portal.state.lists
  const folder = folders.find((each) => each.id === id)
  return {
    id: String(id),
    parentFolderId: String(folder?.parentFolderId ?? rootFolder),
    ...(folder === undefined ? {} : details(folder)),
    childNodes: folders
      .filter((each) => each.parentFolderId === id)
      .map((each) => render(portal, each.id, 'without-lists')),
    childLists:
      lists === 'with-lists'
        ? livingLists(portal)
            .filter((list) => list.folderId === id)
            .map((list) => list.id)
        : [],
  }
}

const details = (folder: ListFolder) => ({
  name: folder.name,
  createdAt: isoInstant(folder.createdAt),
  updatedAt: isoInstant(folder.updatedAt),
})

function folderReply({ portal }: Exchange, id: number): Reply {
  return ok({ folder: render(portal, id, 'with-lists') })
}

function readFolder(exchange: Exchange): Reply {
  return folderReply(exchange, folderOf(exchange.portal, exchange.query.get('folderId') ?? rootFolder))
}

function create(exchange: Exchange): Reply {
  const { portal } = exchange
  const body = bodyObject(exchange)
  const name = asText(body['name'], 'name')
  const parentFolderId = folderOf(portal, body['parentFolderId'] ?? rootFolder)
  const at = portal.clock.now()
  const id = (portal.state.lists.lastFolderId += 1)
  portal.state.lists.folders.push({ id, name, parentFolderId, createdAt: at, updatedAt: at })
  return folderReply(exchange, id)
}

function asked(exchange: Exchange): ListFolder {
  return storedFolder(exchange.portal, folderOf(exchange.portal, param(exchange, 'folder')))
}

function rename(exchange: Exchange): Reply {
  const folder = asked(exchange)
  const name = exchange.query.get('newFolderName') ?? ''
  if (name === '') throw invalid('newFolderName is required')
  folder.name = name
  folder.updatedAt = exchange.portal.clock.now()
  return folderReply(exchange, folder.id)
}

function move(exchange: Exchange): Reply {
  const folder = asked(exchange)
  const parent = folderOf(exchange.portal, param(exchange, 'parent'))
  if (withDescendants(exchange.portal, folder.id).has(parent)) throw invalid('A folder cannot be moved into itself')
  folder.parentFolderId = parent
  folder.updatedAt = exchange.portal.clock.now()
  return folderReply(exchange, folder.id)
}

function moveList(exchange: Exchange): Reply {
  const body = bodyObject(exchange)
  const list = listOf(exchange.portal, asText(body['listId'], 'listId'))
  list.folderId = folderOf(exchange.portal, body['newFolderId'])
  return noContent
}

/** What was in a deleted folder lies in its parent then. */
function remove(exchange: Exchange): Reply {
  const folder = asked(exchange)
  const { lists } = exchange.portal.state
  for (const each of lists.folders) if (each.parentFolderId === folder.id) each.parentFolderId = folder.parentFolderId
  for (const list of lists.lists) if (list.folderId === folder.id) list.folderId = folder.parentFolderId
  lists.folders = lists.folders.filter((each) => each !== folder)
  return noContent
}
