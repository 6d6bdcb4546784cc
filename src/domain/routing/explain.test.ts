import { expect, it } from 'vitest'
import { madeInput, madeMember, madePool, madeRep, madeRouting } from '#support/routing.ts'
import { directoryOf } from './directory.ts'
import { explainRoute } from './explain.ts'
import { route } from './route.ts'
import type { RouteInput } from './types.ts'

const explained = (over: Partial<RouteInput>) => {
  const input = madeInput(over)
  return explainRoute(route(input), input.reps, 'Europe/Berlin')
}
const pools = [madePool('sales', [madeMember('old'), madeMember('ann', { hours: 'berlin' })], 'hold')]
const NIGHT = Date.parse('2026-03-10T02:00:00Z')

it('says who gets it by which rule, and who was passed over, by name', () => {
  expect(explained({ config: madeRouting({ pools }) })).toEqual({
    headline: 'ann gets it by pool:sales',
    steps: ['pool:sales: old skipped, user is not active', 'pool:sales: ann chosen, next in the weighted round robin'],
  })
})

it('says for how long a lead is held, in local time', () => {
  expect(explained({ config: madeRouting({ pools }), now: NIGHT }).headline).toBe(
    'held for pool sales by pool:sales: somebody can take it from 2026-03-10T09:00 (Europe/Berlin); mia answers for it until then',
  )
})

it('says who answers for a queue, and when nobody can take it', () => {
  const config = madeRouting({ pools: [], fallback: { queue: 'Waiting', policy: null } })
  const { headline, steps } = explained({ config, queues: new Map([['Waiting', '00G1']]) })
  expect(headline).toBe('the fallback queue 00G1 gets it; mia answers for it')
  expect(steps[0]).toBe('pool:sales: nobody, there is no pool sales')
  const { headline: none } = explained({ config, reps: directoryOf([madeRep('mia', { active: false })]) })
  expect(none).toBe('nobody can take it, not even the fallback owner')
})
