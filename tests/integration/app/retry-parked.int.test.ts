import { expect, it } from 'vitest'
import { activateVersion } from '#app/config/activate-version.ts'
import { retryAfterChange, retryOvertaken, retryParked } from '#app/retry-parked.ts'
import { retryParkedJob } from '#jobs/retry-parked.ts'
import { askedSince } from '#support/asked.ts'
import { company, loopDocument, parsed } from '#support/company.ts'
import { jobDepsOf } from '#support/job-deps.ts'
import { useWorld } from '#support/world.ts'

const world = useWorld()
/** More than two steps take. */
const MANY = 20_500

it('more parked records than one step takes are all tried again', async () => {
  const scope = await world().begin(company({ contacts: [] }))
  const { id } = scope.connection
  const items = Array.from({ length: MANY }, (_, n) => ({
    side: 'hubspot' as const,
    object: 'contacts',
    recordId: String(n),
    linkId: null,
    code: 'VALIDATION',
    message: 'no',
    remedy: 'mend it',
    at: scope.clock.now() + (n % 7),
  }))
  await scope.store.parked.park(id, items, scope.configVersion)
  await askedSince(scope)
  const waiting = async () => (await scope.store.inbox.depth(id, scope.clock.now())).total

  // By a saved configuration: the rest of them by a job, though the connection is paused.
  const document = loopDocument({ goLiveAt: '2026-01-02T00:00:00Z' })
  const version = { document, author: 'Ana', comment: '' }
  const saved = await activateVersion({ ...scope, config: parsed(document), version, expected: 'any' })
  expect(saved).toMatchObject({ kind: 'saved', version: 2 })
  expect(await waiting()).toBe(10_000)
  expect(await askedSince(scope)).toContain('retry-parked')
  const { deps, asked } = jobDepsOf(scope)
  await retryParkedJob.run({ connectionId: id }, { ...deps, active: async () => [] })
  expect(await waiting()).toBe(MANY)
  expect(asked).toEqual(['work-inbox'])
  expect(await retryOvertaken(scope, id, 2)).toBe(0)

  // When the fields of a CRM change, and when somebody asks for it.
  expect(await retryAfterChange(scope, id, ['salesforce Lead'])).toBe(MANY)
  expect(await retryParked(scope, id, { code: 'VALIDATION' })).toHaveLength(MANY)
})
