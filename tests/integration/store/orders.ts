import { beforeEach, describe, expect, it } from 'vitest'
import { DEAL_LIST_SORTS, DEAL_SORTS } from '#domain/attribution/deal-state.ts'
import { DIRECTIONS, type Order, type Placed, type Position, type Slice, type Sorts, sortsOf } from '#domain/order.ts'
import { CAMPAIGN_LEAD_SORTS } from '#ports/store/attribution-drill.ts'
import { AUDIT_SORTS } from '#ports/store/audit.ts'
import { CONFLICT_SORTS } from '#ports/store/field-conflicts.ts'
import { STAYING_SORTS } from '#ports/store/handoffs.ts'
import { JOURNAL_SORTS } from '#ports/store/journal.ts'
import { BOARD_SORTS } from '#ports/store/lead-board.ts'
import { PARKED_SORTS } from '#ports/store/parked.ts'
import { RECORD_SORTS } from '#ports/store/records.ts'
import { REVIEW_SORTS } from '#ports/store/reviews.ts'
import type { Store } from '#ports/store.ts'
import { clock, CONTACTS, credit, HERE, handoff, id, journalRow, link, opportunity, T0 } from './rows.ts'

/** A list with rows in it: some alike, some without what it is sorted by. */
interface List<S extends Sorts> {
  readonly sorts: S
  readonly fill: (store: Store) => Promise<unknown>
  readonly page: (store: Store, slice: Slice<S>) => Promise<readonly Placed<object>[]>
  /** The number of a row. */
  readonly numberOf: (row: never) => number
  /** The numbers as they stand in each order, turned one way and the other. */
  readonly wanted: { readonly [K in keyof S]: readonly [asc: readonly number[], desc: readonly number[]] }
}

/** The digits at the end of an id. */
const digits = (text: string): number => Number(/(\d+)$/.exec(text)?.[1])
const both = (value: string) => ({ hubspot: value, salesforce: value })
const named = (n: number, name: string | null) =>
  link(n, { base: name === null ? {} : { firstname: both(name) }, createdAt: T0 + (n === 3 ? 2 : n) })

/** 2 and 3 came at once; 4 and 1 have one name; 5 has none. */
const NAMED = [named(1, 'Émile'), named(2, 'zoe'), named(3, 'Bob'), named(4, 'emile'), named(5, null)]
const turned = (numbers: readonly number[]) => [numbers, numbers.toReversed()] as const

const LEADS: List<typeof BOARD_SORTS> = {
  sorts: BOARD_SORTS,
  fill: async (store) => {
    const numbers = [1, 2, 3, 4, 5]
    await store.links.save(
      HERE,
      numbers.map((n) => link(n)),
    )
    const owners = ['bea', 'Ada', 'Cy', 'ada', '']
    const urgencies = ['high', 'high', 'urgent', 'high', 'low']
    await store.handoffs.insert(
      HERE,
      numbers.map((n) =>
        handoff(n, {
          ownerName: owners[n - 1] ?? '',
          urgency: urgencies[n - 1] ?? '',
          handedOverAt: T0 + (n === 2 ? 1 : n),
          state: 'rejected',
          rejectedAt: T0 + (n === 5 ? 4 : n),
          returnAt: n === 3 ? null : T0 + (n === 4 ? 1 : n),
        }),
      ),
    )
    const dueAt = [T0 + 9, T0 + 9, null, T0 + 3, T0 + 50]
    await store.clocks.insert(
      HERE,
      numbers.flatMap((n) => {
        const due = dueAt[n - 1] ?? null
        return due === null ? [] : [clock(n, { dueAt: due })]
      }),
    )
  },
  page: (store, slice) => store.leadBoard.list(HERE, 'rejected', {}, { now: T0, after: null, ...slice }),
  numberOf: ({ handoffId }: { readonly handoffId: string }) => digits(handoffId),
  wanted: {
    urgency: turned([3, 4, 1, 2, 5]),
    deadline: [
      [4, 1, 2, 5, 3],
      [5, 2, 1, 4, 3],
    ],
    handedOver: turned([1, 2, 3, 4, 5]),
    owner: turned([4, 2, 1, 3, 5]),
    moved: turned([1, 2, 3, 4, 5]),
    returns: [
      [1, 4, 2, 5, 3],
      [5, 2, 4, 1, 3],
    ],
  },
}

const RECORDS: List<typeof RECORD_SORTS> = {
  sorts: RECORD_SORTS,
  fill: (store) => store.links.save(HERE, NAMED),
  page: (store, slice) => store.records.browse(HERE, { kind: null, state: null, problems: 'any' }, slice),
  numberOf: ({ id: of }: { readonly id: string }) => digits(of),
  wanted: { joined: turned([1, 2, 3, 4, 5]), name: turned([3, 1, 4, 2, 5]) },
}

const OF_A_RECORD: List<typeof JOURNAL_SORTS> = {
  sorts: JOURNAL_SORTS,
  fill: (store) =>
    store.journal.append(
      HERE,
      [5, 1, 3, 3, 2].map((at, n) => journalRow({ at: T0 + at, cause: `${n + 1}` })),
    ),
  page: (store, slice) => store.journal.pageOfLink(HERE, id(1), null, slice),
  numberOf: ({ cause }: { readonly cause: string }) => Number(cause),
  wanted: { at: turned([2, 5, 3, 4, 1]) },
}

const PARKED: List<typeof PARKED_SORTS> = {
  sorts: PARKED_SORTS,
  fill: async (store) => {
    const park = (n: number, at: number) =>
      store.parked.park(HERE, [
        { ...CONTACTS, recordId: `${n}`, linkId: null, code: 'X', message: '', remedy: '', at: T0 + at },
      ])
    for (const [i, at] of [4, 3, 3, 1].entries()) await park(i + 1, at)
    await park(4, 9)
  },
  page: (store, slice) => store.parked.page(HERE, {}, slice),
  numberOf: ({ recordId }: { readonly recordId: string }) => Number(recordId),
  wanted: { parked: turned([2, 3, 1, 4]), since: turned([4, 2, 3, 1]) },
}

const CONFLICTS: List<typeof CONFLICT_SORTS> = {
  sorts: CONFLICT_SORTS,
  fill: async (store) => {
    await store.links.save(HERE, NAMED)
    const held = [1, 2, 3, 4, 5].flatMap((n) =>
      (n === 2 ? ['a', 'b'] : ['a']).map((map) => ({
        linkId: id(n),
        pair: 'contact-lead' as const,
        map,
        kind: 'conflict' as const,
        values: { hubspot: 'x', salesforce: 'y' },
        hubspotId: `${n}${map === 'b' ? '2' : ''}`,
        salesforceObject: 'Lead',
        salesforceId: `00Q${n}`,
        modifiedAt: { hubspot: T0, salesforce: T0 },
      })),
    )
    await store.fieldConflicts.renew(HERE, [id(5)], held.slice(5), T0 + 2)
    const before = held.slice(0, 5)
    await store.fieldConflicts.renew(HERE, [1, 2, 3, 4].map(id), before, T0 + 1)
  },
  page: (store, slice) => store.fieldConflicts.page(HERE, {}, slice),
  numberOf: ({ hubspotId }: { readonly hubspotId: string }) => Number(hubspotId),
  wanted: { since: turned([1, 2, 22, 3, 4, 5]), name: turned([3, 1, 4, 2, 22, 5]) },
}

const MATCHES: List<typeof REVIEW_SORTS> = {
  sorts: REVIEW_SORTS,
  fill: async (store) => {
    const points = [0.1 + 0.2, 70, 70, 12.5]
    for (const [i, at] of [3, 1, 2, 2].entries())
      await store.reviews.add(
        HERE,
        [
          {
            id: `r${i + 1}`,
            kind: 'suggestion',
            hubspotId: '1',
            salesforceObject: 'Lead',
            salesforceId: `00Q${i}`,
            reason: 'phone',
            points: points[i] ?? 0,
            evidence: [],
          },
        ],
        T0 + at,
      )
  },
  page: (store, slice) => store.reviews.page(HERE, 'open', slice),
  numberOf: ({ id: of }: { readonly id: string }) => digits(of),
  wanted: { points: turned([1, 4, 2, 3]), found: turned([2, 3, 4, 1]) },
}

const AUDIT: List<typeof AUDIT_SORTS> = {
  sorts: AUDIT_SORTS,
  fill: async (store) => {
    for (const n of [1, 2, 3, 4, 5])
      await store.audit.add({
        at: T0,
        actor: null,
        connection: HERE,
        action: 'x',
        subject: `${n}`,
        details: {},
        outcome: 'done',
      })
  },
  page: (store, slice) => store.audit.page({ reach: 'all' }, slice),
  numberOf: ({ subject }: { readonly subject: string }) => Number(subject),
  wanted: { at: turned([1, 2, 3, 4, 5]) },
}

const STAYING: List<typeof STAYING_SORTS> = {
  sorts: STAYING_SORTS,
  fill: async (store) => {
    const returns = [T0 + 5, null, T0 + 1, T0 + 5, null]
    const rejected = [T0 + 1, T0 + 2, null, T0 + 2, T0 + 9]
    await store.handoffs.insert(
      HERE,
      returns.map((returnAt, i) =>
        handoff(i + 1, { state: 'rejected', returnAt, rejectedAt: rejected[i] ?? null, cycle: 1 }),
      ),
    )
    await store.handoffs.update(
      HERE,
      returns.map((_, i) => ({ id: `handoff-${i + 1}`, staysBecause: 'opted out', returnLookAt: T0 })),
    )
  },
  page: (store, slice) => store.handoffs.staying(HERE, slice),
  numberOf: ({ id: of }: { readonly id: string }) => digits(of),
  wanted: {
    returns: [
      [3, 1, 4, 2, 5],
      [4, 1, 3, 5, 2],
    ],
    givenBack: [
      [1, 2, 4, 5, 3],
      [5, 4, 2, 1, 3],
    ],
  },
}

const fillDeals = async (store: Store) => {
  const amounts = [500n, null, 20n, 500n, 0n]
  const closed = [T0 + 3, T0 + 1, null, T0 + 1, null]
  const deals = amounts.map((amountMinor, i) =>
    opportunity(i + 1, { amountMinor, createdAt: T0 + (i === 2 ? 1 : i), closedAt: closed[i] ?? null, people: [] }),
  )
  await store.opportunities.save(HERE, deals)
  await store.credits.replace(
    HERE,
    await store.opportunities.needingCredit(HERE, 10),
    [40n, 7n, 7n, 300n, 1n].map((amountMinor, i) => credit(i + 1, { amountMinor })),
    T0,
  )
}
const AMOUNT = [
  [5, 3, 1, 4, 2],
  [4, 1, 3, 5, 2],
] as const
const CLOSED = [
  [2, 4, 1, 3, 5],
  [1, 4, 2, 5, 3],
] as const
const dealNumber = ({ id: of }: { readonly id: string }) => Number(of.slice(3))

const DEALS: List<typeof DEAL_LIST_SORTS> = {
  sorts: DEAL_LIST_SORTS,
  fill: fillDeals,
  page: (store, slice) => store.attributionDrill.search(HERE, { text: '', state: null, ...slice }),
  numberOf: dealNumber,
  wanted: { created: turned([1, 2, 3, 4, 5]), amount: AMOUNT, closed: CLOSED },
}

const CAMPAIGN_DEALS: List<typeof DEAL_SORTS> = {
  sorts: DEAL_SORTS,
  fill: fillDeals,
  page: async (store, slice) => {
    const asked = { campaign: 'spring', model: 'linear', view: 'period', from: null, until: null, state: null } as const
    return (await store.attributionDrill.deals(HERE, { ...asked, ...slice })).rows
  },
  numberOf: dealNumber,
  wanted: { credited: turned([5, 2, 3, 1, 4]), amount: AMOUNT, closed: CLOSED },
}

const CAMPAIGN_LEADS: List<typeof CAMPAIGN_LEAD_SORTS> = {
  sorts: CAMPAIGN_LEAD_SORTS,
  fill: (store) =>
    store.handoffs.insert(
      HERE,
      [4, 1, 1, 9, 2].map((at, i) => handoff(i + 1, { qualifiedAt: T0 + at })),
    ),
  page: async (store, slice) =>
    (
      await store.attributionDrill.leads(HERE, {
        campaign: 'spring',
        from: null,
        until: null,
        countUpTo: 100,
        ...slice,
      })
    ).rows,
  numberOf: ({ handoffId }: { readonly handoffId: string }) => digits(handoffId),
  wanted: { qualified: turned([2, 3, 5, 1, 4]) },
}

export function describeOrders(store: () => Store): void {
  describe('a list that is sorted', () => {
    describeList('leads', LEADS)
    describeList('records', RECORDS)
    describeList('changes of a record', OF_A_RECORD)
    describeList('parked records', PARKED)
    describeList('conflicts', CONFLICTS)
    describeList('suggested matches', MATCHES)
    describeList('the audit log', AUDIT)
    describeList('people who stay', STAYING)
    describeList('deals', DEALS)
    describeList('deals of a campaign', CAMPAIGN_DEALS)
    describeList('leads of a campaign', CAMPAIGN_LEADS)
  })

  function describeList<S extends Sorts>(name: string, { sorts, fill, page, numberOf, wanted }: List<S>): void {
    describe(name, () => {
      beforeEach(() => fill(store()))
      const orders = sortsOf(sorts).flatMap((sort) => DIRECTIONS.map((direction) => ({ sort, direction })))

      it.each(orders)('by $sort $direction, page by page as at once', async (order: Order<S>) => {
        const numbers = (rows: readonly Placed<object>[]) => rows.map((row) => numberOf(row as never))
        const [asc, desc] = wanted[order.sort]
        expect(numbers(await page(store(), { order, limit: 50 }))).toEqual(order.direction === 'asc' ? asc : desc)
        const paged: number[] = []
        let after: Position | null = null
        for (;;) {
          const rows: readonly Placed<object>[] = await page(store(), { order, after, limit: 2 })
          paged.push(...numbers(rows))
          if (rows.length < 2) break
          after = rows.at(-1)?.position ?? null
        }
        expect(paged).toEqual(order.direction === 'asc' ? asc : desc)
      })
    })
  }

  describe('the whole journal', () => {
    it.each(DIRECTIONS)('goes on where a look ended, %s', async (direction) => {
      const ats = [1, 2, 2, 3, 4, 5]
      await store().journal.append(
        HERE,
        ats.map((at, n) => journalRow({ at: T0 + at, cause: `${n}`, object: n % 2 === 0 ? 'Lead' : 'Task' })),
      )
      const seen: string[] = []
      let after: Position | null = null
      for (let looks = 0; looks < 10; looks += 1) {
        const order = { sort: 'at', direction } as const
        const look = await store().journal.page(HERE, { object: 'Task' }, { order, after, limit: 2, scan: 2 })
        seen.push(...look.entries.map(({ cause }) => cause))
        after = look.next
        if (after === null) break
      }
      expect(seen).toEqual(direction === 'asc' ? ['1', '3', '5'] : ['5', '3', '1'])
      expect(await store().journal.countFitting(HERE, {}, 4, { sort: 'at', direction })).toBe(4)
    })
  })
}
