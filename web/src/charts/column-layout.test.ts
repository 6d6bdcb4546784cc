import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { layoutColumns, type Series, type Step } from './column-layout.ts'

const MET: Series = { name: 'met', label: 'Met', fill: 'green', as: 'column' }
const LATE: Series = { name: 'late', label: 'Late', fill: 'red', as: 'column' }
const LEADS: Series = { name: 'leads', label: 'Leads', fill: 'blue', as: 'line' }
const SIZE = { width: 600, height: 250, leftAxis: 50, rightAxis: 40, widest: 34 }

const stepOf = (key: string, values: Step['values']): Step => ({ key, label: key, values })

describe('columns', () => {
  test('stand on one another, and the axis is as high as the highest of them together', () => {
    const { columns, left, plot } = layoutColumns([MET, LATE], [stepOf('a', { met: 6, late: 2 })], 'stacked', SIZE)
    const [met, late] = columns
    expect(columns).toHaveLength(2)
    expect(met!.y + met!.height).toBeCloseTo(plot.bottom)
    expect(late!.y + late!.height).toBeCloseTo(met!.y)
    expect(met!.height).toBeCloseTo(late!.height * 3)
    expect(left.ticks.at(-1)?.value).toBe(8)
  })

  test('side by side do not touch the next step', () => {
    const steps = ['a', 'b', 'c'].map((key) => stepOf(key, { met: 5, late: 3 }))
    const { columns } = layoutColumns([MET, LATE], steps, 'beside', { ...SIZE, width: 140 })
    const ends = columns.map(({ x, width }) => [x, x + width] as const)
    for (const [i, [from]] of ends.slice(1).entries()) expect(from).toBeGreaterThanOrEqual(ends[i]![1])
  })

  test('a refund hangs below zero', () => {
    const { columns, zero, plot } = layoutColumns(
      [MET],
      [stepOf('a', { met: -5 }), stepOf('b', { met: 20 })],
      'beside',
      SIZE,
    )
    expect(columns[0]!.y).toBeCloseTo(zero)
    expect(columns[0]!.y + columns[0]!.height).toBeLessThanOrEqual(plot.bottom)
    expect(columns[1]!.y + columns[1]!.height).toBeCloseTo(zero)
  })

  test('what is not known is not drawn as nothing', () => {
    const { lines, columns } = layoutColumns(
      [MET, LEADS],
      [stepOf('a', { leads: 2 }), stepOf('b', { met: 1 })],
      'beside',
      SIZE,
    )
    expect(lines[0]?.points).toHaveLength(1)
    expect(columns.map(({ step }) => step)).toEqual(['b'])
  })

  test('a line has whole numbers of its own on the right; without one there is no such axis', () => {
    const steps = [stepOf('a', { met: 9000, leads: 3 })]
    expect(layoutColumns([MET, LEADS], steps, 'beside', SIZE).right?.ticks.map(({ value }) => value)).toEqual([
      0, 1, 2, 3, 4,
    ])
    expect(layoutColumns([MET], steps, 'beside', SIZE).right).toBeNull()
  })

  test('labels never run into each other', () => {
    const steps = Array.from({ length: 48 }, (_, i) => ({ ...stepOf(String(i), { met: 1 }), label: 'Wed, 10:00 AM' }))
    const shown = layoutColumns([MET], steps, 'stacked', SIZE).steps.filter(({ label }) => label !== null)
    expect(shown.length).toBeGreaterThan(2)
    for (const [i, step] of shown.slice(1).entries()) expect(step.middle - shown[i]!.middle).toBeGreaterThan(13 * 7)
  })

  test('no step at all still is a frame', () => {
    expect(layoutColumns([MET], [], 'stacked', SIZE)).toMatchObject({ columns: [], steps: [] })
  })

  property.prop([fc.array(fc.record({ met: fc.nat(1e9), late: fc.nat(1e9) }), { minLength: 1, maxLength: 60 })])(
    'all that is drawn is inside the frame',
    (values) => {
      const steps = values.map((one, i) => stepOf(String(i), one))
      for (const together of ['stacked', 'beside'] as const) {
        const { columns, plot } = layoutColumns([MET, LATE], steps, together, SIZE)
        for (const { x, y, width, height } of columns) {
          expect(x).toBeGreaterThanOrEqual(plot.left - 0.01)
          expect(x + width).toBeLessThanOrEqual(plot.right + 1)
          expect(y).toBeGreaterThanOrEqual(plot.top - 0.01)
          expect(y + height).toBeLessThanOrEqual(plot.bottom + 0.01)
        }
      }
    },
  )
})
