import { expect, it } from 'vitest'
import { madeFacts, madeInput, madeMember, madeOwner, madePool, madeRouting, TUESDAY_TEN } from '#support/routing.ts'
import type { BatchLead } from './batch.ts'
import { routeAll, withAssigned } from './batch.ts'
import type { RouteDecision } from './decision.ts'
import { route } from './route.ts'
import type { RouteInput } from './types.ts'

const leads = (count: number, facts: (i: number) => Partial<RouteInput['facts']> = () => ({})): readonly BatchLead[] =>
  Array.from({ length: count }, (_, i) => ({ id: `handoff-${i}`, pool: 'sales', facts: madeFacts(facts(i)) }))
const names = (decisions: readonly RouteDecision[]) =>
  decisions.map((decision) => (decision.kind === 'nobody' ? 'nobody' : decision.rep.name)).join(' ')
const limited = (open: number | null, perDay: number | null) =>
  madeRouting({ pools: [madePool('sales', [madeMember('ann', { capacity: { open, perDay } }), madeMember('bob')])] })

it('leads of one batch see the places that those before them took', () => {
  const { decisions, state } = routeAll(madeInput(), leads(3))
  expect(names(decisions)).toBe('ann bob ann')
  expect(names(routeAll(madeInput({ state }), leads(1)).decisions)).toBe('bob')
})

it('a desk fills up within the batch, by open leads and by leads of the day', () => {
  expect(names(routeAll(madeInput({ config: limited(2, null) }), leads(6)).decisions)).toBe('ann bob ann bob bob bob')
  const workload = { open: new Map([['id-ann', 50]]), today: new Map([['id-ann', 1]]) }
  const { decisions, workload: after } = routeAll(madeInput({ config: limited(null, 2), workload }), leads(4))
  expect(names(decisions)).toBe('ann bob bob bob')
  expect(after.open.get('id-ann')).toBe(51)
  expect(after.today.get('id-bob')).toBe(3)
  expect(workload.open.get('id-ann')).toBe(50)
})

it('a batch is the same as its leads one by one', () => {
  let input = madeInput({ config: limited(2, null) })
  const single = leads(6).map(({ facts }) => {
    const decision = route({ ...input, facts })
    const workload = decision.kind === 'nobody' ? input.workload : withAssigned(input.workload, decision.rep.id)
    input = { ...input, state: decision.state, workload }
    return decision
  })
  expect(routeAll(madeInput({ config: limited(2, null) }), leads(6)).decisions).toEqual(single)
})

it('people of one company stay together within the batch, but not with the fallback owner', () => {
  const company = (i: number) => ({ companyDomain: i === 1 ? 'other.example' : 'acme.example' })
  const { decisions } = routeAll(madeInput(), leads(4, company))
  expect(names(decisions)).toBe('ann bob ann ann')
  expect(decisions[2]?.log.at(-1)).toMatchObject({
    rule: 'same-company',
    why: 'has a lead of the same company (handoff-0)',
  })
  const apart = routeAll(madeInput({ config: madeRouting({ stickyDays: 0 }) }), leads(4, company))
  expect(names(apart.decisions)).toBe('ann bob ann bob')
  const nobody = routeAll(madeInput({ config: madeRouting({ pools: [] }) }), leads(2, company))
  expect(nobody.decisions.map(({ rule }) => rule)).toEqual(['fallback', 'fallback'])
  const elsewhere = madeRouting({ pools: [madePool('vip', [madeMember('mia')])] })
  const member = routeAll(
    madeInput({ config: elsewhere }),
    leads(2, () => company(0)),
  )
  expect(member.decisions.map(({ rule }) => rule)).toEqual(['fallback', 'fallback'])
})

it('the same person comes before a colleague of the same batch', () => {
  const owners = [madeOwner('same-person', 'cem', TUESDAY_TEN - 1000)]
  const facts = (i: number) => ({ companyDomain: 'acme.example', owners: i === 1 ? owners : [] })
  expect(names(routeAll(madeInput(), leads(2, facts)).decisions)).toBe('ann cem')
})
