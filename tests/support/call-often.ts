import { createHubSpotConnector } from '#connectors/hubspot/index.ts'
import { connectionId } from '#domain/ids.ts'
import { openDatabase } from '#store/db.ts'
import { openRedisWindows } from '#store/redis-windows.ts'
import { createStore } from '#store/store.ts'
import { databaseWindows } from '#store/windows.ts'

// One worker of several, in a process of its own: `node call-often.ts '{"url":…,"token":…,"databaseUrl":…,"redisUrl":…,"calls":…,"searches":…}'`.
// Makes its calls as fast as the budget lets it and says what it counted.
interface Order {
  readonly url: string
  readonly token: string
  readonly databaseUrl: string
  /** Null: the windows are in the database. */
  readonly redisUrl: string | null
  readonly prefix: string
  readonly calls: number
  readonly searches: number
}

const order = JSON.parse(process.argv[2] ?? '') as Order
const connection = connectionId('shared')
const database = await openDatabase({ url: order.databaseUrl })
const redis = order.redisUrl === null ? null : openRedisWindows(order.redisUrl, order.prefix)
const connector = createHubSpotConnector({
  connectionId: connection,
  token: order.token,
  baseUrl: order.url,
  clock: { now: () => Date.now() },
})
connector.governor.join({
  windows: redis?.of(connection) ?? databaseWindows(database.kysely, connection),
  worker: `worker-${process.pid}`,
  store: createStore(database.kysely).budget,
  share: 1,
  onTrouble: (error) => process.stderr.write(`${String(error)}\n`),
})
const backfill = connector.withLane('backfill')
let page = await connector.changes({ object: 'contacts', cursor: null })
while (page.more) page = await connector.changes({ object: 'contacts', cursor: page.cursor })
const { cursor } = page
await Promise.all([
  ...Array.from({ length: order.calls }, (_, n) => (n % 3 === 0 ? backfill : connector).account()),
  ...Array.from({ length: order.searches }, () => connector.changes({ object: 'contacts', cursor })),
])
await connector.governor.settle()
process.stdout.write(JSON.stringify(connector.usage()))
redis?.close()
await database.close()
