import { describe, expect, it } from 'vitest'
import type { Scope } from '#app/scope.ts'
import { company, mql } from '#support/company.ts'
import { quiesce, useWorld } from '#support/world.ts'

const world = useWorld()
const NAMES = Array.from({ length: 12 }, (_, i) => `lead${i}`)

async function expectEverybodyOnce(scope: Scope): Promise<void> {
  const { sales, marketing } = world()
  const leads = await sales.query('SELECT Id, Email FROM Lead')
  expect(leads).toHaveLength(NAMES.length)
  expect(new Set(leads.map((row) => row['Email']))).toEqual(new Set(NAMES.map((name) => `${name}@buyers.example`)))
  const tasks = await sales.query('SELECT WhoId FROM Task')
  expect(tasks).toHaveLength(NAMES.length)
  expect(new Set(tasks.map((row) => row['WhoId']))).toEqual(new Set(leads.map((row) => row['Id'])))
  for (const { Id, Email } of leads)
    expect((await marketing.contact(String(Email))).properties['tandem_salesforce_id']).toBe(Id)
  expect(await scope.store.reports.summary(scope.connection.id)).toMatchObject({ handedOver: 12 })
  expect(await scope.store.parked.counts(scope.connection.id)).toEqual({})
}

/** Both CRMs fail from here on; signing in is left alone, because a refused one is a person's to mend. */
function spoil(rule: Readonly<Record<string, unknown>>): void {
  for (const name of ['hubspot', 'salesforce'] as const)
    world().box[name].faults.add({ path: '^(?!.*(oauth2|/__sandbox))', ...rule })
}

describe('with faults on one call in five, every person has one lead and one task', () => {
  it.each([
    ['500 before the work is done', { status: 500, rate: 0.2 }],
    ['500 after the work is done', { status: 500, rate: 0.2, when: 'after' }],
    [
      '429 that names a wait',
      {
        status: 429,
        rate: 0.2,
        headers: { 'retry-after': '2' },
        body: {
          status: 'error',
          message: 'You have reached your ten_secondly_rolling limit.',
          errorType: 'RATE_LIMIT',
          policyName: 'TEN_SECONDLY_ROLLING',
        },
      },
    ],
    ['connections cut after the work is done', { drop: true, rate: 0.2, when: 'after' }],
    ['single records of a batch refused', { partial: 0.2 }],
  ] as const)('%s', async (_what, rule) => {
    const { begin, box, arrive } = world()
    const [first = '', ...others] = NAMES
    const scope = await begin(company({ contacts: [mql(first)] }))
    spoil(rule)
    await quiesce(scope, box)
    // One after the other: a dozen at once costs so few calls that the faults may spare them all.
    for (const name of others) {
      arrive([mql(name)])
      await quiesce(scope, box)
    }
    const faults = [...box.hubspot.faults.list(), ...box.salesforce.faults.list()]
    expect(faults.reduce((sum, fault) => sum + fault.hits, 0)).toBeGreaterThan(0)
    for (const name of ['hubspot', 'salesforce'] as const) box[name].faults.clear()
    await quiesce(scope, box)
    await expectEverybodyOnce(scope)
  })
})
