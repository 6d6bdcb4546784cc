import { afterEach, describe, expect, it } from 'vitest'
import type { StoredOpportunity } from '#ports/store/opportunities.ts'
import type { Listening } from '#http/listen.ts'
import { company } from '#support/company.ts'
import { startApp } from '#support/http-app.ts'
import { useWorld } from '#support/world.ts'

/** As the tests look into it: each says what it expects to find. */
// oxlint-disable-next-line typescript/no-explicit-any
type Reply = any

const world = useWorld()
const open: Listening[] = []
afterEach(async () => {
  for (const server of open.splice(0)) await server.close(100)
})

const idOf = (n: number): string => `006${String(n).padStart(12, '0')}AAA`

async function deals() {
  const scope = await world().begin(company())
  const one = (n: number, name: string): StoredOpportunity => ({
    id: idOf(n),
    linkId: null,
    name,
    stage: 'Prospecting',
    isClosed: false,
    isWon: false,
    amountMinor: 100n,
    currency: 'USD',
    originalAmountMinor: 100n,
    originalCurrency: 'USD',
    rate: null,
    accountId: null,
    refundOf: null,
    refundedMinor: null,
    refundedAt: null,
    monthlyRevenueMinor: null,
    createdAt: scope.clock.now() + n,
    closedAt: null,
    lostReason: null,
    ownerId: '005A',
    contactSource: 'role',
    people: [],
  })
  await scope.store.opportunities.save(scope.connection.id, [
    ...Array.from({ length: 7 }, (_, i) => one(i + 1, `Pump ${i + 1}`)),
    one(8, 'Renewal'),
    one(9, 'Renewal'),
    // Somebody called a deal as if it were an id.
    one(10, idOf(99)),
    ...Array.from({ length: 3 }, (_, i) => one(20 + i, '2026')),
  ])
  const app = await startApp({ scope })
  open.push(app)
  return async (path: string) => {
    const answer = await app.ask(`/api/connections/${scope.connection.id}/attribution/deals${path}`)
    return { status: answer.status, body: (await answer.json()) as Reply }
  }
}

describe('deals over the API', () => {
  it('are counted, all of them, whichever page is asked for', async () => {
    const ask = await deals()
    const first = (await ask('?text=Pump&limit=2')).body
    expect([first.items.length, first.total]).toEqual([2, 7])
    const second = (await ask(`?text=Pump&limit=2&cursor=${first.nextCursor}`)).body
    expect([second.items.length, second.total]).toEqual([2, 7])
    expect((await ask(`?text=${idOf(3)}`)).body).toMatchObject({
      items: [{ name: 'Pump 3' }],
      total: 1,
      nextCursor: null,
    })
    expect((await ask('?text=Pump&state=won')).body).toMatchObject({ items: [], total: 0 })
  })

  it('of a name that is a number come page by page as well', async () => {
    const ask = await deals()
    const first = (await ask('?text=2026&limit=2')).body
    expect([first.items.length, first.total]).toEqual([2, 3])
    const second = await ask(`?text=2026&limit=2&cursor=${first.nextCursor}`)
    expect([second.status, second.body.items?.length]).toEqual([200, 1])
  })

  it('are read by name where one alone has it, and never by chance', async () => {
    const ask = await deals()
    expect((await ask('/Pump%203')).body).toMatchObject({ id: idOf(3) })
    const several = await ask('/Renewal')
    expect(several).toMatchObject({ status: 409, body: { code: 'SEVERAL_DEALS' } })
    expect(several.body.remedy).toContain(idOf(8))
    expect(several.body.remedy).toContain(idOf(9))
    expect((await ask(`/${idOf(8)}`)).body).toMatchObject({ id: idOf(8) })
  })

  it('of an id that nobody has are not looked for by name', async () => {
    const ask = await deals()
    expect(await ask(`/${idOf(99)}`)).toMatchObject({ status: 404, body: { code: 'DEAL_NOT_FOUND' } })
  })
})
