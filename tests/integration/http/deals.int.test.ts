import { describe, expect, it } from 'vitest'
import type * as z from 'zod'
import { readDealContract, searchDealsContract } from '#http/contract/attribution-deals.ts'
import type { StoredOpportunity } from '#ports/store/opportunities.ts'
import { company } from '#support/company.ts'
import { useApps } from '#support/http-app.ts'
import { useWorld } from '#support/world.ts'

const world = useWorld()
const startApp = useApps()

type SearchQuery = z.input<typeof searchDealsContract.query>

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
  return startApp({ scope })
}

describe('deals over the API', () => {
  it('are counted, all of them, whichever page is asked for', async () => {
    const { call } = await deals()
    const search = (query: SearchQuery) => call(searchDealsContract, { query })
    const first = await search({ text: 'Pump', limit: 2 })
    expect([first.items.length, first.total]).toEqual([2, 7])
    const second = await search({ text: 'Pump', limit: 2, cursor: first.nextCursor ?? '' })
    expect([second.items.length, second.total]).toEqual([2, 7])
    expect(second.items).not.toEqual(first.items)
    expect(await search({ text: idOf(3) })).toMatchObject({ items: [{ name: 'Pump 3' }], total: 1, nextCursor: null })
    expect(await search({ text: 'Pump', state: 'won' })).toMatchObject({ items: [], total: 0 })
  })

  it('of a name that is a number come page by page as well', async () => {
    const { call } = await deals()
    const search = (query: SearchQuery) => call(searchDealsContract, { query })
    const first = await search({ text: '2026', limit: 2 })
    expect([first.items.length, first.total]).toEqual([2, 3])
    const second = await search({ text: '2026', limit: 2, cursor: first.nextCursor ?? '' })
    expect(second.items).toHaveLength(1)
  })

  it('are read by name where one alone has it, and never by chance', async () => {
    const { call, refused } = await deals()
    expect(await call(readDealContract, { params: { deal: 'Pump 3' } })).toMatchObject({ id: idOf(3) })
    const several = await refused(readDealContract, { params: { deal: 'Renewal' } })
    expect(several).toMatchObject({ status: 409, code: 'SEVERAL_DEALS' })
    expect(several.remedy).toContain(idOf(8))
    expect(several.remedy).toContain(idOf(9))
    expect(await call(readDealContract, { params: { deal: idOf(8) } })).toMatchObject({ id: idOf(8) })
  })

  it('of an id that nobody has are not looked for by name', async () => {
    const { refused } = await deals()
    const gone = await refused(readDealContract, { params: { deal: idOf(99) } })
    expect(gone).toMatchObject({ status: 404, code: 'DEAL_NOT_FOUND' })
  })
})
