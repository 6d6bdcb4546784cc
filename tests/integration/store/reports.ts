import { beforeEach, describe, expect, it } from 'vitest'
import type { Store } from '#ports/store.ts'
import { activity, clock, credit, ELSEWHERE, handoff, HERE, id, link, MINUTE, opportunity, T0, touch } from './rows.ts'

const DAY = 24 * 60 * MINUTE

/**
 * Five people were handed over: 1 won (two touches), 2 lost, 3 has an open deal, 4 was answered but has none, 5 is untouched.
 * Person 6 is adopted and person 7 is nobody's lead; their won deals are not sales of a handover.
 */
async function seed(store: Store): Promise<void> {
  await store.links.save(
    HERE,
    [1, 2, 3, 4, 5, 6, 7].map((n) => link(n, { adopted: n === 6 })),
  )
  await store.handoffs.insert(HERE, [
    handoff(1, { linkedExisting: true }),
    handoff(2, { campaign: 'autumn' }),
    handoff(3, { campaign: null }),
    handoff(4, { qualifiedAt: T0 + DAY, handedOverAt: T0 + DAY }),
    handoff(5, { qualifiedAt: T0 + DAY, handedOverAt: T0 + DAY }),
    handoff(2, { id: 'handoff-2b', cycle: 2, campaign: 'winter', qualifiedAt: T0 + 2 * DAY }),
  ])
  await store.clocks.insert(HERE, [
    clock(1, { state: 'met' }),
    clock(1, { id: 'long', name: 'qualification', targetSeconds: 99_999, state: 'breached' }),
    clock(2, { state: 'breached_completed' }),
    clock(3, { state: 'running' }),
    clock(4, { state: 'met' }),
    clock(5, { state: 'breached' }),
  ])
  await store.activities.save(HERE, [
    activity(1),
    activity(2),
    activity(3),
    activity(4, { at: T0 + DAY }),
    activity(5, { at: T0 + DAY - 1 }),
    activity(6, { linkId: id(5), counts: false }),
  ])
  const won = { isClosed: true, isWon: true }
  await store.opportunities.save(HERE, [
    opportunity(1, { ...won, amountMinor: 1_001n, people: [id(1), id(2)] }),
    opportunity(2, { isClosed: true, lostReason: 'price' }),
    opportunity(3),
    opportunity(6, won),
    opportunity(7, won),
  ])
  await store.touches.replace(HERE, 'hubspot', [id(1)], [touch(1, 2), touch(1, 1, { campaign: 'webinar' })])
  await store.credits.replace(
    HERE,
    [{ id: '0061', revision: 1 }],
    [
      credit(1, { touchId: 'touch-1-2', amountMinor: 500n }),
      credit(1, { touchId: 'touch-1-1', campaign: 'webinar', amountMinor: 400n }),
      credit(1, { touchId: null, linkId: null, campaign: null, channel: null, amountMinor: 101n }),
    ],
    T0,
  )
}

export function describeReports(store: () => Store): void {
  describe('reports', () => {
    beforeEach(() => seed(store()))

    it('sum up what became of the people that were handed over', async () => {
      expect(await store().reports.summary(HERE)).toEqual({
        handedOver: 5,
        linked: 1,
        adopted: 1,
        won: 1,
        lost: 1,
        open: 1,
        untouched: 1,
        revenueMinor: 1_001n,
        answeredInTime: 2,
        clocks: { not_started: 0, running: 1, paused: 0, met: 2, breached: 2, breached_completed: 1, cancelled: 0 },
      })
    })

    it('are all zero where nothing happened', async () => {
      expect(await store().reports.summary(ELSEWHERE)).toMatchObject({
        handedOver: 0,
        revenueMinor: 0n,
        answeredInTime: 0,
      })
      expect(await store().reports.byCampaign(ELSEWHERE, 'linear')).toEqual([])
    })

    it('put leads under the campaign of the handover, deals under the first touch, revenue under its credits', async () => {
      const row = (campaign: string | null, figures: object) => ({
        campaign,
        leads: 0,
        won: 0,
        lost: 0,
        open: 0,
        revenueMinor: 0n,
        ...figures,
      })
      expect(await store().reports.byCampaign(HERE, 'linear')).toEqual([
        row('autumn', { leads: 1, lost: 1 }),
        row('spring', { leads: 3, revenueMinor: 500n }),
        row('webinar', { won: 1, revenueMinor: 400n }),
        row(null, { leads: 1, open: 1, revenueMinor: 101n }),
      ])
      // Without credits of a model the campaign of the handover holds.
      expect(await store().reports.byCampaign(HERE, 'first')).toContainEqual(row('spring', { leads: 3, won: 1 }))
    })

    it('count handovers per day of qualification, in time and late by their first clock', async () => {
      expect(await store().reports.perDay(HERE, 'UTC', T0)).toEqual([
        { day: '2026-01-05', handedOver: 3, met: 1, breached: 1 },
        { day: '2026-01-06', handedOver: 2, met: 1, breached: 1 },
        { day: '2026-01-07', handedOver: 1, met: 0, breached: 0 },
      ])
      expect(await store().reports.perDay(HERE, 'UTC', T0 + 2 * DAY)).toHaveLength(1)
    })
  })
}
