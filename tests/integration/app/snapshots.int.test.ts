import { describe, expect, it } from 'vitest'
import { captureSide } from '#app/capture-changes.ts'
import { CONTACTS } from '#app/scope.ts'
import type { Scope } from '#app/scope.ts'
import { workInbox } from '#app/work-inbox.ts'
import type { Connector } from '#ports/connector.ts'
import type { ReadRequest } from '#ports/connector/records.ts'
import { company, MINUTE, mql } from '#support/company.ts'
import { quiesce, useWorld } from '#support/world.ts'

const world = useWorld()
const EMAIL = 'ana@buyers.example'

async function linked(over = {}): Promise<Scope> {
  const { begin, box } = world()
  const scope = await begin(company({ contacts: [mql('ana', { phone: '+1 555 0100' })] }), over)
  await quiesce(scope, box)
  box.clock.advance(MINUTE)
  return scope
}

/** Notes every read by id. */
function reading(scope: Scope): { readonly scope: Scope; readonly reads: string[] } {
  const reads: string[] = []
  const watch = <C extends Connector>(connector: C): C => ({
    ...connector,
    read: async (request: ReadRequest) => {
      reads.push(request.object)
      return connector.read(request)
    },
  })
  return { scope: { ...scope, hubspot: watch(scope.hubspot), salesforce: watch(scope.salesforce) }, reads }
}

describe('a record that came along with its notice', () => {
  it('stands in for a read, on both sides when both have news', async () => {
    const { marketing, sales, box } = world()
    const { scope, reads } = reading(await linked())
    await marketing.edit(EMAIL, { phone: '+1 555 0999' })
    await sales.update('Lead', (await sales.one('SELECT Id FROM Lead'))['Id'], { Phone: '+1 555 0999' })
    await captureSide(scope, 'hubspot')
    await captureSide(scope, 'salesforce')
    await workInbox(scope, 'test')
    // The phone is the same on both sides: nothing to write, nothing to read.
    expect(reads).toEqual([])
    expect((await scope.store.inbox.depth(scope.connection.id, box.clock.now())).total).toBe(0)
  })

  it('is read before a mapped field is written to it: what was typed since is not overwritten', async () => {
    const { marketing, sales, box } = world()
    const scope = await linked()
    // Both sides are captured with news; then somebody types in HubSpot, before the batch is worked.
    await marketing.edit(EMAIL, { firstname: 'Anna' })
    const lead = await sales.one('SELECT Id FROM Lead')
    await sales.update('Lead', lead['Id'], { Phone: '+1 555 0111' })
    await captureSide(scope, 'hubspot')
    await captureSide(scope, 'salesforce')
    box.clock.advance(MINUTE)
    await marketing.edit(EMAIL, { phone: '+1 555 0222' })
    await workInbox(scope, 'test')
    box.clock.advance(MINUTE)
    await quiesce(scope, box)
    expect((await marketing.contact(EMAIL)).properties).toMatchObject({ phone: '+1 555 0222', firstname: 'Anna' })
    expect(await sales.one('SELECT Phone, FirstName FROM Lead')).toMatchObject({
      Phone: '+1 555 0222',
      FirstName: 'Anna',
    })
  })

  it('is not believed after Tandem wrote to it: the older page changes nothing back', async () => {
    const { marketing, sales, box } = world()
    const scope = await linked()
    const { store, connection } = scope
    await sales.update('Lead', (await sales.one('SELECT Id FROM Lead'))['Id'], { Phone: '+1 555 0333' })
    // HubSpot's page was asked for before Tandem wrote to HubSpot, and arrives after.
    await marketing.edit(EMAIL, { city: 'Bonn' })
    const cursor = await store.inbox.cursor(connection.id, CONTACTS)
    const askedAt = box.clock.now()
    const fields = ['phone', 'email', 'firstname', 'lastname', 'jobtitle']
    const page = await scope.hubspot.changes({ object: 'contacts', cursor, fields })
    box.clock.advance(MINUTE)
    await captureSide(scope, 'salesforce')
    await workInbox(scope, 'test')
    expect((await marketing.contact(EMAIL)).properties['phone']).toBe('+1 555 0333')
    box.clock.advance(MINUTE)
    await store.inbox.capture(connection.id, CONTACTS, { ...page, at: box.clock.now(), askedAt })
    await quiesce(scope, box)
    expect((await marketing.contact(EMAIL)).properties['phone']).toBe('+1 555 0333')
    expect((await sales.one('SELECT Phone FROM Lead'))['Phone']).toBe('+1 555 0333')
  })
})

describe('a value that a platform does not take as it was sent', () => {
  it('is parked once as kept, in HubSpot, and not written for ever', async () => {
    const { box, sales } = world()
    const plain = await linked()
    const sent: string[] = []
    const hubspot: Scope['hubspot'] = {
      ...plain.hubspot,
      // A workflow of the portal keeps the old number.
      write: async (operations) => {
        const outcomes = await plain.hubspot.write(
          operations.map((operation) => {
            if (!('values' in operation) || operation.values['phone'] === undefined) return operation
            sent.push(operation.values['phone'] ?? '')
            return { ...operation, values: { ...operation.values, phone: '+1 555 0100' } }
          }),
        )
        return outcomes
      },
    }
    const scope = { ...plain, hubspot }
    await sales.update('Lead', (await sales.one('SELECT Id FROM Lead'))['Id'], { Phone: '+1 555 0444' })
    await quiesce(scope, box)
    expect(await scope.store.parked.open(scope.connection.id, 10)).toMatchObject([
      { code: 'VALUE_KEPT', object: 'contacts', message: expect.stringContaining('phone in HubSpot') as string },
    ])
    for (let hour = 0; hour < 3; hour += 1) {
      box.clock.advance(60 * MINUTE)
      await quiesce(scope, box)
    }
    expect(sent).toEqual(['+1 555 0444'])
    const link = await world().linkOf(EMAIL)
    expect(link.base['phone']).toEqual({ hubspot: '+1 555 0100', salesforce: '+1 555 0444' })
    const changes = (await scope.store.journal.ofLink(scope.connection.id, link.id, 50)).flatMap((row) => row.changes)
    expect(changes).toContainEqual(
      expect.objectContaining({ field: 'phone', to: '+1 555 0100', lost: '+1 555 0444', because: 'kept-by-platform' }),
    )
  })
})
