import { expect, it } from 'vitest'
import { RemoteError } from '#domain/errors.ts'
import { captureSalesforceChanges } from '#jobs/capture-changes.ts'
import type { ChangesRequest } from '#ports/connector/changes.ts'
import { company, mql } from '#support/company.ts'
import { jobDepsOf } from '#support/job-deps.ts'
import { quiesce, useWorld } from '#support/world.ts'

const world = useWorld()

it('a stream that fails stops no other: what they brought is kept and worked on, and the failure is told', async () => {
  const { begin, box, sales } = world()
  const scope = await begin(company({ contacts: [mql('ana')] }))
  await quiesce(scope, box)
  box.clock.advance(60_000)
  const [lead] = await sales.query('SELECT Id FROM Lead')
  await sales.update('Lead', String(lead?.['Id']), { Title: 'Engineer' })
  const refused = new RemoteError({ code: 'NO_ACCESS', disposition: 'park', message: 'no', remedy: 'none' })
  const changes = (request: ChangesRequest) =>
    request.object === 'Event' ? Promise.reject(refused) : scope.salesforce.changes(request)
  const failing = { ...scope, salesforce: { ...scope.salesforce, changes } }
  const { deps, asked } = jobDepsOf(failing)
  const job = captureSalesforceChanges.run({ connectionId: scope.connection.id }, deps)
  await expect(job).rejects.toMatchObject({ code: 'NO_ACCESS' })
  expect(asked).toEqual(['work-inbox'])
  expect((await scope.store.inbox.depth(scope.connection.id, box.clock.now())).dueNow).toBeGreaterThan(0)
})
