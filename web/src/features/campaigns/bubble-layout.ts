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

export interface Bubble extends BubbleInput {
  readonly x: number
  readonly y: number
  readonly radius: number
  /** Where its name goes; null when no place near it is free. */
  readonly label: { readonly x: number; readonly y: number; readonly anchor: 'start' | 'middle' | 'end' } | null
}

export interface BubbleLayout {
  readonly plot: Box
  readonly xTicks: readonly { readonly value: number; readonly x: number }[]
  readonly yTicks: readonly { readonly value: number; readonly y: number }[]
  /** Largest first, so that small ones are drawn on top. */
  readonly bubbles: readonly Bubble[]
}

const CHARACTER_WIDTH = 6.7
const LABEL_HEIGHT = 15
const MARGIN = { left: 62, top: 14, right: 18, bottom: 44 }

/**
 * Places bubbles on two axes that begin at 0 (or at the lowest revenue, if that is below 0); area is leads. Names go beside
 * their bubble where they cover neither another name nor a bubble; the largest bubbles choose first.
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
  const xScale = niceScale(0, Math.max(0, ...campaigns.map((c) => c.cpl)), narrow ? 3 : 6)
  const yScale = niceScale(
    Math.min(0, ...campaigns.map((c) => c.revenue)),
    Math.max(0, ...campaigns.map((c) => c.revenue)),
    5,
  )
  const xOf = (value: number) =>
    plot.left + ((value - xScale.from) / (xScale.to - xScale.from)) * (plot.right - plot.left)
  const yOf = (value: number) =>
    plot.bottom - ((value - yScale.from) / (yScale.to - yScale.from)) * (plot.bottom - plot.top)
  const mostLeads = Math.max(1, ...campaigns.map((c) => c.leads))
  const largest = narrow ? 20 : 30
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
    xTicks: xScale.ticks.map((value) => ({ value, x: xOf(value) })),
    yTicks: yScale.ticks.map((value) => ({ value, y: yOf(value) })),
    bubbles: withLabels(placed, plot),
  }
}

/** Axis from at most `low` to at least `high` with about `count` steps of 1, 2 or 5 times a power of ten. */
export function niceScale(
  low: number,
  high: number,
  count: number,
): { readonly from: number; readonly to: number; readonly ticks: readonly number[] } {
  const span = high - low || 1
  const rough = span / count
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = ([1, 2, 5, 10].find((multiple) => multiple * power >= rough) ?? 10) * power
  const first = Math.floor(low / step)
  const last = Math.max(first + 1, Math.ceil(high / step))
  const ticks = Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step)
  return { from: first * step, to: last * step, ticks }
}

function withLabels(bubbles: readonly Omit<Bubble, 'label'>[], plot: Box): readonly Bubble[] {
  const circles = bubbles.map(({ x, y, radius }) => ({
    left: x - radius,
    right: x + radius,
    top: y - radius,
    bottom: y + radius,
  }))
  const taken: Box[] = []
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

function candidates({ name, x, y, radius }: Omit<Bubble, 'label'>): readonly {
  readonly label: NonNullable<Bubble['label']>
  readonly box: Box
}[] {
  const width = name.length * CHARACTER_WIDTH
  const gap = radius + 5
  const slant = gap * 0.72
  const at = (anchor: 'start' | 'middle' | 'end', labelX: number, middleY: number) => {
    const left = anchor === 'start' ? labelX : anchor === 'end' ? labelX - width : labelX - width / 2
    const box = { left, right: left + width, top: middleY - LABEL_HEIGHT / 2, bottom: middleY + LABEL_HEIGHT / 2 }
    return { label: { x: labelX, y: middleY, anchor }, box }
  }
  return [
    at('start', x + gap, y),
    at('end', x - gap, y),
    at('middle', x, y - gap - LABEL_HEIGHT / 2),
    at('middle', x, y + gap + LABEL_HEIGHT / 2),
    at('start', x + slant, y - slant - 4),
    at('start', x + slant, y + slant + 4),
    at('end', x - slant, y - slant - 4),
    at('end', x - slant, y + slant + 4),
  ]
}

const overlap = (a: Box, b: Box): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
