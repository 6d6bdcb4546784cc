import { logScaleFor } from '../../charts/log-scale.ts'
import { niceScale } from '../../charts/nice-scale.ts'

/** One campaign to draw. Amounts in major units: a picture needs no cents. */
export interface BubbleInput {
  readonly name: string
  readonly cpl: number
  readonly revenue: number
  readonly leads: number
}

export interface Box {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

export interface BubbleLabel {
  readonly x: number
  readonly y: number
  readonly anchor: 'start' | 'middle' | 'end'
  /** Not right beside its bubble, so a line must join the two. */
  readonly far: boolean
}

export interface Bubble extends BubbleInput {
  readonly x: number
  readonly y: number
  readonly radius: number
  /** Where its name goes; null when no place around it is free. */
  readonly label: BubbleLabel | null
}

export interface BubbleLayout {
  readonly plot: Box
  /** Axes on which equal distances are equal ratios; said beside the axis. */
  readonly log: { readonly x: boolean; readonly y: boolean }
  readonly xTicks: readonly { readonly value: number; readonly x: number }[]
  readonly yTicks: readonly { readonly value: number; readonly y: number }[]
  /** Largest first, so that small ones are drawn on top. */
  readonly bubbles: readonly Bubble[]
}

const CHARACTER_WIDTH = 6.7
const LABEL_HEIGHT = 15
const MARGIN = { left: 62, top: 26, right: 24, bottom: 44 }
/** Distances from the rim of a bubble at which its name is tried. */
const GAPS = [5, 24, 42, 60, 80]

/** From these ratios of the largest to the smallest value on, a linear axis would crowd most bubbles into a corner. */
const LOG_FROM = { x: 8, y: 20 }

/**
 * Places bubbles on two axes that begin at 0 (or at the lowest revenue, if that is below 0), or are logarithmic when the
 * values differ too much; area is leads. Names go where
 * they cover neither another name nor a bubble, as near as there is room; the largest bubbles choose first.
 */
export function layoutBubbles(
  campaigns: readonly BubbleInput[],
  size: { readonly width: number; readonly height: number },
): BubbleLayout {
  const plot: Box = {
    left: MARGIN.left,
    top: MARGIN.top,
    right: Math.max(MARGIN.left + 60, size.width - MARGIN.right),
    bottom: size.height - MARGIN.bottom,
  }
  const narrow = size.width < 560
  const xScale = scaleFor(
    campaigns.map((c) => c.cpl),
    LOG_FROM.x,
    narrow ? 5 : 6,
  )
  const yScale = scaleFor(
    campaigns.map((c) => c.revenue),
    LOG_FROM.y,
    5,
  )
  const mostLeads = Math.max(1, ...campaigns.map((c) => c.leads))
  const largest = narrow ? 15 : 30
  // Room for a large bubble in the corner of the axes, which would else cover their figures.
  const inset = largest * 0.8
  const xOf = (value: number) => plot.left + inset + xScale.at(value) * (plot.right - plot.left - inset)
  const yOf = (value: number) => plot.bottom - inset - yScale.at(value) * (plot.bottom - plot.top - inset)
  const placed = campaigns
    .map((c) => ({
      ...c,
      x: xOf(c.cpl),
      y: yOf(c.revenue),
      radius: Math.max(5, largest * Math.sqrt(c.leads / mostLeads)),
    }))
    .sort((a, b) => b.radius - a.radius || (a.name < b.name ? -1 : 1))
  return {
    plot,
    log: { x: xScale.log, y: yScale.log },
    xTicks: xScale.ticks.map((value) => ({ value, x: xOf(value) })),
    yTicks: yScale.ticks.map((value) => ({ value, y: yOf(value) })),
    bubbles: withLabels(placed, plot),
  }
}

interface Scale {
  readonly log: boolean
  readonly ticks: readonly number[]
  readonly at: (value: number) => number
}

function scaleFor(values: readonly number[], logFrom: number, ticks: number): Scale {
  const log = logScaleFor(values, logFrom)
  if (log !== null) return { ...log, log: true }
  const linear = niceScale(Math.min(0, ...values), Math.max(0, ...values), ticks)
  return { log: false, ticks: linear.ticks, at: (value) => (value - linear.from) / (linear.to - linear.from) }
}

function withLabels(bubbles: readonly Omit<Bubble, 'label'>[], plot: Box): readonly Bubble[] {
  const circles = bubbles.map(({ x, y, radius }) => ({
    left: x - radius,
    right: x + radius,
    top: y - radius,
    bottom: y + radius,
  }))
  // The name of the upward axis stands in the corner.
  const taken: Box[] = [{ left: plot.left, top: 0, right: plot.left + 150, bottom: plot.top }]
  return bubbles.map((bubble, own) => {
    const free = candidates(bubble).find(
      ({ box }) =>
        box.left >= plot.left &&
        box.right <= plot.right + MARGIN.right &&
        box.top >= 0 &&
        box.bottom <= plot.bottom &&
        !taken.some((other) => overlap(box, other)) &&
        !circles.some((circle, i) => i !== own && overlap(box, circle)),
    )
    if (free === undefined) return { ...bubble, label: null }
    taken.push(free.box)
    return { ...bubble, label: free.label }
  })
}

/** Places around a bubble, nearest first; at each distance right, left, above, below, then the corners. */
function candidates({ name, x, y, radius }: Omit<Bubble, 'label'>): readonly {
  readonly label: BubbleLabel
  readonly box: Box
}[] {
  const width = name.length * CHARACTER_WIDTH
  const half = LABEL_HEIGHT / 2
  return GAPS.flatMap((gap, nth) => {
    const reach = radius + gap
    const slant = reach * 0.72
    const at = (anchor: BubbleLabel['anchor'], labelX: number, middleY: number) => {
      const left = anchor === 'start' ? labelX : anchor === 'end' ? labelX - width : labelX - width / 2
      const box = { left, right: left + width, top: middleY - half, bottom: middleY + half }
      return { label: { x: labelX, y: middleY, anchor, far: nth > 0 }, box }
    }
    return [
      at('start', x + reach, y),
      at('end', x - reach, y),
      at('middle', x, y - reach - half),
      at('middle', x, y + reach + half),
      at('start', x + slant, y - slant - 4),
      at('start', x + slant, y + slant + 4),
      at('end', x - slant, y - slant - 4),
      at('end', x - slant, y + slant + 4),
    ]
  })
}

const overlap = (a: Box, b: Box): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
