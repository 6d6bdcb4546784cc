import { beforeEach, describe, expect, it } from 'vitest'
import type { Instant } from '#domain/instant.ts'
import { numbersBy, numbersOf } from '#domain/sla/numbers.ts'
import type { NumberKey, NumberRow } from '#domain/sla/numbers.ts'
import type { StoredClock } from '#ports/store/clocks.ts'
import type { SlaFilter, SlaRow } from '#ports/store/sla-reports.ts'
import type { Store } from '#ports/store.ts'
import { clock, ELSEWHERE, handoff, HERE, link, MINUTE, spell, T0, touch } from './rows.ts'

const at = (minutes: number): Instant => T0 + minutes * MINUTE
const asOf = at(600)
const ALL: SlaFilter = { from: null, until: null, asOf }

const answered = (seconds: number): Partial<StoredClock> => ({
  state: seconds > 3_600 ? 'breached_completed' : 'met',
  breachedAt: seconds > 3_600 ? at(60) : null,
  stoppedAt: T0 + seconds * 1_000,
  elapsedSeconds: seconds,
})

/** One person for each: what their clock came to, whose policy, team and campaign it was. */
const CLOCKS: readonly (Partial<StoredClock> & { readonly team?: string; readonly campaign?: string | null })[] = [
  { ...answered(100) },
  { ...answered(3_600), team: 'east' },
  { ...answered(200), policy: 'hot' },
  { ...answered(9_000), policy: 'hot', campaign: null },
  { ...answered(300), campaign: 'autumn' },
  { ...answered(4_000), campaign: 'autumn', team: 'east' },
  { state: 'breached', breachedAt: at(60) },
  { state: 'breached', breachedAt: at(60), policy: 'hot', campaign: null },
  { state: 'running', dueAt: asOf + 1 },
  { state: 'running', dueAt: null, policy: 'hot' },
  { state: 'paused', dueAt: at(60), team: 'east' },
  { state: 'cancelled', dueAt: at(60) },
  { state: 'cancelled', dueAt: at(60), breachedAt: at(60), campaign: 'autumn' },
]

const rowOf = ({ team = 'sales', campaign = 'spring', ...over }: (typeof CLOCKS)[number]): NumberRow => {
  const { policy, state, startedAt, stoppedAt, breachedAt, elapsedSeconds } = clock(1, over)
  return {
    policy,
    rep: '005A',
    team,
    campaign,
    state,
    startedAt,
    stoppedAt,
    breachedAt,
    elapsedSeconds,
    touched: stoppedAt !== null,
  }
}

async function seed(store: Store): Promise<void> {
  const people = CLOCKS.map((one, i) => ({ n: i + 1, one }))
  await store.links.save(
    HERE,
    people.map(({ n }) => link(n)),
  )
  await store.handoffs.insert(
    HERE,
    people.map(({ n, one: { team, campaign } }) =>
      handoff(n, { pool: team ?? 'sales', ...(campaign === undefined ? {} : { campaign }) }),
    ),
  )
  await store.clocks.insert(
    HERE,
    people.map(({ n, one: { team: _team, campaign: _campaign, ...over } }) => clock(n, over)),
  )
}

/** What the report and the rules both count. */
const counted = ({ due, met, breached, untouched, running, cancelled, medianSeconds, p90Seconds }: Counted) => ({
  due,
  met,
  breached,
  untouched,
  running,
  cancelled,
  medianSeconds,
  p90Seconds,
})
type Counted = Omit<SlaRow, 'key' | 'name' | 'clock' | 'paused' | `speedTo${string}`>

export function describeSlaReports(store: () => Store): void {
  const figures = (by: Parameters<Store['slaReports']['figures']>[1], filter: Partial<SlaFilter> = {}) =>
    store().slaReports.figures(HERE, by, { ...ALL, ...filter })

  describe('reports of clocks', () => {
    beforeEach(() => seed(store()))

    it.each<NumberKey>(['policy', 'team', 'campaign', 'rep'])(
      'count by %s what the rules count, with the same ranks',
      async (by) => {
        const found = (await figures(by)).map((row) => [row.key, counted(row)] as const)
        const expected = numbersBy(CLOCKS.map(rowOf), by).map(({ key, numbers }) => [key, counted(numbers)] as const)
        expect(new Map(found)).toEqual(new Map(expected))
        expect(found).toHaveLength(expected.length)
      },
    )

    it('add up to all clocks of the connection, and to none of another', async () => {
      const totals = await store().slaReports.totals(HERE, ALL)
      expect(totals.map(counted)).toEqual([counted(numbersOf(CLOCKS.map(rowOf)))])
      expect(totals).toMatchObject([{ due: 9, met: 4, breached: 5, untouched: 3, running: 3, paused: 1, cancelled: 1 }])
      expect(await store().slaReports.totals(ELSEWHERE, ALL)).toEqual([])
    })

    it.each(['policy', 'rep', 'campaign'] as const)('give figures by %s and totals in one look', async (by) => {
      const both = await store().slaReports.both(HERE, by, ALL)
      const order = (rows: readonly SlaRow[]) => rows.toSorted((a, b) => ((a.key ?? '~') < (b.key ?? '~') ? -1 : 1))
      expect(order(both.figures)).toEqual(order(await figures(by)))
      expect(both.totals).toEqual(await store().slaReports.totals(HERE, ALL))
    })

    it('are told by the day on which clocks started', async () => {
      await store().clocks.insert(HERE, [
        clock(1, { id: 'next', name: 'qualification', startedAt: at(24 * 60), state: 'met' }),
      ])
      const met = { met: 4, breached: 5, running: 3 }
      expect(await store().slaReports.days(HERE, 'UTC', ALL)).toEqual([
        { day: '2026-01-05', clock: 'first-response', ...met },
        { day: '2026-01-06', clock: 'qualification', met: 1, breached: 0, running: 0 },
      ])
      expect(await store().slaReports.days(HERE, 'UTC', { ...ALL, until: at(1) })).toHaveLength(1)
      expect(await store().slaReports.days(ELSEWHERE, 'UTC', ALL)).toEqual([])
    })

    // 16:00 in winter in Los Angeles is midnight UTC.
    it.each([
      ['America/Los_Angeles', ['2026-01-04', '2026-01-05', '2026-01-06']],
      ['-08:00', ['2026-01-04', '2026-01-05', '2026-01-06']],
      ['UTC', ['2026-01-05', '2026-01-06']],
    ])('are told by days of %s', async (zone, days) => {
      const around = (day: number, hour: number) => Date.UTC(2026, 0, day, hour)
      await store().clocks.insert(HERE, [
        clock(1, { id: 'late', name: 'zone', startedAt: around(5, 7), state: 'met' }),
        clock(2, { id: 'before16', name: 'zone', startedAt: around(5, 23), state: 'met' }),
        clock(3, { id: 'at16', name: 'zone', startedAt: around(6, 0), state: 'met' }),
        clock(4, { id: 'next', name: 'zone', startedAt: around(6, 8), state: 'met' }),
      ])
      const told = await store().slaReports.days(HERE, zone, ALL)
      expect(told.filter((day) => day.clock === 'zone').map(({ day }) => day)).toEqual(days)
    })

    it('call overdue what was due by the instant of the look, noticed or not', async () => {
      const [before] = await store().slaReports.totals(HERE, ALL)
      const [after] = await store().slaReports.totals(HERE, { ...ALL, asOf: asOf + 1 })
      expect([before?.breached, before?.untouched, before?.running]).toEqual([5, 3, 3])
      expect([after?.breached, after?.untouched, after?.running]).toEqual([6, 4, 2])
    })

    it('leave out what a rep was given anew, and what began outside of the time asked for', async () => {
      await store().clocks.insert(HERE, [
        clock(1, { id: 'own', repId: '005B', state: 'breached', breachedAt: at(60) }),
        clock(1, { id: 'later', name: 'qualification', kind: 'qualification', startedAt: at(30), state: 'met' }),
      ])
      const names = async (filter: Partial<SlaFilter>) =>
        (await store().slaReports.totals(HERE, { ...ALL, ...filter })).map((row) => [row.clock, row.due])
      expect(await names({})).toEqual([
        ['first-response', 9],
        ['qualification', 1],
      ])
      expect(await names({ from: at(30) })).toEqual([['qualification', 1]])
      expect(await names({ until: at(30) })).toEqual([['first-response', 9]])
    })

    it('put a breach on whoever had the lead when it happened, anything else on who has it', async () => {
      // 7 was breached at minute 60 and taken away later; 9 still runs and was given on.
      await store().handoffs.addSpells(HERE, [
        spell(7, at(0), { ownerId: '005A' }),
        spell(7, at(61), { ownerId: '005B' }),
        spell(9, at(0), { ownerId: '005A' }),
        spell(9, at(61), { ownerId: '005B' }),
      ])
      await store().handoffs.update(HERE, [
        { id: 'handoff-7', ownerId: '005B', ownerName: 'Bo' },
        { id: 'handoff-9', ownerId: '005B', ownerName: 'Bo' },
      ])
      const rows = await figures('rep')
      expect(rows.map(({ key, name, due, running }) => ({ key, name, due, running }))).toEqual([
        { key: '005A', name: 'Ada', due: 9, running: 2 },
        { key: '005B', name: 'Bo', due: 0, running: 1 },
      ])
    })

    it('tell the time from what the person did last before the handover to the answer', async () => {
      await store().touches.replace(
        HERE,
        'hubspot',
        [link(1).id],
        [touch(1, 1, { at: at(-5) }), touch(1, 2, { at: at(2) })],
      )
      const [row] = await figures('policy', { until: at(1) })
      // 5 minutes and 100 s; the others have no touch and count from when they qualified: 300, 3,600 and 4,000 s.
      expect(row?.speedToLeadMedianSeconds).toBe(400)
    })
  })
}
