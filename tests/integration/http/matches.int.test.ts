import { describe, expect, it } from 'vitest'
import { decideMatchContract, listMatchesContract } from '#http/contract/matches.ts'
import { EMAIL, her, meeting } from '#support/alike.ts'
import { askedSince } from '#support/asked.ts'
import { person, useApps, type RunningApp } from '#support/http-app.ts'
import { quiesce, useWorld } from '#support/world.ts'

const world = useWorld()
const startApp = useApps()

const firstOf = async ({ call }: RunningApp) => {
  const [first] = (await call(listMatchesContract)).items
  if (first === undefined) throw new Error('nothing was suggested')
  return first
}
/** What a decision takes: whoever decided may say another word. */
const said = (id: string, state: 'open' | 'accepted') => ({ params: { id }, body: { state } })

describe('a decision about a match over the API', () => {
  it('is taken back with the pairs it had closed, and both words are in the audit log', async () => {
    const scope = await meeting(world(), {}, [
      { LastName: 'Newcomer', Email: EMAIL, Company: 'One' },
      { LastName: 'Newcomer', Email: EMAIL, Company: 'Two' },
    ])
    await askedSince(scope)
    const app = await startApp({ scope })
    const { items } = await app.call(listMatchesContract)
    // Joined with nobody yet, so nobody's values are kept.
    expect(items.map(({ name }) => name)).toEqual([null, null])
    const [one, other] = items.map(({ id }) => id)
    const accepted = await app.call(decideMatchContract, said(one ?? '', 'accepted'))
    expect(accepted).toMatchObject({ match: { id: one, state: 'accepted', decidedBy: 'Some admin' } })
    const rejected = await app.call(listMatchesContract, { query: { state: 'rejected' } })
    expect(rejected.items).toMatchObject([{ id: other }])

    expect(await app.call(decideMatchContract, said(one ?? '', 'open'))).toMatchObject({
      match: { id: one, state: 'open', decidedBy: null, decidedAt: null },
      leftBehind: null,
    })
    expect(await app.call(listMatchesContract)).toMatchObject({
      total: 2,
      items: [{ state: 'open' }, { state: 'open' }],
    })
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
    const app = await startApp({ scope })
    const one = await firstOf(app)
    expect(one.name).toBe('Anna Schmidt')
    await app.call(decideMatchContract, said(one.id, 'accepted'))
    await quiesce(scope, world().box)
    expect(await app.refused(decideMatchContract, said(one.id, 'open'))).toMatchObject({
      status: 409,
      code: 'MATCH_SETTLED',
    })
    const accepted = await app.call(listMatchesContract, { query: { state: 'accepted' } })
    expect(accepted.items).toMatchObject([{ id: one.id, state: 'accepted' }])
    expect((await world().linkOf(EMAIL)).salesforceId).toBe(one.salesforceId)
  })

  it('is taken back by nobody who may only read, and of no pair that is not there', async () => {
    const scope = await meeting(world(), { suggestions: 'list' }, [her])
    const marketer = await startApp({ scope, actor: person('marketer') })
    const { id } = await firstOf(marketer)
    expect((await marketer.refused(decideMatchContract, said(id, 'open'))).status).toBe(403)
    const admin = await startApp({ scope })
    expect((await admin.refused(decideMatchContract, said('nobody', 'open'))).status).toBe(404)
  })
})
