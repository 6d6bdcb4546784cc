import { describe, expect, it } from 'vitest'
import { captureSide } from '#app/capture-changes.ts'
import type { Scope } from '#app/scope.ts'
import { workInbox } from '#app/work-inbox.ts'
import { company } from '#support/company.ts'
import { companyHands, parkedCodes, rest, withCompanies } from '#support/companies.ts'
import { useWorld } from '#support/world.ts'

const world = useWorld()
const hands = () => companyHands(world())

/** The same engine in a process that stands still right before its first write, while `meanwhile` happens. */
function slow(scope: Scope, meanwhile: () => Promise<void>): Scope {
  let isPast = false
  const salesforce: Scope['salesforce'] = {
    ...scope.salesforce,
    withLane: () => salesforce,
    write: async (operations) => {
      if (!isPast) {
        isPast = true
        await meanwhile()
      }
      return scope.salesforce.write(operations)
    },
  }
  return { ...scope, salesforce }
}

describe('two companies of one domain in batches of two workers at once', () => {
  it('make one account: the other waits, and is listed once the account is there', async () => {
    const scope = await world().begin(company(), withCompanies())
    await rest(scope, world())
    await hands().company({ name: 'Acme', domain: 'acme.com' })
    await captureSide(scope, 'hubspot')
    await workInbox(
      slow(scope, async () => {
        world().box.clock.advance(1000)
        await hands().company({ name: 'Acme Inc', domain: 'acme.com' })
        world().box.clock.advance(1000)
        await captureSide(scope, 'hubspot')
        await workInbox(scope, 'fast')
      }),
      'slow',
    )
    await rest(scope, world())
    expect((await hands().accounts()).map((row) => row['Name'])).toEqual(['Acme'])
    expect(await parkedCodes(scope)).toEqual({ ALREADY_LINKED: 1 })
  })

  it('leave the domain to the next one when the first cannot be made', async () => {
    const scope = await world().begin(company(), withCompanies())
    await rest(scope, world())
    const { box } = world()
    await hands().company({ name: 'Acme', domain: 'acme.com' })
    box.salesforce.faults.add({
      path: 'composite/sobjects/Account',
      method: 'PATCH',
      status: 400,
      times: 1,
      body: [{ errorCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: 'no' }],
    })
    await rest(scope, world())
    await hands().company({ name: 'Acme Inc', domain: 'acme.com' })
    await rest(scope, world())
    expect((await hands().accounts()).map((row) => row['Name'])).toEqual(['Acme Inc'])
  })
})
