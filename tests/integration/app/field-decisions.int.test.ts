import { describe, expect, it } from 'vitest'
import { workInbox } from '#app/work-inbox.ts'
import type { Scope } from '#app/scope.ts'
import type { StoredConflict } from '#ports/store/field-conflicts.ts'
import { MINUTE } from '#support/company.ts'
import { addressOf, conflicts as waiting, decide, held, leadOf } from '#support/conflicts.ts'
import { quiesce, useWorld } from '#support/world.ts'

const world = useWorld()
const conflicts = (names: readonly string[]): Promise<Scope> => waiting(world(), names)

const titles = async (name: string): Promise<readonly unknown[]> => [
  (await world().marketing.contact(addressOf(name))).properties['jobtitle'],
  (await leadOf(world(), name))['Title'],
]

describe('a field that both sides changed', () => {
  it('waits with both values, and goes as a person decides, with his name in the journal', async () => {
    const scope = await conflicts(['dora'])
    const [one] = await held(scope)
    expect(one).toMatchObject({
      map: 'jobtitle',
      kind: 'conflict',
      values: { hubspot: 'Baker', salesforce: 'Chef' },
    })
    expect(await decide(scope, one as StoredConflict, { kind: 'side', side: 'salesforce' })).toEqual({
      kind: 'decided',
      count: 1,
    })
    await quiesce(scope, world().box)
    expect(await titles('dora')).toEqual(['Chef', 'Chef'])
    expect(await held(scope)).toEqual([])
    expect(await scope.store.parked.counts(scope.connection.id)).toEqual({})
    const journal = await scope.store.journal.ofLink(scope.connection.id, (one as StoredConflict).linkId, 5)
    expect(journal[0]).toMatchObject({
      side: 'hubspot',
      changes: [{ field: 'jobtitle', from: 'Baker', to: 'Chef', because: 'decided by Ada Admin' }],
    })
  })

  it('takes a value of neither side, which goes to both', async () => {
    const scope = await conflicts(['dora'])
    const [one] = await held(scope)
    await decide(scope, one as StoredConflict, { kind: 'value', value: 'Cook' })
    await quiesce(scope, world().box)
    expect(await titles('dora')).toEqual(['Cook', 'Cook'])
  })

  it('is left alone when a value was changed after it had been looked at', async () => {
    const scope = await conflicts(['dora'])
    const [one] = await held(scope)
    await decide(scope, one as StoredConflict, { kind: 'side', side: 'salesforce' })
    world().box.clock.advance(MINUTE)
    await world().marketing.edit(addressOf('dora'), { jobtitle: 'Host' })
    await quiesce(scope, world().box)
    expect(await titles('dora')).toEqual(['Host', 'Chef'])
    expect(await held(scope)).toMatchObject([
      { values: { hubspot: 'Host' }, decision: { state: 'refused', by: 'Ada Admin' } },
    ])
  })

  it('is refused at once when other values are known already', async () => {
    const scope = await conflicts(['dora'])
    const [one] = await held(scope)
    const stale = { ...(one as StoredConflict), values: { hubspot: 'x', salesforce: 'y' } }
    expect(await decide(scope, stale, { kind: 'side', side: 'hubspot' })).toMatchObject({ kind: 'moved' })
    expect(await scope.store.fieldConflicts.progress(scope.connection.id, 'none')).toEqual({
      open: 0,
      applied: 0,
      refused: 0,
    })
  })

  it('is not released like one that went back and forth: somebody has to choose a value', async () => {
    const scope = await conflicts(['dora'])
    const [one] = (await held(scope)) as readonly [StoredConflict]
    expect(await decide(scope, one, { kind: 'thaw' })).toEqual({ kind: 'not-frozen' })
    expect(await held(scope)).toMatchObject([{ decision: null }])
  })

  it('is decided for all that have the same two values, and for no other', async () => {
    const scope = await conflicts(['dora', 'emil'])
    world().box.clock.advance(MINUTE)
    await world().marketing.edit(addressOf('emil'), { jobtitle: 'Waiter' })
    await quiesce(scope, world().box)
    const dora = (await held(scope)).find(({ values }) => values.hubspot === 'Baker') as StoredConflict
    expect(await decide(scope, dora, { kind: 'side', side: 'hubspot' }, 'same-values')).toMatchObject({ count: 1 })
    await quiesce(scope, world().box)
    expect(await titles('emil')).toEqual(['Waiter', 'Chef'])
    const [emil] = await held(scope)
    expect(await decide(scope, emil as StoredConflict, { kind: 'side', side: 'hubspot' }, 'same-field')).toMatchObject({
      count: 1,
    })
    await quiesce(scope, world().box)
    expect(await titles('emil')).toEqual(['Waiter', 'Waiter'])
    expect(await held(scope)).toEqual([])
  })

  it.each([
    ['off', { rule: 'off' }],
    ['gone', null],
  ] as const)('is refused when the map is %s by now, a release of a freeze as well', async (_, change) => {
    const scope = await conflicts(['dora'])
    const [one] = (await held(scope)) as readonly [StoredConflict]
    const pair = scope.config.fields['contact-lead']
    const maps = pair.flatMap((map) => (map.id !== 'jobtitle' ? [map] : change === null ? [] : [{ ...map, ...change }]))
    const later: Scope = {
      ...scope,
      config: { ...scope.config, fields: { ...scope.config.fields, 'contact-lead': maps } },
    }
    for (const choice of [{ kind: 'thaw' }, { kind: 'side', side: 'salesforce' }] as const) {
      const id = scope.newId()
      const word = { id, groupId: id, linkId: one.linkId, pair: one.pair, map: one.map, choice, saw: one.values }
      await scope.store.fieldConflicts.decide(scope.connection.id, [
        { ...word, by: 'Ada Admin', at: scope.clock.now() },
      ])
      const contacts = { side: 'hubspot', object: 'contacts' } as const
      await scope.store.inbox.add(scope.connection.id, contacts, [one.hubspotId], 'decided', scope.clock.now())
      await quiesce(later, world().box)
      expect(await scope.store.fieldConflicts.progress(scope.connection.id, id)).toEqual({
        open: 0,
        applied: 0,
        refused: 1,
      })
    }
    expect(await titles('dora')).toEqual(['Baker', 'Chef'])
  })

  it('survives a process that dies between the two writes', async () => {
    const scope = await conflicts(['dora'])
    const [one] = await held(scope)
    await decide(scope, one as StoredConflict, { kind: 'value', value: 'Cook' })
    const dying: Scope = {
      ...scope,
      hubspot: {
        ...scope.hubspot,
        write: async () => {
          throw new Error('the process died')
        },
      },
    }
    await workInbox(dying, 'dying').catch(() => undefined)
    world().box.clock.advance(20 * MINUTE)
    await scope.store.inbox.add(
      scope.connection.id,
      { side: 'hubspot', object: 'contacts' },
      [(one as StoredConflict).hubspotId],
      'again',
      scope.clock.now(),
    )
    await quiesce(scope, world().box)
    expect(await titles('dora')).toEqual(['Cook', 'Cook'])
    expect(await held(scope)).toEqual([])
  })
})
