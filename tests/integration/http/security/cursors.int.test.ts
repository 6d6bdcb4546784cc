import { afterEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { pathOf } from '#http/contract/contract.ts'
import { API_ROUTES } from '#http/routes/index.ts'
import { company, mql } from '#support/company.ts'
import { person, startApp } from '#support/http-app.ts'
import { quiesce, useWorld } from '#support/world.ts'

const world = useWorld()
let close = (): Promise<void> => Promise.resolve()
afterEach(() => close())

const LISTS = API_ROUTES.map(({ contract }) => contract).filter(
  ({ method, query }) => method === 'GET' && 'shape' in query && 'cursor' in (query.shape as object),
)

/** What a list is always asked for. */
const NEEDED: Readonly<Record<string, string>> = { listCostVersions: 'campaign=spring&' }

const HUGE = '9'.repeat(30)
const FORGED: readonly string[] = [
  'no cursor',
  '',
  'x'.repeat(5_000),
  Buffer.from('["other list",[1,"x"]]').toString('base64url'),
  Buffer.from('[["print"],{"toString":1}]').toString('base64url'),
]

/** Whoever knows the form makes a cursor that fits the list: only its position is wrong. */
const POSITIONS: readonly string[] = [
  '[]',
  'null',
  '{}',
  '"text"',
  '[null]',
  '[null,null,null]',
  '["x","y"]',
  '["x","y","z"]',
  '[1]',
  `[${HUGE}]`,
  '[1.5]',
  '["NaN"]',
  '[1.5,"x"]',
  `[${HUGE},"x"]`,
  `["${HUGE}","x"]`,
  `["NaN","x"]`,
  `[1,${HUGE}]`,
  `[1,"NaN"]`,
  `[1,"~NaN","x"]`,
  String.raw`[1,"\u0000"]`,
  String.raw`[1,"\u0000","x"]`,
  String.raw`["2026-01-01","\u0000"]`,
  String.raw`["1","\u0000"]`,
  `[1,${HUGE},"x"]`,
  `[${HUGE},1,"x"]`,
  '[99999999999,1,"x"]',
  '[1e400,1]',
  '[1,2,3,4,5]',
  '[{"a":1},["b"]]',
]
/** The cursor of a real page with another position; null: the list has no second page here. */
function forged(nextCursor: string | null, position: string): string | null {
  if (nextCursor === null) return null
  const [print] = JSON.parse(Buffer.from(nextCursor, 'base64url').toString('utf8')) as readonly [string]
  return Buffer.from(`["${print}",${position}]`).toString('base64url')
}

const sortsOf = ({ query }: (typeof LISTS)[number]): readonly unknown[] =>
  'sort' in query.shape ? (z.toJSONSchema(query.shape['sort'] as z.ZodType, { io: 'input' }).enum ?? []) : []

describe('a cursor that nobody was given', () => {
  it('is refused by every list', async () => {
    const { begin, box } = world()
    const scope = await begin(company({ contacts: [mql('dora'), mql('emil'), mql('fina')] }))
    await quiesce(scope, box)
    const app = await startApp({ scope, actor: person('admin') })
    close = () => app.close()
    const link = (await world().linkOf('dora@buyers.example')).id
    const retry = { id: 'retry', at: scope.clock.now(), by: 'Ada', what: {} }
    await scope.store.parked.retry(scope.connection.id, retry, 10)
    expect(LISTS.length).toBeGreaterThan(13)
    const withPages: string[] = []
    const inOtherOrders: unknown[] = []
    for (const contract of LISTS) {
      const path = pathOf(contract)
        .replace(':connection', scope.connection.id)
        .replace(':link', link)
        .replace(':id', retry.id)
      const asked = `${path}?${NEEDED[contract.name] ?? ''}limit=1`
      const first = await app.ask(asked)
      expect([contract.name, first.status]).toEqual([contract.name, 200])
      const { nextCursor } = (await first.json()) as { readonly nextCursor: string | null }
      if (nextCursor !== null) withPages.push(contract.name)
      for (const sort of sortsOf(contract)) {
        const page = await app.ask(`${asked}&sort=${String(sort)}&direction=asc`)
        const { nextCursor: cursor } = (await page.json()) as { readonly nextCursor: string | null }
        if (cursor === null) continue
        const others = sortsOf(contract).filter((other) => other !== sort)
        for (const order of [
          `${String(sort)}&direction=desc`,
          ...others.map((one) => `${String(one)}&direction=asc`),
        ]) {
          const reply = await app.ask(`${asked}&sort=${order}&cursor=${cursor}`)
          const { code } = (await reply.json()) as { code?: string }
          if (reply.status !== 400 || code !== 'INVALID_CURSOR') inOtherOrders.push([contract.name, sort, order])
        }
      }
      const seen: unknown[] = []
      for (const cursor of [...FORGED, ...POSITIONS.flatMap((position) => forged(nextCursor, position) ?? [])]) {
        const reply = await app.ask(`${asked}&cursor=${encodeURIComponent(cursor)}`)
        const { code } = (await reply.json()) as { code?: string }
        // A position that fits a list by its form is taken, and leads to rows or to none.
        const isTaken = reply.status === 200 && !FORGED.includes(cursor)
        const isRefused = reply.status === 400 && (code === 'INVALID_CURSOR' || cursor.length > 1_000)
        if (!isTaken && !isRefused) seen.push([contract.name, cursor, reply.status, code])
      }
      expect(seen).toEqual([])
    }
    expect(inOtherOrders).toEqual([])
    expect(withPages).toEqual(expect.arrayContaining(['listLeads', 'listRecords', 'listChanges']))
  })
})
