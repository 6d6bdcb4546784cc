import { expect, test } from 'vitest'
import { RemoteError } from '#domain/errors.ts'
import type { ConnectionId } from '#domain/ids.ts'
import { connectionId } from '#domain/ids.ts'
import type { JobDeps } from './deps.ts'
import { onEveryConnection } from './every-connection.ts'

/** What the job touches of its surroundings. */
function surroundings(): { readonly deps: JobDeps; readonly paused: string[] } {
  const paused: string[] = []
  const deps = {
    active: () => Promise.resolve(['one', 'two', 'three'].map(connectionId)),
    scopeOf: (id: ConnectionId) => ({ connection: { id } }),
    store: { connections: { pause: (id: ConnectionId) => Promise.resolve(void paused.push(id)) } },
  }
  return { deps: deps as unknown as JobDeps, paused }
}

const failure = (disposition: RemoteError['disposition']) =>
  new RemoteError({ code: 'NO', disposition, message: 'it does not', remedy: 'wait' })

test('a connection that fails does not keep the others from their turn, and the job fails with its error', async () => {
  const { deps, paused } = surroundings()
  const served: string[] = []
  const job = onEveryConnection({
    name: 'visit',
    queue: 'tests',
    everyMs: null,
    work: async ({ connection }) => {
      served.push(connection.id)
      await Promise.resolve()
      if (connection.id === 'one') throw failure('retry')
      if (connection.id === 'two') throw failure('fatal')
    },
  })
  await expect(job.run({}, deps)).rejects.toMatchObject({ disposition: 'retry' })
  expect(served).toEqual(['one', 'two', 'three'])
  expect(paused).toEqual(['two'])
})

test('it runs by itself only where it was given a rhythm', () => {
  const every = (everyMs: number | null) =>
    onEveryConnection({ name: 'visit', queue: 'tests', everyMs, work: () => Promise.resolve() })
  expect(every(null).schedule).toBeNull()
  expect(every(5_000).schedule).toEqual({ everyMs: 5_000, input: {} })
})
