import { describe, expect, it } from 'vitest'
import type { Scope } from '#app/scope.ts'
import { company, MINUTE } from '#support/company.ts'
import { companyHands, parkedCodes, rest, withCompanies } from '#support/companies.ts'
import { writesOf } from '#support/crm-users.ts'
import { Killed, mortal } from '#support/mortal.ts'
import { quiesce, useWorld } from '#support/world.ts'

const world = useWorld()
const hands = () => companyHands(world())
const LEASE = 6 * MINUTE

/** One known on both sides, one that began in each CRM. */
async function play(): Promise<Scope> {
  const scope = await world().begin(company(), withCompanies())
  await hands().company({ name: 'Known', domain: 'known.com' })
  await world().sales.create('Account', { Name: 'Known', Website: 'https://known.com/' })
  await hands().company({ name: 'Marketing', domain: 'marketing-began.com' })
  await world().sales.create('Account', { Name: 'Sales', Website: 'sales-began.com' })
  return scope
}

async function expectEachOnce(scope: Scope, after: string): Promise<void> {
  const [companies, accounts] = [await hands().companies(), await hands().accounts()]
  expect(companies, after).toHaveLength(3)
  expect(new Set(companies.map(({ properties }) => properties['name'])), after).toEqual(
    new Set(['Known', 'Marketing', 'Sales']),
  )
  expect(
    accounts.map((row) => row['Name']),
    after,
  ).toEqual(['Known', 'Marketing', 'Sales'])
  expect(new Set(companies.map(({ properties }) => properties['tandem_salesforce_id'])), after).toEqual(
    new Set(accounts.map((row) => row['Id'])),
  )
  const counts = await parkedCodes(scope)
  expect(counts, after).toEqual({})
}

describe('companies, each once on each side', () => {
  it('when the process dies right after any of its effects', async () => {
    const { box, connect, reset } = world()
    const undisturbed = mortal(await play(), Number.POSITIVE_INFINITY)
    await quiesce(undisturbed.scope, box)
    await expectEachOnce(undisturbed.scope, 'undisturbed')
    const effects = undisturbed.effects.slice(0, undisturbed.effects.findLastIndex((e) => e.includes('write')) + 2)
    expect(effects).toEqual(expect.arrayContaining(['salesforce.write Account', 'hubspot.write companies']))
    for (const [i, effect] of effects.entries()) {
      await reset()
      const doomed = mortal(await play(), i + 1)
      await expect(quiesce(doomed.scope, box)).rejects.toThrow(Killed)
      box.clock.advance(LEASE)
      const scope = await connect(withCompanies())
      await quiesce(scope, box)
      await expectEachOnce(scope, `${i + 1}: ${effect}`)
    }
  })

  it.each([
    ['500 before the work is done', { status: 500, rate: 0.2 }],
    ['500 after the work is done', { status: 500, rate: 0.2, when: 'after' }],
    ['connections cut after the work is done', { drop: true, rate: 0.2, when: 'after' }],
    ['single records of a batch refused', { partial: 0.2 }],
  ] as const)('with faults on one call in five: %s', async (_what, rule) => {
    const scope = await play()
    const { box } = world()
    for (const name of ['hubspot', 'salesforce'] as const)
      box[name].faults.add({ path: '^(?!.*(oauth2|/__sandbox))', ...rule })
    await rest(scope, world())
    for (const name of ['hubspot', 'salesforce'] as const) box[name].faults.clear()
    await rest(scope, world())
    await expectEachOnce(scope, 'faults')
  })

  it('when the database is lost: the keys on the records tell who is who', async () => {
    await rest(await play(), world())
    await world().forget()
    const scope = await world().connect(withCompanies())
    await rest(scope, world())
    await expectEachOnce(scope, 'forgotten')
  })
})

describe('a thousand companies', () => {
  const MANY = 1000
  const seed = async (): Promise<void> => {
    for (let start = 0; start < MANY; start += 100)
      await world().marketing.call('POST', 'objects/companies/batch/create', {
        inputs: Array.from({ length: 100 }, (_, i) => ({
          properties: { name: `Firm ${start + i}`, domain: `firm-${start + i}.com`, phone: '1' },
        })),
      })
  }
  const calls = (scope: Scope): number => scope.hubspot.usage().calls + scope.salesforce.usage().calls

  it('cost few calls, and no second write', async () => {
    const scope = await world().begin(company(), withCompanies())
    await seed()
    const before = calls(scope)
    await rest(scope, world())
    const made = calls(scope) - before
    expect((await world().sales.query('SELECT COUNT(Id) n FROM Account'))[0]).toMatchObject({ n: MANY })
    const writes = writesOf(world().box)
    world().box.clock.advance(60 * MINUTE)
    await rest(scope, world())
    expect(writesOf(world().box)).toBe(writes)
    expect(made).toBeLessThanOrEqual(65)
  })
})
