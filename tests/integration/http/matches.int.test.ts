import { afterEach, describe, expect, it } from 'vitest'
import type { Scope } from '#app/scope.ts'
import type { Listening } from '#http/listen.ts'
import { EMAIL, her, meeting } from '#support/alike.ts'
import { askedSince } from '#support/asked.ts'
import { person, startApp, type TestApp } from '#support/http-app.ts'
import { quiesce, useWorld } from '#support/world.ts'

const world = useWorld()
const open: Listening[] = []
afterEach(async () => {
  for (const server of open.splice(0)) await server.close(100)
})

async function api(scope: Scope, over: Partial<TestApp> = {}) {
  const app = await startApp({ scope, ...over })
  open.push(app)
  const ask = async (path: string, body?: unknown) => {
    const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
    const answer = await app.ask(`/api/connections/${scope.connection.id}/matches${path}`, init)
    // oxlint-disable-next-line typescript/no-explicit-any -- what a test reads of an answer is what it expects there
    return { status: answer.status, body: (await answer.json()) as any }
  }
  return { ask, app }
}

describe('a decision about a match over the API', () => {
  it('is taken back with the pairs it had closed, and both words are in the audit log', async () => {
    const scope = await meeting(world(), {}, [
      { LastName: 'Newcomer', Email: EMAIL, Company: 'One' },
      { LastName: 'Newcomer', Email: EMAIL, Company: 'Two' },
    ])
    await askedSince(scope)
    const { ask, app } = await api(scope)
    const [one, other] = (await ask('')).body.items
    const accepted = await ask(`/${one.id}/decision`, { state: 'accepted' })
    expect(accepted.body).toMatchObject({ match: { id: one.id, state: 'accepted', decidedBy: 'Some admin' } })
    expect((await ask('?state=rejected')).body.items).toMatchObject([{ id: other.id }])

    const undone = await ask(`/${one.id}/decision`, { state: 'open' })
    expect(undone).toMatchObject({
      status: 200,
      body: { match: { id: one.id, state: 'open', decidedBy: null, decidedAt: null }, leftBehind: null },
    })
    expect((await ask('')).body).toMatchObject({ total: 2, items: [{ state: 'open' }, { state: 'open' }] })
    expect(await askedSince(scope)).toEqual(['work-inbox', 'work-inbox'])
    expect(app.audited.map(({ details, outcome }) => ({ details, outcome }))).toMatchObject([
      { details: { from: 'open', to: 'accepted' }, outcome: 'done' },
      { details: { from: 'accepted', to: 'open' }, outcome: 'done' },
    ])
    await quiesce(scope, world().box)
    await expect(world().linkOf(EMAIL)).rejects.toThrow('no link')
  })

  it('is refused once the two are joined, and stays as it was', async () => {
    const scope = await meeting(world(), { suggestions: 'list' }, [her])
    const { ask } = await api(scope)
    const [one] = (await ask('')).body.items
    await ask(`/${one.id}/decision`, { state: 'accepted' })
    await quiesce(scope, world().box)
    expect(await ask(`/${one.id}/decision`, { state: 'open' })).toMatchObject({
      status: 409,
      body: { code: 'MATCH_SETTLED' },
    })
    expect((await ask('?state=accepted')).body.items).toMatchObject([{ id: one.id, state: 'accepted' }])
    expect((await world().linkOf(EMAIL)).salesforceId).toBe(one.salesforceId)
  })

  it('is taken back by nobody who may only read, and of no pair that is not there', async () => {
    const scope = await meeting(world(), { suggestions: 'list' }, [her])
    const marketer = await api(scope, { actor: person('marketer') })
    const [one] = (await marketer.ask('')).body.items
    expect((await marketer.ask(`/${one.id}/decision`, { state: 'open' })).status).toBe(403)
    const admin = await api(scope)
    expect((await admin.ask('/nobody/decision', { state: 'open' })).status).toBe(404)
  })
})
