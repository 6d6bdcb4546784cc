import { describe, expect, it } from 'vitest'
import { activateVersion } from '#app/config/activate-version.ts'
import { readToday } from '#app/read-today.ts'
import type { Scope } from '#app/scope.ts'
import { workInbox } from '#app/work-inbox.ts'
import type { SyncConfigInput } from '#config/sync-config.ts'
import type { Link } from '#domain/identity/link.ts'
import type { StoredConflict } from '#ports/store/field-conflicts.ts'
import { company, HOUR, loopDocument, parsed } from '#support/company.ts'
import { companyHands, rest, withCompanies } from '#support/companies.ts'
import { addressOf, conflicts, decide, held, leadOf } from '#support/conflicts.ts'
import { startApp } from '#support/http-app.ts'
import { mergeLeads } from '#support/merge-leads.ts'
import { quiesce, useWorld } from '#support/world.ts'

const world = useWorld()

/** What the overview says of conflicts. */
const waiting = async (scope: Scope): Promise<number> => (await readToday(scope)).needs.conflicts

const refused = { open: 0, applied: 0, refused: 1 }
const progress = (scope: Scope, id: string) => scope.store.fieldConflicts.progress(scope.connection.id, id)

/** Both wait; somebody decided about dora, and nobody has carried it out. */
async function decided() {
  const scope = await conflicts(world(), ['dora', 'emil'])
  const of = async (name: string): Promise<Link> => world().linkOf(addressOf(name))
  const [dora, emil] = [await of('dora'), await of('emil')]
  const one = (await held(scope)).find(({ linkId }) => linkId === dora.id) as StoredConflict
  const word = scope.newId()
  await decide(scope, one, { kind: 'side', side: 'salesforce' }, 'this', word)
  world().box.clock.advance(HOUR)
  return { scope, dora, emil, one, word }
}

describe('what waits in the fields of a person', () => {
  it.each([
    ['HubSpot', ({ hubspotId }: Link) => world().marketing.archive('contacts', hubspotId ?? '')],
    ['Salesforce', ({ salesforceId }: Link) => world().sales.remove('Lead', salesforceId)],
  ] as const)('who is deleted in %s waits no more, and a decision about it is refused', async (_, remove) => {
    const { scope, dora, emil, word } = await decided()
    await remove(dora)
    await quiesce(scope, world().box)
    expect((await held(scope)).map(({ linkId }) => linkId)).toEqual([emil.id])
    expect(await waiting(scope)).toBe(1)
    expect(await progress(scope, word)).toEqual(refused)
  })

  it('who is restored waits again, and nobody means what was decided before', async () => {
    const { scope, dora, word } = await decided()
    const { box, sales } = world()
    const alive = box.salesforce.sandbox.snapshot()
    await sales.remove('Lead', dora.salesforceId)
    await quiesce(scope, box)
    expect(await waiting(scope)).toBe(1)
    box.salesforce.sandbox.restore(alive)
    box.clock.advance(HOUR)
    await sales.update('Lead', dora.salesforceId, { FirstName: 'Theodora' })
    await quiesce(scope, box)
    expect(await world().linkOf(addressOf('dora'))).toMatchObject({ id: dora.id, state: 'active' })
    expect(await waiting(scope)).toBe(2)
    expect(await progress(scope, word)).toEqual(refused)
    expect(await leadOf(world(), 'dora')).toMatchObject({ Title: 'Chef' })
  })

  it('who is merged into another one in HubSpot waits there alone', async () => {
    const { scope, dora, emil, word } = await decided()
    await world().marketing.merge(emil.hubspotId ?? '', dora.hubspotId ?? '')
    await quiesce(scope, world().box)
    const states = await scope.store.links.byIds(scope.connection.id, [dora.id, emil.id])
    const active = [...states.values()].filter(({ state }) => state === 'active').map(({ id }) => id)
    expect(active).toHaveLength(1)
    expect((await held(scope)).every(({ linkId }) => active.includes(linkId))).toBe(true)
    expect((await progress(scope, word)).open).toBe(0)
  })

  it('whose Lead is merged into that of another one waits there alone', async () => {
    const { scope, dora, emil, word } = await decided()
    await mergeLeads(world(), dora.salesforceId, emil.salesforceId ?? '')
    await quiesce(scope, world().box)
    expect(await world().linkOf(addressOf('dora'))).toMatchObject({ state: 'unlinked' })
    expect((await held(scope)).map(({ linkId }) => linkId)).toEqual([emil.id])
    expect(await progress(scope, word)).toEqual(refused)
  })

  it('who is erased is gone with it, and comes back with nobody who was at work', async () => {
    const { scope, dora, emil, one, word } = await decided()
    await world().marketing.call('POST', 'objects/contacts/gdpr-delete', { objectId: dora.hubspotId })
    await scope.store.inbox.hint(
      scope.connection.id,
      { side: 'hubspot', object: 'contacts' },
      [{ id: dora.hubspotId ?? '', kind: 'privacy-deleted', modifiedAt: scope.clock.now() }],
      { at: scope.clock.now(), cause: 'webhook' },
    )
    await workInbox(scope, 'test')
    expect((await held(scope)).map(({ linkId }) => linkId)).toEqual([emil.id])
    expect(await progress(scope, word)).toEqual({ open: 0, applied: 0, refused: 0 })
    // Somebody had read both records before, and remembers what was seen only now.
    const { fieldConflicts } = scope.store
    await fieldConflicts.renew(scope.connection.id, [dora.id], [one], scope.clock.now())
    const late = { ...one, id: 'late', groupId: 'late', choice: { kind: 'thaw' as const }, saw: one.values }
    const told = await fieldConflicts.decide(scope.connection.id, [{ ...late, by: 'Ada', at: scope.clock.now() }])
    expect(told).toBe(0)
    expect((await held(scope)).map(({ linkId }) => linkId)).toEqual([emil.id])
    expect((await progress(scope, 'late')).open).toBe(0)
  })

  it('that was decided goes to nobody after the two came apart', async () => {
    const scope = await conflicts(world(), ['dora'])
    const [one] = await held(scope)
    await world().sales.remove('Lead', (await leadOf(world(), 'dora'))['Id'])
    world().box.clock.advance(HOUR)
    await quiesce(scope, world().box)
    expect(await decide(scope, one as StoredConflict, { kind: 'side', side: 'hubspot' })).toEqual({ kind: 'gone' })
  })
})

describe('what waits in the fields of a company', () => {
  const manual: Partial<SyncConfigInput> = {
    fields: { 'company-account': [{ hubspot: 'city', salesforce: 'BillingCity', rule: 'manual' }] },
  }
  const hands = () => companyHands(world())

  /** Acme and Bolt are in both; both sides changed their cities, and somebody decided about Acme. */
  async function companies() {
    const scope = await world().begin(company(), withCompanies({}, manual))
    const ids: string[] = []
    for (const [name, domain] of [
      ['Acme', 'acme.com'],
      ['Bolt', 'bolt.com'],
    ] as const)
      ids.push(await hands().company({ name, domain, city: 'Ulm' }))
    await rest(scope, world())
    for (const id of ids) await hands().change(id, { city: 'Rome' })
    for (const { Id } of await hands().accounts()) await world().sales.update('Account', Id, { BillingCity: 'Bonn' })
    await rest(scope, world())
    const all = await held(scope)
    const [acme, bolt] = ids.map((id) => all.find(({ hubspotId }) => hubspotId === id) as StoredConflict)
    if (acme === undefined || bolt === undefined) throw new Error('nothing waits')
    const word = scope.newId()
    await decide(scope, acme, { kind: 'side', side: 'salesforce' }, 'this', word)
    world().box.clock.advance(HOUR)
    return { scope, acme, bolt, word }
  }

  it.each([
    ['HubSpot', ({ hubspotId }: StoredConflict) => world().marketing.archive('companies', hubspotId)],
    ['Salesforce', ({ salesforceId }: StoredConflict) => world().sales.remove('Account', salesforceId)],
  ] as const)('that is deleted in %s waits no more', async (_, remove) => {
    const { scope, acme, bolt, word } = await companies()
    await remove(acme)
    await rest(scope, world())
    expect((await held(scope)).map(({ linkId }) => linkId)).toEqual([bolt.linkId])
    expect(await waiting(scope)).toBe(1)
    expect(await progress(scope, word)).toEqual(refused)
  })

  it('that is merged into another one in HubSpot waits there alone', async () => {
    const { scope, acme, bolt, word } = await companies()
    await hands().merge(bolt.hubspotId, acme.hubspotId)
    await rest(scope, world())
    const states = await scope.store.links.byIds(scope.connection.id, [acme.linkId, bolt.linkId])
    expect([...states.values()].map(({ state }) => state).toSorted()).toEqual(['active', 'unlinked'])
    for (const { linkId } of await held(scope)) expect(states.get(linkId)?.state).toBe('active')
    expect((await progress(scope, word)).open).toBe(0)
  })

  it('is not listed while the pair is switched off, and is there again when it is switched on', async () => {
    const { scope, acme, word } = await companies()
    const save = async (enabled: boolean): Promise<Scope> => {
      const document = loopDocument(withCompanies({ enabled }, manual))
      const config = parsed(document)
      const version = { document, author: 'Ana', comment: '' }
      const saved = await activateVersion({ ...scope, config, version, expected: 'any' })
      if (saved.kind !== 'saved') throw new Error(saved.kind)
      return { ...scope, config, configVersion: saved.version }
    }
    const off = await save(false)
    await workInbox(off, 'test')
    expect(await waiting(off)).toBe(0)
    expect(await progress(scope, word)).toEqual(refused)
    const app = await startApp({ scope: off })
    const at = `/api/connections/${scope.connection.id}`
    const ask = async (path: string) => (await app.ask(at + path)).json()
    expect(await ask('/problems')).toMatchObject({ conflicts: 0 })
    expect(await ask('/conflicts')).toMatchObject({ items: [], total: 0 })
    expect(await ask('/conflicts/fields')).toMatchObject({ items: [] })
    expect(await ask(`/conflicts/${acme.linkId}/${acme.map}`)).toMatchObject({ code: 'CONFLICT_NOT_FOUND' })
    await app.close(100)
    expect(await decide(off, acme, { kind: 'side', side: 'hubspot' })).toEqual({ kind: 'gone' })

    const on = await save(true)
    expect(await waiting(on)).toBe(2)
    await rest(on, world())
    // Nobody means what was decided before: both cities are as they were.
    expect((await hands().accounts()).map((account) => account['BillingCity'])).toEqual(['Bonn', 'Bonn'])
    expect(await waiting(on)).toBe(2)
  })
})
