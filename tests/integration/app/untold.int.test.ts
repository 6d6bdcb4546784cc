import { describe, expect, it } from 'vitest'
import { captureSide } from '#app/capture-changes.ts'
import { CONTACTS } from '#app/scope.ts'
import { workInbox } from '#app/work-inbox.ts'
import { company, MINUTE, mql } from '#support/company.ts'
import { Killed, mortal } from '#support/mortal.ts'
import { quiesce, useWorld } from '#support/world.ts'

const world = useWorld()
const EMAIL = 'ana@buyers.example'

/** What each record was told to hold, as `side field = value`. */
async function told(scope: Awaited<ReturnType<ReturnType<typeof world>['begin']>>): Promise<ReadonlySet<string>> {
  const { id } = await world().linkOf(EMAIL)
  const rows = await scope.store.journal.ofLink(scope.connection.id, id, 100)
  return new Set(rows.flatMap((row) => row.changes.map(({ field, to }) => `${row.side} ${field} = ${to}`)))
}

describe('the journal of somebody whose worker died', { timeout: 60_000 }, () => {
  it('tells every value of the handover, after whichever effect it died', async () => {
    const { begin, box, sales, marketing, reset } = world()
    let deaths = 0
    for (let lives = 1; lives < 30; lives += 1) {
      await reset()
      const scope = await begin(company({ contacts: [mql('ana', { phone: '+1 555 0100' })] }))
      await captureSide(scope, 'hubspot')
      const death = await workInbox(mortal(scope, lives).scope, 'dies').catch((error: unknown) => error)
      if (!(death instanceof Killed)) break
      deaths += 1
      box.clock.advance(6 * MINUTE)
      await quiesce(scope, box)
      const lead = await sales.one('SELECT Phone, Email, OwnerId FROM Lead')
      const { properties } = await marketing.contact(EMAIL)
      const own = Object.entries(properties).filter(
        ([name, value]) => name.startsWith('tandem_') && name !== 'tandem_key' && value !== null,
      )
      const all = await told(scope)
      const wanted = [
        ...Object.entries(lead)
          .filter(([name]) => name !== 'attributes')
          .map(([name, value]) => `salesforce ${name} = ${String(value)}`),
        ...own.map(([name]) => `hubspot ${name}`),
      ]
      const untold = wanted.filter((one) => ![...all].some((line) => line.startsWith(one)))
      expect(untold, `dead after effect ${lives}: ${[...all].join('; ')}`).toEqual([])
    }
    expect(deaths).toBeGreaterThan(4)
  })

  it('tells of a Lead whose contact was deleted before anybody remembered it, and lists it', async () => {
    const { begin, box, sales, marketing } = world()
    const scope = await begin(company({ contacts: [mql('ana', { phone: '+1 555 0100' })] }))
    await captureSide(scope, 'hubspot')
    const dying = mortal(scope, 4)
    await expect(workInbox(dying.scope, 'dies')).rejects.toThrow(Killed)
    expect(dying.effects.at(-1)).toBe('salesforce.write Lead')
    const { id } = await marketing.contact(EMAIL)
    await marketing.archive('contacts', id)
    box.clock.advance(6 * MINUTE)
    const gone = { id, kind: 'deleted' as const, modifiedAt: box.clock.now() }
    await scope.store.inbox.hint(scope.connection.id, CONTACTS, [gone], { at: box.clock.now(), cause: 'webhook' })
    await quiesce(scope, box)
    const lead = await sales.one('SELECT Id, Phone FROM Lead')
    const stored = (await scope.store.links.byHubspotIds(scope.connection.id, 'person', [id])).get(id)
    expect(stored).toMatchObject({ state: 'unlinked', salesforceId: lead['Id'] })
    const rows = stored === undefined ? [] : await scope.store.journal.ofLink(scope.connection.id, stored.id, 10)
    expect(rows.map((row) => row.action).toSorted()).toEqual(['create', 'unlink'])
    expect(rows.flatMap((row) => row.changes)).toContainEqual(
      expect.objectContaining({ field: 'Phone', to: lead['Phone'], because: 'found-as-written' }),
    )
    expect(await scope.store.parked.open(scope.connection.id, 10)).toMatchObject([{ code: 'DELETED_ON_ONE_SIDE' }])
  })

  it('tells an edit that was written and not remembered', async () => {
    const { begin, box, sales, marketing } = world()
    const scope = await begin(company({ contacts: [mql('ana', { phone: '+1 555 0100' })] }))
    await quiesce(scope, box)
    box.clock.advance(MINUTE)
    await marketing.edit(EMAIL, { phone: '+1 555 0222' })
    await captureSide(scope, 'hubspot')
    const dying = mortal(scope, 2)
    await expect(workInbox(dying.scope, 'dies')).rejects.toThrow(Killed)
    expect(dying.effects).toEqual(['writeIntents.add', 'salesforce.write Lead'])
    box.clock.advance(6 * MINUTE)
    await quiesce(scope, box)
    expect((await sales.one('SELECT Phone FROM Lead'))['Phone']).toBe('+1 555 0222')
    expect(await told(scope)).toContain('salesforce Phone = +1 555 0222')
  })
})
