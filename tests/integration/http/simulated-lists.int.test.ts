import { expect, it } from 'vitest'
import type { Scope } from '#app/scope.ts'
import type { Lane } from '#domain/lane.ts'
import { addressOf } from '#http/contract/address.ts'
import { simulateLeadsContract } from '#http/contract/simulation.ts'
import { memoryLimits } from '#store/limits.ts'
import { company } from '#support/company.ts'
import { useApps } from '#support/http-app.ts'
import { useWorld } from '#support/world.ts'

const world = useWorld()
const startApp = useApps()

/** The connector in the lane it is asked for; without one it may not be used. */
function laned(inner: Scope['salesforce'], asked: Lane[]): Scope['salesforce'] {
  return {
    ...inner,
    withLane: (lane) => {
      asked.push(lane)
      return inner.withLane(lane)
    },
    findBy: () => Promise.reject(new Error('asked as a live call')),
  }
}

it('lists of simulated leads are read as backfills are, and so many a minute for each person', async () => {
  const scope = await world().begin(company())
  const lanes: Lane[] = []
  const salesforce = laned(scope.salesforce, lanes)
  const app = await startApp({ scope: { ...scope, salesforce }, api: { access: { limits: memoryLimits() } as never } })
  const body = { leads: [{ email: 'a@new.example', country: 'Germany' }] }
  for (let n = 0; n < 10; n += 1) await app.call(simulateLeadsContract, { body })
  expect(new Set(lanes)).toEqual(new Set(['backfill']))
  const refused = await app.ask(addressOf(simulateLeadsContract, scope.connection.id), {
    method: 'POST',
    body: JSON.stringify(body),
  })
  expect(refused.status).toBe(429)
  expect(await refused.json()).toMatchObject({ code: 'TOO_MANY_SIMULATIONS' })
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
})
