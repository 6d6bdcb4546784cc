import { expect, it } from 'vitest'
import { captureSide } from '#app/capture-changes.ts'
import { activateVersion } from '#app/config/activate-version.ts'
import type { Scope } from '#app/scope.ts'
import { RemoteError } from '#domain/errors.ts'
import type { JobDeps } from '#jobs/deps.ts'
import { workInboxJob } from '#jobs/work-inbox.ts'
import { company, loopDocument, mql, parsed } from '#support/company.ts'
import { quiesce, useWorld } from '#support/world.ts'

const world = useWorld()

/** Refuses every Lead, as an old mapping may; told before each. */
const refusing = (scope: Scope, before: () => Promise<void>): Scope => {
  const salesforce: Scope['salesforce'] = {
    ...scope.salesforce,
    withLane: () => salesforce,
    write: async () => {
      await before()
      throw new RemoteError({ code: 'OLD_MAP', disposition: 'park', message: 'no', remedy: 'map it otherwise' })
    },
  }
  return { ...scope, salesforce }
}

it('leaves nothing parked by a mapping that was replaced while a run went on, and works no further by it', async () => {
  const scope = await world().begin(company({ contacts: [mql('ada')] }))
  const { id } = scope.connection
  let current = scope
  const asked: string[] = []
  const deps = {
    active: () => Promise.resolve([id]),
    scopeOf: () => ({ ...current }),
    ending: () => false,
    worker: 'test',
    store: scope.store,
    clock: scope.clock,
    jobs: { enqueue: (job: string) => Promise.resolve(void asked.push(job)) },
  } as unknown as JobDeps
  const work = () => workInboxJob.run({ connectionId: id }, deps)
  current = refusing(scope, () => Promise.resolve())
  await captureSide(scope, 'hubspot')
  await work()
  expect(await scope.store.parked.counts(id)).toEqual({ OLD_MAP: 1 })
  expect(asked).not.toContain('work-inbox')

  world().arrive([mql('bert')])
  let writes = 0
  const document = loopDocument({ goLiveAt: '2026-01-02T00:00:00Z' })
  current = refusing(scope, async () => {
    writes += 1
    if (writes > 1) return
    const version = { document, author: 'Ana', comment: '' }
    await activateVersion({ ...scope, config: parsed(document), version, expected: 'any' })
    current = { ...scope, configVersion: 2 }
  })
  await captureSide(scope, 'hubspot')
  await work()
  expect(writes).toBe(1)
  expect(asked.filter((job) => job === 'work-inbox').length).toBeGreaterThan(0)
  // Ada was put back by the new version, Bert because the old one had parked him since.
  expect((await scope.store.inbox.depth(id, scope.clock.now())).total).toBe(2)
  expect(await scope.store.parked.takeOlder(id, 2, 10)).toEqual([])
  await quiesce(current, world().box)
  expect(await scope.store.parked.counts(id)).toEqual({})
})
