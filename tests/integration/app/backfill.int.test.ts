import { describe, expect, it } from 'vitest'
import { beginBackfill, workBackfill } from '#app/backfill.ts'
import { foreseeBackfill } from '#app/backfill/foresee.ts'
import type { Scope } from '#app/scope.ts'
import { UsageError } from '#domain/errors.ts'
import type { BackfillChoices } from '#domain/plan/backfill.ts'
import type { StoredBackfill } from '#ports/store/backfills.ts'
import { backfillJob } from '#jobs/backfill.ts'
import { company, DAY, HOUR, mql, MONDAY_TEN } from '#support/company.ts'
import { writesOf } from '#support/crm-users.ts'
import { jobDepsOf } from '#support/job-deps.ts'
import { Killed, mortal } from '#support/mortal.ts'
import { quiesce, useWorld } from '#support/world.ts'

const world = useWorld()

const CHOICES: BackfillChoices = { select: [], handOverSince: null, clocks: 'start', leaveOut: [], writeBack: 'now' }
const before = (name: string) => mql(name, { becameMqlAt: Date.UTC(2025, 10, 3, 12) })
const lead = (name: string) => ({
  email: `${name}@buyers.example`,
  firstName: 'Pat',
  lastName: name,
  company: `${name} Works`,
  status: 'Open - Not Contacted',
  ownerEmail: 'bob@sales.example',
})

async function run(scope: Scope, choices: Partial<BackfillChoices> = {}): Promise<StoredBackfill> {
  const { backfill } = await beginBackfill(scope, { ...CHOICES, ...choices })
  const worked = await workBackfill(scope, backfill.id, { worker: 'test' })
  if (worked === null) throw new Error('nothing was worked on')
  return worked
}

const numbered = (count: number, prefix = 'p') => Array.from({ length: count }, (_, n) => mql(`${prefix}${n}`))
const count = async (soql: string): Promise<number> => (await world().sales.query(soql)).length

describe('a backfill', () => {
  it('makes leads, joins records that are there, and says why others stay out', async () => {
    const contacts = [
      ...numbered(5),
      mql('known'),
      before('early'),
      before('met'),
      mql('cold', { marketable: false }),
      mql('new', { lifecycleStage: 'lead', becameMqlAt: null }),
    ]
    const scope = await world().begin(company({ contacts, existingLeads: [lead('known'), lead('met')] }))
    const done = await run(scope)
    expect(done).toMatchObject({ state: 'done', total: contacts.length })
    expect(done.counts).toEqual({
      listed: contacts.length,
      created: 5,
      linked: 2,
      updated: 0,
      unchanged: 0,
      parked: 0,
      retried: 0,
      skipped: { 'before-go-live': 1, 'not-marketing': 1, stage: 1 },
    })
    expect(await count('SELECT Id FROM Lead')).toBe(7)
    expect(await count('SELECT Id FROM Task')).toBe(6)
    expect((await world().marketing.contact('p0@buyers.example')).properties['tandem_salesforce_id']).toMatch(/^00Q/)
  })

  it('finds nothing to do the second time, and polls afterwards write nothing', async () => {
    const { begin, box } = world()
    const scope = await begin(company({ contacts: numbered(30) }))
    await run(scope)
    await quiesce(scope, box)
    const written = writesOf(box)
    const again = await run(scope)
    expect(again.counts).toMatchObject({ listed: 30, created: 0, linked: 0, updated: 0, unchanged: 30 })
    box.clock.advance(HOUR)
    await quiesce(scope, box)
    expect(writesOf(box)).toBe(written)
  })

  it('hands over people from before go-live only when asked to, without clocks and Tasks when asked to', async () => {
    const { begin, box, linkOf } = world()
    const scope = await begin(
      company({ contacts: [before('early'), mql('older', { becameMqlAt: MONDAY_TEN - 400 * DAY })] }),
    )
    expect((await run(scope)).counts).toMatchObject({ created: 0, skipped: { 'before-go-live': 2 } })
    const chosen = { handOverSince: Date.UTC(2025, 9, 1), clocks: 'none', leaveOut: ['task', 'alerts'] } as const
    expect((await run(scope, chosen)).counts).toMatchObject({ created: 1, skipped: { 'before-go-live': 1 } })
    const link = await linkOf('early@buyers.example')
    expect(await scope.store.clocks.byLinks(scope.connection.id, [link.id])).toEqual([])
    const handoff = (await scope.store.handoffs.latestByLinks(scope.connection.id, [link.id])).get(link.id)
    expect(handoff?.leftOut).toEqual(['task', 'alerts'])
    // Nor later: the next change of the person makes none.
    box.clock.advance(HOUR)
    await world().marketing.edit('early@buyers.example', { jobtitle: 'CEO' })
    await quiesce(scope, box)
    expect(await count('SELECT Id FROM Task')).toBe(0)
    expect(await count("SELECT Id FROM Lead WHERE Title = 'CEO'")).toBe(1)
  })

  it('looks only at those it was told to select', async () => {
    const scope = await world().begin(
      company({ contacts: numbered(3).concat(mql('fair', { campaign: 'Fair', country: 'France' })) }),
    )
    const done = await run(scope, { select: [{ property: 'country', in: ['France'] }] })
    expect(done.counts).toMatchObject({ listed: 4, created: 1, skipped: { 'not-selected': 3 } })
  })

  it('can leave what HubSpot is told to the next change of each', async () => {
    const { begin, box, marketing } = world()
    const scope = await begin(company({ contacts: numbered(2) }))
    await run(scope, { writeBack: 'later' })
    expect((await marketing.contact('p0@buyers.example')).properties['tandem_salesforce_id'] ?? null).toBeNull()
    await marketing.edit('p0@buyers.example', { jobtitle: 'CEO' })
    await quiesce(scope, box)
    expect((await marketing.contact('p0@buyers.example')).properties['tandem_salesforce_id']).toMatch(/^00Q/)
  })

  it('foresees what it will do and writes nothing for it', async () => {
    const { begin, box } = world()
    const contacts = [...numbered(4), mql('known'), before('early')]
    const scope = await begin(company({ contacts, existingLeads: [lead('known')] }))
    const written = writesOf(box)
    const foreseen = await foreseeBackfill(scope, CHOICES, () => undefined)
    expect(writesOf(box)).toBe(written)
    expect(await scope.store.journal.count(scope.connection.id)).toBe(0)
    expect(await scope.store.backfills.newest(scope.connection.id)).toBeNull()
    expect((await run(scope)).counts).toEqual(foreseen)
  })

  it('goes on where it stopped and says so; other choices are refused meanwhile', async () => {
    // More hauls than are worked on side by side.
    const scope = await world().begin(company({ contacts: numbered(450), campaigns: [] }))
    const { backfill } = await beginBackfill(scope, {
      ...CHOICES,
      writeBack: 'later',
      clocks: 'none',
      leaveOut: ['task'],
    })
    let halted = false
    const half = await workBackfill(scope, backfill.id, {
      worker: 'one',
      contactsAtOnce: 100,
      ending: () => halted,
      onProgress: () => {
        halted = true
      },
    })
    expect(half).toMatchObject({ state: 'running', worker: null, counts: { listed: 200, created: 200 } })
    await scope.store.backfills.turn(scope.connection.id, backfill.id, 'stopped', scope.clock.now())
    await expect(beginBackfill(scope, CHOICES)).rejects.toThrow(UsageError)
    const { how, backfill: same } = await beginBackfill(scope, half?.choices ?? CHOICES)
    expect([how, same.id]).toEqual(['resumed', backfill.id])
    const done = await workBackfill(scope, same.id, { worker: 'two', contactsAtOnce: 100 })
    expect(done).toMatchObject({ state: 'done', counts: { listed: 450, created: 450 } })
    expect(await workBackfill(scope, same.id, { worker: 'two' })).toBeNull()
  })

  it('that was left to the server is worked on by its job, again and again until it is done', async () => {
    const scope = await world().begin(company({ contacts: numbered(3) }))
    const { deps, asked } = jobDepsOf(scope)
    const job = backfillJob(null)
    await job.run({}, deps)
    expect(asked).toEqual([])
    await beginBackfill(scope, CHOICES)
    await job.run({}, deps)
    expect(await scope.store.backfills.newest(scope.connection.id)).toMatchObject({
      state: 'done',
      counts: { created: 3 },
    })
    expect(asked).toEqual(['work-inbox'])
    await job.run({}, deps)
    expect(asked).toEqual(['work-inbox'])
  })

  it('is worked on by one worker at a time, and ends when it is cancelled', async () => {
    const { begin, box } = world()
    const scope = await begin(company({ contacts: numbered(3) }))
    const { backfill } = await beginBackfill(scope, CHOICES)
    const { backfills } = scope.store
    const { id } = scope.connection
    const now = box.clock.now()
    expect(await backfills.lease(id, backfill.id, { worker: 'a', now, until: now + HOUR })).not.toBeNull()
    expect(await workBackfill(scope, backfill.id, { worker: 'b' })).toBeNull()
    await expect(beginBackfill(scope, CHOICES)).rejects.toThrow(/worked on by a/)
    box.clock.advance(2 * HOUR)
    await backfills.turn(id, backfill.id, 'cancelled', box.clock.now())
    expect(await workBackfill(scope, backfill.id, { worker: 'b' })).toBeNull()
    expect((await beginBackfill(scope, CHOICES)).how).toBe('new')
  })

  it('doubles nobody wherever it is killed', async () => {
    const { begin, reset } = world()
    const contacts = [...numbered(6), mql('known')]
    const data = company({ contacts, existingLeads: [lead('known')] })
    for (let lives = 1; ; lives += 1) {
      if (lives > 1) await reset()
      const scope = await begin(data)
      const { backfill } = await beginBackfill(scope, CHOICES)
      const died = await workBackfill(mortal(scope, lives).scope, backfill.id, { worker: 'dies' }).then(
        () => false,
        (error: unknown) => {
          if (error instanceof Killed) return true
          throw error
        },
      )
      if (!died) return expect(lives).toBeGreaterThan(4)
      world().box.clock.advance(HOUR)
      const done = await workBackfill(scope, backfill.id, { worker: 'next' })
      if (done !== null) expect(done.state, `killed after ${lives}`).toBe('done')
      await quiesce(scope, world().box)
      expect(await count('SELECT Id FROM Lead'), `leads, killed after ${lives}`).toBe(7)
      expect(await count('SELECT Id FROM Task'), `Tasks, killed after ${lives}`).toBe(7)
    }
  })

  it('goes on past a record that is refused, which is parked with its reason', async () => {
    const { begin } = world()
    const scope = await begin(
      company({ contacts: [...numbered(3), mql('long', { lastName: 'x'.repeat(10), jobTitle: 'Refused' })] }),
    )
    await fetch(`${world().box.salesforce.url}/__sandbox/validation-rules`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        name: 'No',
        object: 'Lead',
        condition: "Title = 'Refused'",
        message: 'Not this one.',
        active: true,
      }),
    })
    const done = await run(scope)
    expect(done.counts).toMatchObject({ listed: 4, created: 3, parked: 1 })
    const [item] = await scope.store.parked.open(scope.connection.id, 10)
    expect(item?.message).toContain('Not this one.')
  })
})
