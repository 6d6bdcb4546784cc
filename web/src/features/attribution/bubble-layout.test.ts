import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { layoutBubbles, type BubbleInput } from './bubble-layout.ts'

const SIZE = { width: 900, height: 380 }
const campaign = (name: string, cpl: number, revenue: number, leads = 100): BubbleInput => ({
  name,
  cpl,
  revenue,
  leads,
})

describe('bubbles', () => {
  test('dearer is further right, more revenue is higher, four times the leads is twice the radius', () => {
    const { bubbles } = layoutBubbles([campaign('a', 10, 500, 100), campaign('b', 20, 900, 400)], SIZE)
    const [b, a] = bubbles
    expect([b?.name, a?.name]).toEqual(['b', 'a'])
    expect(b!.x).toBeGreaterThan(a!.x)
    expect(b!.y).toBeLessThan(a!.y)
    expect(b!.radius / a!.radius).toBeCloseTo(2)
  })

  test('a name without a free place is left out rather than written over another', () => {
    const crowd = Array.from({ length: 30 }, (_, i) => campaign(`campaign number ${i}`, 100 + i / 10, 100))
    const { bubbles } = layoutBubbles(crowd, { width: 390, height: 300 })
    expect(bubbles).toHaveLength(30)
    expect(bubbles.some((b) => b.label === null)).toBe(true)
  })

  test('every bubble is inside the plot whatever the figures', () => {
    const any = fc.array(
      fc.record({ cpl: fc.nat(1e6), revenue: fc.integer({ min: -1e6, max: 1e9 }), leads: fc.nat(1e5) }),
    )
    fc.assert(
      fc.property(any, (rows) => {
        const { plot, bubbles } = layoutBubbles(
          rows.map((row, i) => ({ ...row, name: `c${i}` })),
          SIZE,
        )
        for (const { x, y, radius } of bubbles) {
          expect(x).toBeGreaterThanOrEqual(plot.left - 0.001)
          expect(x).toBeLessThanOrEqual(plot.right + 0.001)
          expect(y).toBeGreaterThanOrEqual(plot.top - 0.001)
          expect(y).toBeLessThanOrEqual(plot.bottom + 0.001)
          expect(Number.isFinite(radius)).toBe(true)
        }
      }),
    )
  })
})
