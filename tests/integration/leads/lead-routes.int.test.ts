import { describe, expect, it } from 'vitest'
import type { Scope } from '#app/scope.ts'
import type { Actor, Permission } from '#domain/access.ts'
import { askedSince } from '#support/asked.ts'
import { company, HOUR, mql } from '#support/company.ts'
import { machine, person, startApp } from '#support/http-app.ts'
import { quiesce, useWorld } from '#support/world.ts'

const world = useWorld()
const DOCUMENT = {
  lifecycle: { opensOpportunity: { stages: [] } },
  feedback: {
    acceptedStatuses: ['Working - Contacted'],
    rejectedStatuses: ['Closed - Not Converted'],
    returnAfterDaysByReason: { Student: null },
  },
}

async function running(feedback: object = DOCUMENT.feedback): Promise<{ readonly scope: Scope }> {
  const { begin, box } = world()
  const contacts = ['dora', 'emil', 'fay', 'gus'].map((name) => mql(name))
  const scope = await begin(company({ contacts }), { ...DOCUMENT, feedback } as typeof DOCUMENT)
  await quiesce(scope, box)
  box.clock.advance(HOUR)
  return { scope }
}

const rep = (email: string): Actor => person('rep', { email } as Partial<Actor>)

async function ask(actor: Actor, path: string, body?: unknown) {
  const { scope } = state()
  const server = await startApp({ scope, actor })
  try {
    const init = { method: 'POST', body: JSON.stringify(body), headers: { 'idempotency-key': crypto.randomUUID() } }
    const answer = await server.ask(`/api/connections/loop/${path}`, body === undefined ? {} : init)
    return { status: answer.status, body: (await answer.json()) as never, audited: server.audited }
  } finally {
    await server.close(0)
  }
}

let shared: Awaited<ReturnType<typeof running>> | undefined
const state = () => {
  if (shared === undefined) throw new Error('begin first')
  return shared
}
const begin = async (feedback?: object): Promise<Awaited<ReturnType<typeof running>>> =>
  (shared = await running(feedback))

interface Row {
  readonly id: string
  readonly name: string
  readonly owner: { readonly name: string; readonly email: string }
  readonly mine: boolean
  readonly salesforceUrl: string
  readonly clock: { readonly remainingSeconds: number; readonly state: string }
}
interface Page {
  readonly items: readonly Row[]
  readonly nextCursor: string | null
  readonly total: number
}

describe('leads by the API', () => {
  it('are listed with what one needs to answer, in pages', async () => {
    await begin()
    const first = (await ask(person('viewer'), 'leads?limit=3')).body as Page
    expect(first.items).toHaveLength(3)
    expect(first.total).toBe(4)
    expect(first.items[0]).toMatchObject({
      email: expect.stringContaining('@buyers.example') as string,
      campaign: 'Webinar',
      mine: false,
      // Half an hour before ten until eleven are used of four hours.
      clock: { state: 'running', remainingSeconds: 2.5 * 3600 },
      salesforceUrl: expect.stringMatching(/\/lightning\/r\/Lead\/00Q\w+\/view$/) as string,
    })
    const second = (await ask(person('viewer'), `leads?limit=3&cursor=${first.nextCursor ?? ''}`)).body as Page
    expect(second.items).toHaveLength(1)
    expect(second.nextCursor).toBeNull()
    expect((await ask(person('viewer'), `leads?view=breached&cursor=${first.nextCursor ?? ''}`)).status).toBe(400)
    const found = (await ask(person('viewer'), 'leads?text=pat%20emi')).body as Page
    expect(found.items.map(({ name }) => name)).toEqual(['Pat emil'])
  })

  it('are a rep’s own where he asks for his, counted alike', async () => {
    await begin()
    const mine = (await ask(rep('ann@sales.example'), 'leads?whose=mine')).body as Page
    expect(mine.items.length).toBeGreaterThan(0)
    expect(mine.items.every(({ owner, mine: own }) => own && owner.email === 'ann@sales.example')).toBe(true)
    const counts = (await ask(rep('ann@sales.example'), 'leads/counts?whose=mine')).body
    expect(counts).toMatchObject({ todo: mine.items.length, breached: 0 })
    expect(((await ask(rep('nobody@sales.example'), 'leads?whose=mine')).body as Page).items).toEqual([])
  })

  it('are told with their history and what comes next', async () => {
    await begin()
    const [row] = ((await ask(person('viewer'), 'leads')).body as Page).items
    const { body } = await ask(person('viewer'), `leads/${row?.id ?? ''}`)
    expect(body).toMatchObject({
      lead: { id: row?.id },
      clocks: [{ timeline: [{ what: 'The clock starts', why: 'qualified in HubSpot' }] }],
      cycles: [{ cycle: 1, owners: [{ owner: row?.owner.name }] }],
    })
    const { ahead, routing } = body as unknown as { ahead: { what: string }[]; routing: { verdict: string }[] }
    expect(ahead.map(({ what }) => what)).toContain('The deadline passes')
    expect(routing.at(-1)).toMatchObject({ verdict: 'chosen', candidate: row?.owner.name })
    expect((await ask(person('viewer'), 'leads/nothing')).status).toBe(404)
  })

  it('are accepted with a line in the audit log, and worked on at once', async () => {
    const { scope } = await begin()
    await askedSince(scope)
    const [row] = ((await ask(rep('ann@sales.example'), 'leads?whose=mine')).body as Page).items
    const { status, body, audited } = await ask(rep('ann@sales.example'), 'leads/accept', { ids: [row?.id, row?.id] })
    expect(status).toBe(200)
    expect(body).toMatchObject({ outcomes: [{ id: row?.id, kind: 'done', what: 'accepted by Some rep in Tandem' }] })
    expect(audited).toMatchObject([
      { action: 'leads.accept', subject: `lead ${row?.id ?? ''}`, outcome: 'done', details: { done: 1, refused: 0 } },
    ])
    expect(await askedSince(scope)).toContain('work-inbox')
  })

  it('of others are refused with 403 to a rep; with his own among them he gets one outcome each', async () => {
    await begin()
    const all = ((await ask(person('viewer'), 'leads')).body as Page).items
    const mine = all.find(({ owner }) => owner.email === 'ann@sales.example')
    const others = all.find(({ owner }) => owner.email !== 'ann@sales.example')
    const ann = rep('ann@sales.example')
    const refused = await ask(ann, 'leads/reject', { ids: [others?.id], reason: 'Student' })
    expect(refused.status).toBe(403)
    expect(refused.body).toMatchObject({ code: 'NOT_YOURS' })
    expect(refused.audited).toMatchObject([{ outcome: 'failed' }])
    const both = await ask(ann, 'leads/reject', { ids: [others?.id, mine?.id], reason: 'Student' })
    expect(both.body).toMatchObject({ outcomes: [{ kind: 'refused', code: 'NOT_YOURS' }, { kind: 'done' }] })
    for (const who of [person('viewer'), person('marketer'), machine({ permissions: ['read'] })])
      expect((await ask(who, 'leads/accept', { ids: [mine?.id] })).status).toBe(403)
  })

  it('are worked on by a token as by who made it, with a permission of its own on everybody’s', async () => {
    await begin()
    const [row] = ((await ask(rep('ann@sales.example'), 'leads?whose=mine')).body as Page).items
    const token = (email: string | null, also: readonly Permission[] = []) =>
      machine({
        name: 'nightly',
        maker: email === null ? null : { name: 'Ann', email },
        permissions: ['read', 'work-leads', ...also],
      } as Partial<Actor>)
    const ids = [row?.id]
    const stranger = await ask(token('nobody@sales.example', ['configure']), 'leads/accept', { ids })
    expect([stranger.status, stranger.body]).toMatchObject([
      403,
      {
        code: 'NOT_A_REP',
        detail: expect.stringMatching(/who made it/),
        remedy: expect.stringMatching(/work-all-leads/),
      },
    ])
    expect((await ask(token('bob@sales.example'), 'leads/accept', { ids })).body).toMatchObject({ code: 'NOT_YOURS' })
    const mine = (await ask(token('ann@sales.example'), 'leads?whose=mine')).body as Page
    expect(mine.items.some(({ id, mine: own }) => id === row?.id && own)).toBe(true)
    expect((await ask(token('ann@sales.example'), 'leads/accept', { ids })).body).toMatchObject({
      outcomes: [{ kind: 'done', what: 'accepted by Ann (token nightly) in Tandem' }],
    })
    const operator = token(null, ['work-all-leads'])
    expect((await ask(operator, 'leads/accept', { ids })).body).toMatchObject({ outcomes: [{ kind: 'already' }] })
  })

  it('are given back with a reason in the audit log where it is one of the configured, never in free words', async () => {
    const { returnAfterDaysByReason: _none, ...feedback } = DOCUMENT.feedback
    const words = 'Eve Example moved to eve@private.example'
    for (const [settings, reason, details] of [
      [DOCUMENT.feedback, 'Student', { reason: 'Student' }],
      [feedback, words, {}],
    ] as const) {
      await world().reset()
      await begin(settings)
      const [row] = ((await ask(person('viewer'), 'leads')).body as Page).items
      const { body, audited } = await ask(person('admin'), 'leads/reject', { ids: [row?.id], reason })
      expect(body).toMatchObject({ outcomes: [{ kind: 'done' }] })
      expect(audited).toMatchObject([{ details }])
      expect(JSON.stringify(audited)).not.toContain('private.example')
    }
  })

  it('take no reason and no pool that is not configured, and not more than 200 at once', async () => {
    await begin()
    const [row] = ((await ask(person('viewer'), 'leads')).body as Page).items
    const admin = person('admin')
    const ids = [row?.id]
    expect((await ask(admin, 'leads/reject', { ids, reason: 'Because' })).body).toMatchObject({
      code: 'UNKNOWN_REASON',
    })
    const to = { pool: 'nowhere' }
    expect((await ask(admin, 'leads/reassign', { ids, to, reason: 'x' })).body).toMatchObject({ code: 'UNKNOWN_POOL' })
    expect((await ask(admin, 'leads/accept', { ids: Array(201).fill('x') })).status).toBe(400)
    expect((await ask(admin, 'leads/accept', { ids: [] })).status).toBe(400)
    expect((await ask(admin, 'leads/choices')).body).toMatchObject({
      you: { rep: null, all: true },
      reasons: [
        { reason: 'Student', returnAfterDays: null },
        { reason: 'No reason given', returnAfterDays: 90 },
      ],
      freeReason: false,
      writes: { acceptedStatus: 'Working - Contacted', rejectedStatus: 'Closed - Not Converted' },
    })
  })

  it('are counted over a period, and by desk', async () => {
    await begin()
    const { body } = await ask(person('viewer'), 'leads/numbers?by=policy&from=2026-03-01')
    expect(body).toMatchObject({
      totals: [{ clock: 'first-response', running: 4, due: 0, metShare: null }],
      rows: [{ key: 'standard', running: 4 }],
      days: [{ day: '2026-03-02', running: 4 }],
    })
    expect((await ask(person('viewer'), 'leads/numbers?from=2026-03-02&until=2026-03-01')).status).toBe(400)
    const { reps } = (await ask(person('viewer'), 'leads/desks')).body as unknown as { reps: { todo: number }[] }
    expect(reps.reduce((sum, { todo }) => sum + todo, 0)).toBe(4)
  })
})
