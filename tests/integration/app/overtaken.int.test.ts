import { describe, expect, it } from 'vitest'
import { captureSide } from '#app/capture-changes.ts'
import type { Scope } from '#app/scope.ts'
import { workInbox } from '#app/work-inbox.ts'
import { company, MINUTE, mql } from '#support/company.ts'
import { quiesce, useWorld } from '#support/world.ts'

const world = useWorld()
const EMAIL = 'ana@buyers.example'
const PHONE_BEFORE = '+1 555 0100'

async function linked(): Promise<Scope> {
  const { begin, box } = world()
  const scope = await begin(company({ contacts: [mql('ana', { phone: PHONE_BEFORE })] }))
  await quiesce(scope, box)
  box.clock.advance(MINUTE)
  return scope
}

/** The same engine in a process that stands still right before it remembers its batch, while `meanwhile` happens. */
function slow(scope: Scope, meanwhile: () => Promise<void>): Scope {
  let isPast = false
  const write: Scope['hubspot']['write'] = async (operations) => {
    const outcomes = await scope.hubspot.write(operations)
    if (!isPast) {
      isPast = true
      await meanwhile()
    }
    return outcomes
  }
  return { ...scope, hubspot: { ...scope.hubspot, write } }
}

describe('a person on whom two work at once, as a backfill beside the live sync may', () => {
  it('keeps what the faster one agreed on: a later edit still travels', async () => {
    const { marketing, sales, box } = world()
    const scope = await linked()
    const lead = (await sales.one('SELECT Id FROM Lead'))['Id']
    // The slower one has a title to tell HubSpot, and read the phone before it was changed.
    await sales.update('Lead', lead, { Title: 'CEO' })
    await captureSide(scope, 'salesforce')
    await workInbox(
      slow(scope, async () => {
        await marketing.edit(EMAIL, { phone: '+1 555 0222' })
        box.clock.advance(MINUTE)
        await captureSide(scope, 'hubspot')
        await workInbox(scope, 'faster')
      }),
      'slower',
    )
    const link = await world().linkOf(EMAIL)
    expect(link.base['phone']).toEqual({ hubspot: '+1 555 0222', salesforce: '+1 555 0222' })
    // Typed back: the very record that the slower one had read.
    box.clock.advance(MINUTE)
    await marketing.edit(EMAIL, { phone: PHONE_BEFORE })
    box.clock.advance(MINUTE)
    // Somebody touches the lead as well, so that its time stamp is the newer one.
    await sales.update('Lead', lead, { Title: 'CFO' })
    await quiesce(scope, box)
    expect(await sales.one('SELECT Phone, Title FROM Lead')).toMatchObject({ Phone: PHONE_BEFORE, Title: 'CFO' })
    expect((await marketing.contact(EMAIL)).properties).toMatchObject({ phone: PHONE_BEFORE, jobtitle: 'CFO' })
  })
})
