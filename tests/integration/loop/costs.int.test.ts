import { describe, expect, it } from 'vitest'
import { refreshCosts } from '#app/refresh-costs.ts'
import type { Scope } from '#app/scope.ts'
import type { JobDeps } from '../../../jobs/deps.ts'
import { onConnection } from '../../../jobs/per-connection.ts'
import { company } from '#support/company.ts'
import { useWorld } from '#support/world.ts'

const world = useWorld()

/** The job's way of running it, with what was warned of. */
function run(scope: Scope, warned: string[]): Promise<void> {
  const log = { ...scope.log, warn: (_: unknown, message: string) => void warned.push(message) }
  const deps: JobDeps = {
    jobs: { enqueue: () => Promise.resolve() },
    store: scope.store,
    clock: scope.clock,
    active: () => Promise.resolve([scope.connection.id]),
    scopeOf: () => ({ ...scope, log }),
    worker: 'test',
    onCaptured: () => undefined,
  }
  return onConnection(deps, scope.connection.id, async (s) => void (await refreshCosts(s)))
}

describe('what campaigns cost', () => {
  it.each([
    [403, { status: 'error', category: 'MISSING_SCOPES', message: 'needs marketing.campaigns.read' }],
    [404, { status: 'error', message: 'resource not found' }],
  ])('is left out with one warning where HubSpot answers %i, and the connection goes on', async (status, body) => {
    const { begin, box } = world()
    const scope = await begin(company())
    box.hubspot.faults.add({ path: 'campaigns', status, body })
    const warned: string[] = []
    await run(scope, warned)
    await run(scope, warned)
    expect(warned).toHaveLength(1)
    expect((await scope.store.connections.get(scope.connection.id))?.state).toBe('active')
    box.hubspot.faults.clear()
    await run(scope, warned)
    expect((await scope.store.campaigns.list(scope.connection.id)).map(({ name }) => name)).toEqual(['Fair', 'Webinar'])
  })

  it('pauses the connection where HubSpot rejects the credential', async () => {
    const { begin, box } = world()
    const scope = await begin(company())
    const body = { status: 'error', category: 'INVALID_AUTHENTICATION', message: 'no such token' }
    box.hubspot.faults.add({ path: 'campaigns', status: 401, body })
    await expect(run(scope, [])).rejects.toMatchObject({ code: 'CREDENTIALS_REJECTED' })
    expect((await scope.store.connections.get(scope.connection.id))?.state).toBe('paused')
  })
})
