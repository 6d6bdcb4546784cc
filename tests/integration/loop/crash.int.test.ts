import { describe, expect, it } from 'vitest'
import type { Scope } from '#app/scope.ts'
import { company, MINUTE, mql } from '#support/company.ts'
import { Killed, mortal } from '#support/mortal.ts'
import { quiesce, useWorld } from '#support/world.ts'

const world = useWorld()
const LEASE = 6 * MINUTE

/** One run per effect of an undisturbed one (the first that `from` fits and all behind it), each the last thing its process did; a new one goes on when the leases are over. */
async function everyDeath(
  play: () => Promise<Scope>,
  check: (scope: Scope, after: string) => Promise<void>,
  from: RegExp = /./,
): Promise<readonly string[]> {
  const { box, connect, reset } = world()
  const undisturbed = mortal(await play(), Number.POSITIVE_INFINITY)
  await quiesce(undisturbed.scope, box)
  await check(undisturbed.scope, 'undisturbed')
  // Behind the last write and its remembering come only looks at clocks.
  const deaths = undisturbed.effects.slice(0, undisturbed.effects.findLastIndex((e) => e.includes('write')) + 2)
  const first = deaths.findIndex((effect) => from.test(effect))
  for (const [i, effect] of deaths.entries()) {
    if (i < first) continue
    await reset()
    const doomed = mortal(await play(), i + 1)
    await expect(quiesce(doomed.scope, box)).rejects.toThrow(Killed)
    box.clock.advance(LEASE)
    const scope = await connect()
    await quiesce(scope, box)
    await check(scope, `${i + 1}: ${effect}`)
  }
  return deaths
}

describe('a process that is killed right after any of its effects', () => {
  it('hands every person over exactly once', async () => {
    const { begin, sales, marketing } = world()
    const people = ['one', 'two']
    const deaths = await everyDeath(
      () =>
        begin(
          company({
            contacts: [...people.map((name) => mql(name)), mql('known')],
            existingLeads: [
              {
                email: 'known@buyers.example',
                firstName: null,
                lastName: 'K',
                company: 'K',
                status: 'Working - Contacted',
                ownerEmail: 'bob@sales.example',
              },
            ],
          }),
        ),
      async (scope, after) => {
        const leads = await sales.query('SELECT Id, Email, OwnerId FROM Lead ORDER BY Email')
        const tasks = await sales.query('SELECT WhoId, OwnerId FROM Task')
        expect(
          leads.map((row) => row['Email']),
          after,
        ).toEqual(['known', 'one', 'two'].map((n) => `${n}@buyers.example`))
        expect(new Set(tasks.map((row) => row['WhoId'])), after).toEqual(new Set(leads.map((row) => row['Id'])))
        expect(tasks, after).toHaveLength(3)
        for (const { Id, Email, OwnerId } of leads) {
          const { properties } = await marketing.contact(String(Email))
          expect(properties, after).toMatchObject({ tandem_salesforce_id: Id, tandem_sla_status: 'running' })
          expect(tasks.find((task) => task['WhoId'] === Id)?.['OwnerId'], after).toBe(OwnerId)
        }
        expect(await scope.store.reports.summary(scope.connection.id), after).toMatchObject({
          handedOver: 3,
          linked: 1,
        })
        expect(await scope.store.parked.counts(scope.connection.id), after).toEqual({})
      },
    )
    for (const expected of ['salesforce.write Lead', 'salesforce.write Task', 'hubspot.write contacts', 'transaction'])
      expect(deaths).toContain(expected)
  })

  it('opens one opportunity, makes one deal and tells its person', async () => {
    const { begin, sales, marketing } = world()
    const deaths = await everyDeath(
      () => begin(company({ contacts: [mql('dora', { lifecycleStage: 'salesqualifiedlead' })] })),
      async (scope, after) => {
        const opened = await sales.query('SELECT Id FROM Opportunity')
        expect(opened, after).toHaveLength(1)
        const deals = await marketing.deals()
        expect(deals, after).toHaveLength(1)
        const contact = await marketing.contact('dora@buyers.example')
        expect(deals[0]?.contacts, after).toEqual([contact.id])
        expect(contact.properties, after).toMatchObject({ tandem_outcome: 'open', lifecyclestage: 'opportunity' })
        expect(await sales.query('SELECT Id FROM Task'), after).toHaveLength(1)
        const { ConvertedContactId } = await sales.one('SELECT ConvertedContactId FROM Lead')
        expect(contact.properties, after).toMatchObject({ tandem_salesforce_id: ConvertedContactId })
        expect(await scope.store.parked.counts(scope.connection.id), after).toEqual({})
      },
    )
    expect(deaths).toContain('hubspot.write deals')
  })

  it('counts a won deal once', async () => {
    const { begin, sales, marketing } = world()
    await everyDeath(
      async () => {
        const existingContacts = [
          {
            email: 'dora@buyers.example',
            firstName: 'Pat',
            lastName: 'D',
            account: 'Acme',
            ownerEmail: 'bob@sales.example',
          },
        ]
        const scope = await begin(company({ contacts: [mql('dora')], existingContacts }))
        const { Id, AccountId } = await sales.one('SELECT Id, AccountId FROM Contact')
        const OpportunityId = await sales.create('Opportunity', {
          Name: 'Won',
          AccountId,
          StageName: 'Closed Won',
          CloseDate: '2026-03-02',
          Amount: 100,
        })
        await sales.create('OpportunityContactRole', { OpportunityId, ContactId: Id })
        return scope
      },
      async (scope, after) => {
        expect(await marketing.deals(), after).toHaveLength(1)
        expect((await marketing.contact('dora@buyers.example')).properties, after).toMatchObject({
          tandem_won_amount: '100',
          tandem_attributed_revenue: '100',
          lifecyclestage: 'customer',
        })
        expect(await scope.store.reports.summary(scope.connection.id), after).toMatchObject({
          won: 1,
          revenueMinor: 10000n,
        })
      },
      /write deals/,
    )
  })
})
