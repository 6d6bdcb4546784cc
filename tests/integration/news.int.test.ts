import { afterEach, expect, it } from 'vitest'
import type { ConnectionId } from '#domain/ids.ts'
import { createLiveHub } from '#http/live/hub.ts'
import { openDatabase, type Database } from '#store/db.ts'
import { createStore } from '#store/store.ts'
import { createOwnDatabase, databaseKinds } from '#support/database.ts'
import { ELSEWHERE, HERE, journalRow } from './store/rows.ts'

const EVERY_MS = 50
const open: Database[] = []
let drop = async (): Promise<void> => undefined
afterEach(async () => {
  for (const database of open.splice(0)) await database.close()
  await drop()
})

// The embedded database has one process.
it.runIf(databaseKinds().includes('postgres'))(
  'what another process writes once is news at the next look, of its connection alone',
  async () => {
    const database = await createOwnDatabase('_news')
    drop = database.drop
    for (let n = 0; n < 2; n += 1) open.push(await openDatabase({ url: database.url }))
    const [here, there] = open.map(({ kysely }) => createStore(kysely))
    if (here === undefined || there === undefined) throw new RangeError('two were opened')
    let looks = 0
    const bothKnown = Promise.withResolvers<void>()
    const read = async (connections: readonly ConnectionId[]) => {
      const marks = await here.changeMarks.read(connections)
      looks += 1
      if (looks === 2) setImmediate(bothKnown.resolve)
      return marks
    }
    const hub = createLiveHub({ read, everyMs: EVERY_MS })
    const heard = Promise.withResolvers<readonly string[]>()
    const elsewhere: unknown[] = []
    hub.listen(HERE, heard.resolve, () => undefined)
    hub.listen(
      ELSEWHERE,
      (topics) => elsewhere.push(topics),
      () => undefined,
    )
    // One look for each connection that somebody came for.
    await bothKnown.promise
    await there.journal.append(HERE, [journalRow()])
    const written = looks
    expect(await heard.promise).toEqual(['records'])
    // One may have begun before it was written; the next one has it.
    expect(looks - written).toBeLessThanOrEqual(2)
    hub.close()
    expect(elsewhere).toEqual([])
  },
)
