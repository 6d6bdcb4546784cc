import { niceScale } from './nice-scale.ts'

/** One row of figures of a chart: a day, a week, an hour. */
export interface Step {
  readonly key: string
  readonly label: string
  /** By name of the series; absent: not known, and nothing is drawn. */
  readonly values: Readonly<Record<string, number | undefined>>
  /** The same in words, exactly; absent: the values as counts. */
  readonly words?: Readonly<Record<string, string>>
}

export interface Series {
  readonly name: string
  readonly label: string
  readonly fill: string
  /** A line has an axis of its own, on the right; columns share the left one. */
  readonly as: 'column' | 'line'
}

interface Column {
  readonly step: string
  readonly series: string
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

interface Axis {
  readonly ticks: readonly { readonly value: number; readonly y: number }[]
}

export interface ColumnLayout {
  readonly plot: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number }
  readonly left: Axis
  /** null: there is no line. */
  readonly right: Axis | null
  readonly zero: number
  readonly columns: readonly Column[]
  readonly lines: readonly {
    readonly series: string
    readonly points: readonly { readonly x: number; readonly y: number }[]
  }[]
  /** Where each step stands; `label` null: there is no room for it. */
  readonly steps: readonly {
    readonly key: string
    readonly from: number
    readonly middle: number
    readonly label: string | null
  }[]
}

interface Size {
  readonly width: number
  readonly height: number
  /** Room for the numbers of the axes. */
  readonly leftAxis: number
  readonly rightAxis: number
  readonly widest: number
}

const TOP = 10
const LABELS = 24
const TICKS = 4
/** Of 12 px system type, rather too much than too little. */
const LETTER = 7
const BETWEEN_LABELS = 14

/**
 * Where everything of a chart stands, in pixels. Columns of one step stand on one another, or side by side.
 * @param together `stacked` takes no value below 0.
 */
export function layoutColumns(
  series: readonly Series[],
  steps: readonly Step[],
  together: 'stacked' | 'beside',
  size: Size,
): ColumnLayout {
  const bars = series.filter(({ as }) => as === 'column')
  const lines = series.filter(({ as }) => as === 'line')
  const plot = {
    left: size.leftAxis,
    right: size.width - (lines.length === 0 ? 4 : size.rightAxis),
    top: TOP,
    bottom: size.height - LABELS,
  }
  const heights = steps.flatMap(({ values }) => {
    const known = bars.map(({ name }) => values[name] ?? 0)
    return together === 'stacked' ? [known.reduce((sum, value) => sum + value, 0)] : known
  })
  const left = scaleOf(heights, plot)
  const right =
    lines.length === 0
      ? null
      : scaleOf(
          steps.flatMap(({ values }) => lines.map(({ name }) => values[name] ?? 0)),
          plot,
        )
  const stepWidth = (plot.right - plot.left) / Math.max(1, steps.length)
  const width = Math.max(
    1,
    Math.min(size.widest, (stepWidth * 0.76) / (together === 'stacked' ? 1 : Math.max(1, bars.length))),
  )
  const middleOf = (i: number): number => plot.left + (i + 0.5) * stepWidth
  const every = labelsEvery(steps, stepWidth)
  return {
    plot,
    left,
    right,
    zero: left.at(0),
    columns: steps.flatMap((step, i) => {
      const place = { middle: middleOf(i), width, at: left.at }
      return together === 'stacked' ? stackOf(step, bars, place) : rowOf(step, bars, place)
    }),
    lines: lines.map(({ name }) => ({
      series: name,
      points: steps.flatMap(({ values }, i) => {
        const value = values[name]
        return value === undefined || right === null ? [] : [{ x: middleOf(i), y: right.at(value) }]
      }),
    })),
    steps: steps.map(({ key, label }, i) => ({
      key,
      from: plot.left + i * stepWidth,
      middle: middleOf(i),
      label: i % every === 0 ? label : null,
    })),
  }
}

interface Place {
  readonly middle: number
  readonly width: number
  readonly at: (value: number) => number
}

/** A tick is never half of something that is counted, so the axis ends at 4 or above. */
function scaleOf(
  values: readonly number[],
  plot: ColumnLayout['plot'],
): Axis & { readonly at: (value: number) => number } {
  const { from, to, ticks } = niceScale(Math.min(0, ...values), Math.max(TICKS, ...values), TICKS)
  const at = (value: number): number => plot.bottom - ((value - from) / (to - from)) * (plot.bottom - plot.top)
  return { at, ticks: ticks.map((value) => ({ value, y: at(value) })) }
}

function stackOf(step: Step, bars: readonly Series[], { middle, width, at }: Place): readonly Column[] {
  let below = 0
  return bars.flatMap(({ name }) => {
    const value = step.values[name] ?? 0
    if (value === 0) return []
    const [bottom, top] = [at(below), at(below + value)]
    below += value
    return [{ step: step.key, series: name, x: middle - width / 2, y: top, width, height: bottom - top }]
  })
}

function rowOf(step: Step, bars: readonly Series[], { middle, width, at }: Place): readonly Column[] {
  return bars.flatMap(({ name }, i) => {
    const value = step.values[name] ?? 0
    if (value === 0) return []
    const [zero, end] = [at(0), at(value)]
    const x = middle + (i - bars.length / 2) * width
    return [
      {
        step: step.key,
        series: name,
        x,
        y: Math.min(zero, end),
        width: Math.max(1, width - 1),
        height: Math.abs(zero - end),
      },
    ]
  })
}

/** 1: each step has room for its label; 3: every third has. */
function labelsEvery(steps: readonly Step[], stepWidth: number): number {
  const widest = Math.max(0, ...steps.map(({ label }) => label.length)) * LETTER + BETWEEN_LABELS
  return Math.max(1, Math.ceil(widest / Math.max(1, stepWidth)))
}
