import { describe, expect, it } from 'vitest'
import { checkDrift, isDue } from '#app/drift/check-drift.ts'
import { CONTACTS } from '#app/scope.ts'
import { company, DAY, HOUR, mql } from '#support/company.ts'
import { writesOf } from '#support/crm-users.ts'
import { quiesce, useWorld } from '#support/world.ts'

const world = useWorld()
const lead = (name: string, lastName = name) => ({
  email: `${name}@buyers.example`,
  firstName: 'Pat',
  lastName,
  company: `${name} Works`,
  status: 'Open - Not Contacted',
  ownerEmail: 'bob@sales.example',
})

describe('a drift check', () => {
  it('finds nothing after a quiet night, with few calls, and writes nothing', async () => {
    const { begin, box } = world()
    const contacts = Array.from({ length: 60 }, (_, n) => mql(`p${n}`))
    const scope = await begin(company({ contacts }))
    await quiesce(scope, box)
    box.clock.advance(HOUR)
    const written = writesOf(box)
    const found = await checkDrift(scope)
    expect(writesOf(box)).toBe(written)
    expect(found).toMatchObject({ unexplained: 0, problems: [], problemsInAll: 0 })
    expect(found.counts).toMatchObject({
      sent: 60,
      received: 60,
      reasons: {},
      sample: { compared: 60, agree: 60, differ: 0, conflict: 0 },
      healed: 0,
      totals: [
        { pair: 'people', hubspot: 60, salesforce: 60, links: 60, keyed: 60 },
        { pair: 'deal-opportunity', hubspot: 0, salesforce: null, links: 0, keyed: 0 },
      ],
    })
    expect(found.calls.hubspot + found.calls.salesforce).toBeLessThanOrEqual(15)
    expect(await scope.store.drifts.newest(scope.connection.id)).toEqual(found)
  })

  it('lists everybody who was sent and not received, with the reason', async () => {
    const { begin, box } = world()
    const contacts = [
      mql('fine'),
      mql('cold', { marketable: false }),
      mql('early', { becameMqlAt: Date.UTC(2025, 10, 3, 12) }),
      mql('twice'),
    ]
    const scope = await begin(company({ contacts, existingLeads: [lead('twice'), lead('twice', 'two')] }))
    await quiesce(scope, box)
    box.clock.advance(HOUR)
    const { counts, unexplained, problems } = await checkDrift(scope)
    // What waits for a person comes before those who stay out.
    expect(problems.map(({ reason }) => reason)[0]).toBe('parked')
    expect(counts).toMatchObject({
      sent: 2,
      received: 1,
      reasons: { parked: 1 },
      out: { 'not-marketing': 1, 'before-go-live': 1 },
      notLookedAt: 0,
    })
    expect(unexplained).toBe(0)
  })

  it('finds who was never captured, and the loop then hands them over', async () => {
    const { begin, box, linkOf } = world()
    const scope = await begin(company({ contacts: [mql('lost')] }))
    box.clock.advance(HOUR)
    const found = await checkDrift(scope)
    expect(found).toMatchObject({ unexplained: 1, counts: { reasons: { 'not-captured': 1 }, healed: 1 } })
    await quiesce(scope, box)
    expect((await linkOf('lost@buyers.example')).state).toBe('active')
    box.clock.advance(HOUR)
    expect(await checkDrift(scope)).toMatchObject({ unexplained: 0, counts: { sent: 1, received: 1 } })
  })

  it('finds pairs that differ and records that are gone unnoticed, and has them mended', async () => {
    const { begin, box, linkOf, marketing, sales } = world()
    const scope = await begin(company({ contacts: ['same', 'other', 'gone', 'left'].map((name) => mql(name)) }))
    await quiesce(scope, box)
    // Nobody polls any more: these changes are missed.
    await marketing.edit('other@buyers.example', { phone: '+49 30 123456' })
    await sales.remove('Lead', (await linkOf('gone@buyers.example')).salesforceId)
    await marketing.archive('contacts', (await marketing.contact('left@buyers.example')).id)
    box.clock.advance(HOUR)
    const found = await checkDrift(scope)
    expect(found.counts).toMatchObject({ sample: { compared: 2, agree: 1, differ: 1 }, missed: 2, healed: 3 })
    const reasons = found.problems.map(({ reason }) => reason)
    expect(reasons.toSorted()).toEqual(['differs', 'gone-in-hubspot', 'gone-in-salesforce'])
    expect(JSON.stringify(found.problems)).not.toContain('123456')
    await quiesce(scope, box)
    const { salesforceId } = await linkOf('other@buyers.example')
    expect((await sales.one(`SELECT Phone FROM Lead WHERE Id = '${salesforceId ?? ''}'`))['Phone']).toContain('123456')
    box.clock.advance(HOUR)
    expect(await checkDrift(scope)).toMatchObject({ unexplained: 0, counts: { missed: 0, sample: { differ: 0 } } })
  })

  it('sees that a contact names a record that is gone, whatever pairs have their turn', async () => {
    const { begin, box, linkOf, sales } = world()
    const scope = await begin(company({ contacts: [mql('gone'), mql('fine')] }))
    await quiesce(scope, box)
    await sales.remove('Lead', (await linkOf('gone@buyers.example')).salesforceId)
    box.clock.advance(HOUR)
    const found = await checkDrift(scope, { sample: 0 })
    expect(found).toMatchObject({
      unexplained: 1,
      problems: [{ reason: 'gone-id' }],
      counts: { strayKeys: 1, healed: 1 },
    })
  })

  it('takes a change that waits in the inbox for explained', async () => {
    const { begin, box, marketing } = world()
    const scope = await begin(company({ contacts: [mql('busy')] }))
    await quiesce(scope, box)
    await marketing.edit('busy@buyers.example', { phone: '+49 30 123456' })
    const { id } = await marketing.contact('busy@buyers.example')
    await scope.store.inbox.add(scope.connection.id, CONTACTS, [id], 'changed', box.clock.now())
    box.clock.advance(HOUR)
    const found = await checkDrift(scope)
    expect(found).toMatchObject({ unexplained: 0, counts: { sample: { differ: 1 }, healed: 0 } })
    expect(found.problems).toMatchObject([{ reason: 'waiting', explained: 'yes' }])
  })

  it('finds keys that nobody knows after the database was lost', async () => {
    const { begin, box, connect, forget } = world()
    const scope = await begin(company({ contacts: [mql('known')] }))
    await quiesce(scope, box)
    await forget()
    const anew = await connect()
    box.clock.advance(HOUR)
    const found = await checkDrift(anew)
    expect(found.problems.map(({ reason }) => reason)).toContain('unknown-key')
    expect(found.unexplained).toBeGreaterThan(0)
    await quiesce(anew, box)
    box.clock.advance(HOUR)
    expect(await checkDrift(anew)).toMatchObject({ unexplained: 0, counts: { strayKeys: 0 } })
  })

  it('goes on with the next pairs the next night, in turn', async () => {
    const { begin, box } = world()
    const scope = await begin(company({ contacts: ['a', 'b', 'c'].map((name) => mql(name)) }))
    await quiesce(scope, box)
    const all = (await scope.store.links.page(scope.connection.id, 'person', null, 10)).map(({ id }) => id)
    const first = await checkDrift(scope, { sample: 2 })
    expect(first).toMatchObject({ counts: { sample: { compared: 2 } }, position: all[1] })
    box.clock.advance(DAY)
    expect(await checkDrift(scope, { sample: 2 })).toMatchObject({
      counts: { sample: { compared: 2 } },
      position: all[0],
    })
  })

  it('is due at night, once', async () => {
    const { begin, box } = world()
    const scope = await begin(company({ contacts: [] }))
    expect(await isDue(scope)).toBe(false)
    for (let hours = 0; hours < 24 && !(await isDue(scope)); hours += 1) box.clock.advance(HOUR)
    expect(await isDue(scope)).toBe(true)
    await checkDrift(scope)
    expect(await isDue(scope)).toBe(false)
    box.clock.advance(DAY)
    expect(await isDue(scope)).toBe(true)
  })
})
