import { describe, expect, it } from 'vitest'
import type { Instant } from '#domain/instant.ts'
import { holdingTotals } from '#domain/sla/holding-times.ts'
import { handoff, MINUTE, spell, T0 } from '../../../tests/integration/store/rows.ts'
import { holdingsOf } from './holdings.ts'

const at = (minutes: number): Instant => T0 + minutes * MINUTE
const called = (minutes: number) => ({ at: at(minutes), counts: true })
const short = (history: Parameters<typeof holdingsOf>[0], now: Instant) =>
  holdingsOf(history, now).map(({ cycle, kind, id, from, until }) => [
    cycle,
    kind,
    id,
    (from - T0) / MINUTE,
    (until - T0) / MINUTE,
  ])

describe('where a lead has been', () => {
  const first = handoff(1, { qualifiedAt: at(0), handedOverAt: at(1) })

  it('begins with the first thing the person did, and goes from owner to owner until the answer', () => {
    const owners = [spell(1, at(1)), spell(1, at(31), { ownerId: '005B' })]
    const history = { handoffs: [{ handoff: first, owners }], activities: [called(40), called(90)], touches: [at(-60)] }
    expect(short(history, at(100))).toEqual([
      [1, 'marketing', null, -60, 1],
      [1, 'owner', '005A', 1, 31],
      [1, 'owner', '005B', 31, 40],
      [1, 'after-answer', null, 40, 100],
    ])
  })

  it('is with the queue that has it, and what does not count answers nothing', () => {
    const queued = { ...first, queueId: '00G1' }
    const activities = [{ at: at(5), counts: false }]
    const history = { handoffs: [{ handoff: queued, owners: [spell(1, at(1))] }], activities, touches: [] }
    expect(short(history, at(10))).toEqual([
      [1, 'marketing', null, 0, 1],
      [1, 'queue', '00G1', 1, 10],
    ])
  })

  it('is with marketing between a rejection and the next handover, and adds up to its age', () => {
    const rejected = { ...first, state: 'rejected', rejectedAt: at(20) } as const
    const again = handoff(1, { id: 'handoff-1b', cycle: 2, qualifiedAt: at(50), handedOverAt: at(55) })
    const history = {
      handoffs: [
        { handoff: rejected, owners: [spell(1, at(1))] },
        { handoff: again, owners: [spell(1, at(55), { handoffId: again.id })] },
      ],
      activities: [called(10)],
      touches: [at(-5), at(30)],
    }
    expect(short(history, at(60))).toEqual([
      [1, 'marketing', null, -5, 1],
      [1, 'owner', '005A', 1, 10],
      [1, 'after-answer', null, 10, 20],
      [2, 'marketing', null, 20, 55],
      [2, 'owner', '005A', 55, 60],
    ])
    const totals = Object.values(holdingTotals(holdingsOf(history, at(60))))
    expect(totals.reduce((sum, ms) => sum + ms, 0)).toBe(65 * MINUTE)
  })

  it('ends when sales qualified it, and nobody who was not handed over has been anywhere', () => {
    const won = { ...first, state: 'qualified', salesQualifiedAt: at(30) } as const
    const history = { handoffs: [{ handoff: won, owners: [spell(1, at(1))] }], activities: [called(10)], touches: [] }
    expect(short(history, at(900)).at(-1)).toEqual([1, 'after-answer', null, 10, 30])
    expect(holdingsOf({ handoffs: [], activities: [], touches: [] }, T0)).toEqual([])
  })
})
