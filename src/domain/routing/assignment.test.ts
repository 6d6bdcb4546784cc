import { expect, it } from 'vitest'
import { madeInput, madeRep, madeRouting } from '#support/routing.ts'
import { leftToSalesforce } from './assignment.ts'
import { directoryOf } from './directory.ts'

it('names the fallback owner until Salesforce has decided, and takes no turn of a pool', () => {
  const input = madeInput({ config: madeRouting({ fallback: { queue: 'Waiting', policy: null } }) })
  const decision = leftToSalesforce(input)
  expect(decision).toMatchObject({ kind: 'owner', rep: { name: 'mia' }, rule: 'salesforce', state: input.state })
  expect(decision.log).toEqual([
    {
      rule: 'salesforce',
      candidate: 'id-mia',
      verdict: 'chosen',
      why: 'answers for it until Salesforce has assigned it',
    },
  ])
})

it('says so when nobody can answer for it', () => {
  const reps = directoryOf([madeRep('mia', { active: false })])
  expect(leftToSalesforce(madeInput({ reps }))).toMatchObject({
    kind: 'nobody',
    log: [{ verdict: 'skipped', why: 'user is not active' }],
  })
})
