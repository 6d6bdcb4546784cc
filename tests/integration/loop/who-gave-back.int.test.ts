import { describe, expect, it } from 'vitest'
import { captureSide } from '#app/capture-changes.ts'
import type { Scope } from '#app/scope.ts'
import type { Handoff } from '#domain/handoff/types.ts'
import { company, DAY, HOUR, MINUTE, mql } from '#support/company.ts'
import { seller } from '#support/crm-users.ts'
import { quiesce, useWorld } from '#support/world.ts'

const world = useWorld()
const DORA = 'dora@buyers.example'
const REJECTED = 'Closed - Not Converted'
const ANN = 'ann@sales.example'
const BOB = 'bob@sales.example'

const DOCUMENT = {
  lifecycle: { opensOpportunity: { stages: [] } },
  feedback: { acceptedStatuses: ['Working - Contacted'], rejectedStatuses: [REJECTED], returnAfterDays: 30 },
}

async function handedOver(): Promise<{ scope: Scope; leadId: string }> {
  const { begin, box, sales } = world()
  const scope = await begin(company({ contacts: [mql('dora')] }), DOCUMENT)
  await quiesce(scope, box)
  const { Id } = await sales.one('SELECT Id FROM Lead')
  box.clock.advance(HOUR)
  return { scope, leadId: String(Id) }
}

async function newest(scope: Scope): Promise<Handoff | undefined> {
  const { id } = await world().linkOf(DORA)
  return (await scope.store.handoffs.latestByLinks(scope.connection.id, [id])).get(id)
}

describe('who gave a lead back', () => {
  it('is whoever edited it last, and does not get it again, nor does the rep who had it', async () => {
    const { box, marketing, sales } = world()
    const { scope, leadId } = await handedOver()
    const owner = (await newest(scope))?.ownerId
    expect(owner).toBe(await sales.userId(ANN))
    await seller(box, BOB).update('Lead', leadId, { Status: REJECTED })
    await quiesce(scope, box)
    const bob = await sales.userId(BOB)
    expect(await newest(scope)).toMatchObject({ state: 'rejected', rejectedBy: bob })
    box.clock.advance(DAY)
    await marketing.edit(DORA, { lifecyclestage: 'marketingqualifiedlead' })
    await quiesce(scope, box)
    const again = await newest(scope)
    expect(again).toMatchObject({ cycle: 2, state: 'open' })
    expect([owner, bob]).not.toContain(again?.ownerId)
  })

  it('is nobody when an automation did', async () => {
    const { box } = world()
    const { scope, leadId } = await handedOver()
    const values = { Status: REJECTED }
    await scope.salesforce.write([{ kind: 'update', traceId: 'flow', object: 'Lead', id: leadId, values }])
    await quiesce(scope, box)
    expect(await newest(scope)).toMatchObject({ state: 'rejected', rejectedBy: null })
  })
})

describe('a rejection', () => {
  it('in the seconds between a write and its read-back is heard', async () => {
    const { begin, box, sales } = world()
    const scope = await begin(company({ contacts: [mql('dora')] }), DOCUMENT)
    let made = 0
    const salesforce: Scope['salesforce'] = {
      ...scope.salesforce,
      withLane: () => salesforce,
      write: async (operations) => {
        const outcomes = await scope.salesforce.write(operations)
        if (operations.some((one) => 'object' in one && one.object === 'Lead' && one.kind === 'upsert')) {
          made += 1
          const { Id } = await sales.one('SELECT Id FROM Lead')
          await seller(box, ANN).update('Lead', Id, { Status: REJECTED })
        }
        return outcomes
      },
    }
    await quiesce({ ...scope, salesforce }, box)
    expect(made).toBe(1)
    expect(await newest(scope)).toMatchObject({ state: 'rejected', rejectedBy: await sales.userId(ANN) })
  })

  it('is heard while Salesforce refuses a value that Tandem has to write', async () => {
    const { box } = world()
    const { scope, leadId } = await handedOver()
    await fetch(`${box.salesforce.url}/__sandbox/validation-rules`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Cold', object: 'Lead', condition: "Rating = 'Hot'", message: 'nothing is hot' }),
    })
    const handoff = await newest(scope)
    await scope.store.handoffs.update(scope.connection.id, [{ id: handoff?.id ?? '', pending: { Rating: 'Hot' } }])
    await world().marketing.edit(DORA, { jobtitle: 'CEO' })
    await quiesce(scope, box)
    expect(await newest(scope)).toMatchObject({ state: 'open', pending: { Rating: 'Hot' } })
    box.clock.advance(MINUTE)
    await seller(box, ANN).update('Lead', leadId, { Status: REJECTED })
    await quiesce(scope, box)
    expect(await newest(scope)).toMatchObject({ state: 'rejected' })
  })
})

it('costs no look when somebody edits a field that nobody reads', async () => {
  const { box } = world()
  const { scope, leadId } = await handedOver()
  await seller(box, ANN).update('Lead', leadId, { NumberOfEmployees: 7 })
  expect(await captureSide(scope, 'salesforce')).toMatchObject({ added: 0, echoes: 1 })
})
