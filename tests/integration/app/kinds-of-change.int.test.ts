import { describe, expect, it } from 'vitest'
import { healParked } from '#app/heal-parked.ts'
import { CONTACTS } from '#app/scope.ts'
import type { Connector } from '#ports/connector.ts'
import { company, HOUR, MINUTE, mql } from '#support/company.ts'
import { journalOf, quiesce, useWorld } from '#support/world.ts'

const world = useWorld()
const EMAIL = 'ana@buyers.example'

async function handedOver() {
  const { begin, box, linkOf, marketing } = world()
  const scope = await begin(company({ contacts: [mql('ana', { phone: '+1 555 0147' })] }))
  await quiesce(scope, box)
  return { scope, link: await linkOf(EMAIL), contactId: (await marketing.contact(EMAIL)).id }
}

describe('a person who asked to be forgotten', () => {
  const forgotten = { kind: 'privacy-deleted' as const, cause: 'webhook' }

  it('is forgotten: no value is left, what was done stays told, and Salesforce is listed', async () => {
    const { scope, link, contactId } = await handedOver()
    const { box, marketing } = world()
    const { store, connection } = scope
    await marketing.archive('contacts', contactId)
    const at = box.clock.now()
    await store.inbox.hint(connection.id, CONTACTS, [{ id: contactId, kind: forgotten.kind, modifiedAt: at }], {
      at,
      cause: forgotten.cause,
    })
    await quiesce(scope, box)
    const rows = await store.journal.ofLink(connection.id, link.id, 100)
    expect(rows.map((row) => row.action)).toEqual(expect.arrayContaining(['erase', 'create', 'update']))
    expect(rows.flatMap((row) => row.changes).length).toBeGreaterThan(5)
    expect(JSON.stringify(rows)).not.toMatch(/ana@buyers|555 0147|Pat/)
    const now = (await store.links.byIds(connection.id, [link.id])).get(link.id)
    expect(now).toMatchObject({ state: 'unlinked', base: {} })
    expect((await store.clocks.byLinks(connection.id, [link.id])).map((clock) => clock.state)).toEqual(['cancelled'])
    expect(await store.parked.counts(connection.id)).toMatchObject({ PRIVACY_DELETED: 1 })
  })

  it('is forgotten as well when the deletion was heard of first, and counts as the later of the two', async () => {
    const { scope, link, contactId } = await handedOver()
    const { box, marketing } = world()
    const { store, connection } = scope
    await marketing.archive('contacts', contactId)
    const at = box.clock.now()
    const notices = [{ id: contactId, kind: 'deleted' as const, modifiedAt: at + 5 }]
    await store.inbox.capture(connection.id, CONTACTS, { notices, cursor: {}, at })
    await quiesce(scope, box)
    await store.inbox.hint(connection.id, CONTACTS, [{ id: contactId, kind: forgotten.kind, modifiedAt: at }], {
      at,
      cause: forgotten.cause,
    })
    await quiesce(scope, box)
    const rows = await store.journal.ofLink(connection.id, link.id, 100)
    expect(rows.map((row) => row.action)).toContain('erase')
    expect(JSON.stringify(rows)).not.toMatch(/ana@buyers|555 0147|Pat/)
    expect(await store.parked.counts(connection.id)).toMatchObject({ PRIVACY_DELETED: 1 })
  })

  it('but is not while the contact is still there', async () => {
    const { scope, link, contactId } = await handedOver()
    const { box } = world()
    const at = box.clock.now()
    const notice = { id: contactId, kind: forgotten.kind, modifiedAt: at + 1 }
    await scope.store.inbox.hint(scope.connection.id, CONTACTS, [notice], { at, cause: forgotten.cause })
    await quiesce(scope, box)
    expect(await world().linkOf(EMAIL)).toMatchObject({ id: link.id, state: 'active' })
    expect(await journalOf(scope, link)).not.toContain('hubspot contacts erase')
  })
})

describe('two contacts that are merged in HubSpot', () => {
  it('leave one running clock: that of the one who was given up is cancelled', async () => {
    const { begin, box, marketing, linkOf } = world()
    const scope = await begin(company({ contacts: [mql('ana'), mql('ben')] }))
    await quiesce(scope, box)
    const [ana, ben] = [await linkOf(EMAIL), await linkOf('ben@buyers.example')]
    box.clock.advance(MINUTE)
    await marketing.merge(ana.hubspotId ?? '', ben.hubspotId ?? '')
    box.clock.advance(MINUTE)
    await quiesce(scope, box)
    const clocks = await scope.store.clocks.byLinks(scope.connection.id, [ana.id, ben.id])
    expect(clocks.map((clock) => clock.state).toSorted()).toEqual(['cancelled', 'running'])
  })
})

describe('a contact role that is removed', () => {
  it('takes its person off the deal, whom Tandem had put there', async () => {
    const { begin, box, marketing, sales } = world()
    const scope = await begin(company({ contacts: [mql('ana'), mql('ben')] }))
    await quiesce(scope, box)
    const accountId = await sales.create('Account', { Name: 'Ana Works' })
    const leads = await sales.query('SELECT Id, OwnerId FROM Lead ORDER BY Email')
    const contacts: string[] = []
    for (const lead of leads) contacts.push(await sales.convert(String(lead['Id']), accountId, String(lead['OwnerId'])))
    const opportunity = await sales.create('Opportunity', {
      Name: 'Two people',
      StageName: 'Prospecting',
      CloseDate: '2026-06-30',
      AccountId: accountId,
    })
    const roles: string[] = []
    for (const ContactId of contacts)
      roles.push(await sales.create('OpportunityContactRole', { OpportunityId: opportunity, ContactId }))
    box.clock.advance(MINUTE)
    await quiesce(scope, box)
    expect((await marketing.deals()).map((deal) => deal.contacts.length)).toEqual([2])
    box.clock.advance(HOUR)
    await sales.remove('OpportunityContactRole', roles[1])
    box.clock.advance(MINUTE)
    await quiesce(scope, box)
    expect((await marketing.deals()).map((deal) => deal.contacts)).toEqual([[(await marketing.contact(EMAIL)).id]])
  })
})

describe('parked records', () => {
  it('are tried again by themselves when a schema changes, unless schemas have no part in their problem', async () => {
    const { scope, link } = await handedOver()
    const { store, connection, clock } = scope
    expect(await healParked(scope)).toBe(0)
    const item = { ...CONTACTS, linkId: link.id, message: '', remedy: '', at: clock.now() }
    const items = [
      { ...item, recordId: link.hubspotId ?? '', code: 'STRING_TOO_LONG' },
      { ...item, recordId: '99', code: 'SEVERAL_MATCHES' },
    ]
    await store.parked.park(connection.id, items, scope.configVersion)
    // A new process looks at once.
    expect(await healParked({ ...scope })).toBe(0)
    const salesforce = { ...scope.salesforce, describe: longer(scope.salesforce) }
    expect(await healParked({ ...scope, salesforce })).toBe(1)
    await quiesce(scope, world().box)
    expect(await store.parked.counts(connection.id)).toEqual({ SEVERAL_MATCHES: 1 })
  })
})

/** An administrator has made room in Lead.Title. */
function longer(connector: Connector): Connector['describe'] {
  return async (object, freshness) => {
    const schema = await connector.describe(object, freshness)
    const title = schema.fields['Title']
    if (object !== 'Lead' || title === undefined) return schema
    return { ...schema, fields: { ...schema.fields, Title: { ...title, maxLength: 255 } } }
  }
}
