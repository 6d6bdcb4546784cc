import { lockFolder } from '#store/folder-lock.ts'

// A process that holds a folder until it is killed: `node hold-folder.ts FOLDER`. Says "held" or why not.
const folder = process.argv[2] ?? ''
try {
  await lockFolder(folder)
  process.stdout.write('held\n')
  setInterval(() => undefined, 60_000)
} catch (error) {
  process.stdout.write(`${(error as Error).name}: ${(error as Error).message}\n`)
}
