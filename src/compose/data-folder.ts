import { existsSync } from 'node:fs'
import type { DatabaseTarget } from '#store/db.ts'
import { lockFolder } from '#store/folder-lock.ts'

/** Makes sure that no other process uses a data folder now. @throws UsageError that names the process which does. */
export async function assertFolderFree(folder: string): Promise<void> {
  await (await lockFolder(folder)).release()
}

/** There is no database yet; opening it would make one. */
export const isNew = (target: DatabaseTarget): boolean =>
  typeof target === 'object' && 'folder' in target && !existsSync(target.folder)
