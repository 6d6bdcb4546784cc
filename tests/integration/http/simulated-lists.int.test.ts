import { afterEach, expect, it } from 'vitest'
import type { Scope } from '#app/scope.ts'
import type { Lane } from '#domain/lane.ts'
import type { Listening } from '#http/listen.ts'
import { memoryLimits } from '#store/limits.ts'
import { company } from '#support/company.ts'
import { startApp } from '#support/http-app.ts'
import { useWorld } from '#support/world.ts'

const world = useWorld()
const open: Listening[] = []
afterEach(async () => {
  for (const server of open.splice(0)) await server.close(100)
})

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
  open.push(app)
  const simulate = () =>
    app.ask(`/api/connections/${scope.connection.id}/handover/simulate/list`, {
      method: 'POST',
      body: JSON.stringify({ leads: [{ email: 'a@new.example', country: 'Germany' }] }),
    })
  for (let n = 0; n < 10; n += 1) expect((await simulate()).status).toBe(200)
  expect(new Set(lanes)).toEqual(new Set(['backfill']))
  const refused = await simulate()
  expect(refused.status).toBe(429)
  expect(await refused.json()).toMatchObject({ code: 'TOO_MANY_SIMULATIONS' })
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
})
