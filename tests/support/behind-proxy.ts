import { connectionId } from '#domain/ids.ts'
import { createChangeEvents } from '#connectors/salesforce/events.ts'
import { createSalesforceConnector } from '#connectors/salesforce/index.ts'

/**
 * Run in a process of its own, because clients read the environment's proxies when they are loaded: asks each address for its
 * account, then listens to the first one until its channel is open. Prints one line for each: what came of it.
 */
const [clientId = '', clientSecret = '', ...addresses] = process.argv.slice(2)
const auth = { kind: 'client-credentials', clientId, clientSecret } as const
const clock = { now: () => Date.now() }
const say = (line: string): void => void process.stdout.write(`${line}\n`)

for (const instanceUrl of addresses) {
  const sf = createSalesforceConnector({ connectionId: connectionId('c'), instanceUrl, auth, clock })
  const said = await sf.describe('Lead').then(
    () => 'answered',
    (error: unknown) => (error instanceof Error ? error.message : 'failed'),
  )
  say(`${instanceUrl}: ${said}`)
}

const [first = ''] = addresses
const heard = new Promise<string>((resolve) => {
  setTimeout(() => resolve('heard nothing'), 8_000)
  void createChangeEvents({ instanceUrl: first, auth, clock }).listen({
    objects: ['Lead'],
    positions: new Map(),
    take: () => Promise.resolve(),
    onNews: ({ state, detail }) => resolve(`${state} ${detail}`.trim()),
    signal: new AbortController().signal,
  })
})
say(await heard)
process.exit(0)
