import { existsSync } from 'node:fs'
import { Command } from 'commander'
import { retryParked } from '#app/retry-parked.ts'
import { readEnv } from '#config/env.ts'
import type { ConnectionId } from '#domain/ids.ts'
import { UsageError } from '#domain/errors.ts'
import type { ParkedItem } from '#ports/store/parked.ts'
import type { Store } from '#ports/store.ts'
import { databaseOf, openStore, systemClock } from '../compose.ts'
import { createOutput } from './output.ts'

interface Flags {
  readonly connection?: string
  readonly code?: string
  readonly record?: string
  readonly json?: true
}

/** Shown at once; the figures say how many there are in all. */
const SHOWN = 200

const list = new Command('list')
  .description('records that wait for a person, newest first, with what blocks them and how to mend it')
  .option('--connection <id>', 'only needed when there are several')
  .option('--json', 'print them as one JSON object')
  .action((flags: Flags) =>
    withStore(flags, async (store, connection) => {
      const items = await store.parked.open(connection, SHOWN)
      const byCode = await store.parked.counts(connection)
      const total = Object.values(byCode).reduce((sum, n) => sum + n, 0)
      const head =
        total === 0
          ? 'Nothing waits for a person.'
          : `${total} parked (${Object.entries(byCode)
              .map(([code, n]) => `${code} ${n}`)
              .join(', ')})`
      createOutput(flags.json === true).result({ total, byCode, items }, [head, ...items.map(line)].join('\n'))
    }),
  )

const retry = new Command('retry')
  .description('try parked records again: one, all of a class, or all; the worker takes them up with its next poll')
  .option('--connection <id>', 'only needed when there are several')
  .option('--code <code>', 'only those with this code')
  .option('--record <id>', 'only this record')
  .option('--json', 'print what was put back as one JSON object')
  .action((flags: Flags) =>
    withStore(flags, async (store, connection) => {
      const filter = {
        ...(flags.code === undefined ? {} : { code: flags.code }),
        ...(flags.record === undefined ? {} : { recordId: flags.record }),
      }
      const retried = await retryParked({ store, clock: systemClock }, connection, filter)
      if (retried.length === 0 && Object.keys(filter).length > 0)
        throw new UsageError(nothingMatches(flags, await store.parked.counts(connection)))
      createOutput(flags.json === true).result(
        { retried: retried.length },
        retried.length === 0 ? 'Nothing waits for a person.' : `${retried.length} put back.`,
      )
    }),
  )

function nothingMatches({ code, record }: Flags, byCode: Readonly<Record<string, number>>): string {
  const asked = [
    ...(code === undefined ? [] : [`has the code ${code}`]),
    ...(record === undefined ? [] : [`is record ${record}`]),
  ]
  const there = Object.entries(byCode).map(([name, count]) => `${name} ${count}`)
  return `nothing that is parked ${asked.join(' and ')}; ${
    there.length === 0 ? 'nothing is parked at all' : `parked are ${there.join(', ')}: tandem parked list shows them`
  }`
}

/** Parked records. On the embedded database only while nothing else runs on it; the folder's lock says so. */
export const parked = new Command('parked')
  .description('records that wait for a person')
  .addCommand(list)
  .addCommand(retry)

const line = (item: ParkedItem): string =>
  `${item.code}  ${item.side} ${item.object} ${item.recordId}: ${item.message}${item.remedy === '' ? '' : ` -> ${item.remedy}`}`

/** The database alone, and the connection that is meant. @throws UsageError when there is none, or several. */
export async function withStore(
  flags: Pick<Flags, 'connection'>,
  work: (store: Store, connection: ConnectionId) => Promise<void>,
): Promise<void> {
  const target = databaseOf(readEnv(process.env))
  if ('folder' in target && !existsSync(target.folder))
    throw new UsageError(
      `there is no database in ${target.folder} yet: run tandem start first (a demo keeps one of its own)`,
    )
  const opened = await openStore(target)
  try {
    const connections = await opened.store.connections.list()
    const names = connections.map((c) => c.id).join(', ')
    const chosen = flags.connection === undefined ? connections : connections.filter((c) => c.id === flags.connection)
    const [only, another] = chosen
    if (only === undefined)
      throw new UsageError(`there is no such connection; the database knows: ${names === '' ? 'none yet' : names}`)
    if (another !== undefined) throw new UsageError(`name one of the connections with --connection: ${names}`)
    await work(opened.store, only.id)
  } finally {
    await opened.close()
  }
}
