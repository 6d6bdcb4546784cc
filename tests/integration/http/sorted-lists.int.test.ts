import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CostLine } from '#domain/attribution/cost-line.ts'
import { company, mql } from '#support/company.ts'
import { person, startApp } from '#support/http-app.ts'
import { quiesce, useWorld } from '#support/world.ts'

const world = useWorld()
let app: Awaited<ReturnType<typeof startApp>>
let base: string
afterEach(() => app.close())

interface Page {
  readonly items: readonly Readonly<Record<string, unknown>>[]
  readonly nextCursor: string | null
}

/** What these lists are made of when they are asked: no order of the store stands behind them. */
async function walk(path: string, limit: number): Promise<Page['items']> {
  const items: Readonly<Record<string, unknown>>[] = []
  for (let cursor = ''; ;) {
    const reply = await app.ask(`${base}${path}&limit=${limit}${cursor}`)
    expect(reply.status).toBe(200)
    const page = (await reply.json()) as Page
    items.push(...page.items)
    if (page.nextCursor === null) return items
    cursor = `&cursor=${page.nextCursor}`
  }
}

const line = (key: string, campaign: string | null, day: string, amountMinor: bigint): CostLine => ({
  source: 'import',
  key,
  campaign,
  channel: null,
  fromOn: day,
  untilOn: day,
  amountMinor,
  currency: 'USD',
  note: '',
})

describe('a list that is made when it is asked for', () => {
  beforeEach(async () => {
    const scope = await world().begin(company({ contacts: [mql('dora')] }))
    await quiesce(scope, world().box)
    const { id, currency } = scope.connection
    const lines = [
      line('1', 'beta', '2026-01-03', 900n),
      line('2', 'Alpha', '2026-01-01', 1000n),
      line('3', null, '2026-01-02', 50n),
      line('4', 'alpha', '2026-01-03', 50n),
      line('5', null, '2026-01-05', -20n),
    ]
    await scope.store.costs.save(
      id,
      lines.map((one) => ({ ...one, currency })),
      1,
      null,
    )
    app = await startApp({ scope, actor: person('admin') })
    base = `/api/connections/${id}`
  })

  it.each([
    ['day', 'asc', '23145'],
    ['day', 'desc', '54132'],
    ['counted', 'asc', '53412'],
    ['counted', 'desc', '21435'],
    // Lines without a campaign stand last, whichever way.
    ['campaign', 'asc', '24135'],
    ['campaign', 'desc', '14253'],
  ])('costs stand by %s %s, page by page as at once', async (sort, direction, keys) => {
    for (const limit of [200, 2]) {
      const items = await walk(`/costs?source=import&sort=${sort}&direction=${direction}`, limit)
      expect(items.map(({ key }) => String(key).slice(-1)).join('')).toBe(keys)
    }
  })

  it('the story of a record is the same from either end', async () => {
    const { id } = await world().linkOf('dora@buyers.example')
    const newest = await walk(`/records/${id}/story?direction=desc`, 200)
    expect(newest.length).toBeGreaterThan(4)
    for (const limit of [200, 2]) {
      expect(await walk(`/records/${id}/story?direction=asc`, limit)).toEqual(newest.toReversed())
      expect(await walk(`/records/${id}/story?direction=desc`, limit)).toEqual(newest)
    }
  })
})
