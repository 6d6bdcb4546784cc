import { lockFolder } from '#store/folder-lock.ts'

/** Makes sure that no other process uses a data folder now. @throws UsageError that names the process which does. */
export async function assertFolderFree(folder: string): Promise<void> {
  await (await lockFolder(folder)).release()
}
