import { useElementSize } from '@mantine/hooks'
import { useMemo, useState } from 'react'
import type { AttributionRow } from '#http/contract/attribution.ts'
import { formatMoney, formatMoneyShort, toMajor } from '../../format/money.ts'
import { countOf, formatRatio } from '../../format/numbers.ts'
import { layoutBubbles, type Bubble, type BubbleLayout } from './bubble-layout.ts'
import classes from './cost-revenue-bubbles.module.css'

/** With more, nobody sees anything; the others are in the table. */
const MOST_DRAWN = 60

interface Props {
  readonly rows: readonly AttributionRow[]
  readonly currency: string
  /** What the rows are: "campaigns". */
  readonly what: string
  readonly onOpen?: ((name: string) => void) | undefined
}

/** CPL to the right, revenue upwards, leads as area: what is cheap and pays is at the top left. */
export function CostRevenueBubbles({ rows, currency, what, onOpen }: Props) {
  const { ref, width } = useElementSize()
  const [shown, setShown] = useState<string | null>(null)
  const height = width < 560 ? 340 : 400
  const able = useMemo(() => rows.filter(({ cplMinor }) => cplMinor !== null), [rows])
  const drawn = useMemo(() => [...able].sort((a, b) => b.leads - a.leads).slice(0, MOST_DRAWN), [able])
  const layout = useMemo(
    () =>
      layoutBubbles(
        drawn.map((row) => toBubble(row, currency)),
        { width, height },
      ),
    [drawn, currency, width, height],
  )
  const byName = new Map(drawn.map((row) => [row.name, row]))
  const shownRow = shown === null ? undefined : byName.get(shown)
  const open = onOpen === undefined ? {} : { style: { cursor: 'pointer' } }
  return (
    <figure className={classes['figure']} aria-label="Cost per lead against revenue">
      <div ref={ref}>
        {width === 0 ? (
          <div style={{ height }} />
        ) : (
          <svg width={width} height={height} className={classes['chart']}>
            <Axes layout={layout} currency={currency} height={height} />
            {layout.bubbles.map((bubble) => {
              const row = byName.get(bubble.name)
              if (row === undefined) return null
              return (
                <g
                  key={bubble.name}
                  role={onOpen === undefined ? 'img' : 'link'}
                  tabIndex={0}
                  className={classes['bubble']}
                  data-flag={row.verdict === 'cheap-but-barren' ? 'barren' : undefined}
                  data-dim={shown !== null && shown !== bubble.name ? true : undefined}
                  aria-label={inWords(row, currency)}
                  onMouseEnter={() => setShown(bubble.name)}
                  onMouseLeave={() => setShown(null)}
                  onFocus={() => setShown(bubble.name)}
                  onBlur={() => setShown(null)}
                  onClick={() => onOpen?.(bubble.name)}
                  onKeyDown={(event) => {
                    if (event.key === 'Enter') onOpen?.(bubble.name)
                  }}
                  {...open}
                >
                  <circle cx={bubble.x} cy={bubble.y} r={bubble.radius} />
                  {row.verdict === 'cheap-but-barren' ? (
                    <text x={bubble.x} y={bubble.y} className={classes['mark']} dominantBaseline="central">
                      !
                    </text>
                  ) : null}
                </g>
              )
            })}
            {layout.bubbles.map((bubble) => (
              <Name key={bubble.name} bubble={bubble} dim={shown !== null && shown !== bubble.name} />
            ))}
          </svg>
        )}
      </div>
      <figcaption className={classes['caption']}>
        {shownRow === undefined
          ? `The larger the bubble, the more leads. Top left is best: cheap leads, high revenue.${notDrawn(rows.length, able.length, drawn.length, what)}`
          : inWords(shownRow, currency)}
      </figcaption>
    </figure>
  )
}

/** Beside its bubble, or joined to it by a line where the next place is taken. */
function Name({ bubble, dim }: { readonly bubble: Bubble; readonly dim: boolean }) {
  const { label } = bubble
  if (label === null) return null
  const [dx, dy] = [label.x - bubble.x, label.y - bubble.y]
  const toRim = bubble.radius / Math.hypot(dx, dy)
  return (
    <g className={classes['label']} data-dim={dim || undefined} aria-hidden="true">
      {label.far ? (
        <line x1={bubble.x + dx * toRim} y1={bubble.y + dy * toRim} x2={label.x} y2={label.y - Math.sign(dy) * 6} />
      ) : null}
      <text x={label.x} y={label.y} textAnchor={label.anchor} dominantBaseline="central">
        {bubble.name}
      </text>
    </g>
  )
}

function Axes(props: { readonly layout: BubbleLayout; readonly currency: string; readonly height: number }) {
  const { plot, log, xTicks, yTicks } = props.layout
  return (
    <g className={classes['axes']} aria-hidden="true">
      {yTicks.map(({ value, y }) => (
        <g key={value}>
          <line x1={plot.left} x2={plot.right} y1={y} y2={y} />
          <text x={plot.left - 8} y={y} textAnchor="end" dominantBaseline="central">
            {formatMoneyShort(value, props.currency)}
          </text>
        </g>
      ))}
      {xTicks.map(({ value, x }) => (
        <g key={value}>
          <line x1={x} x2={x} y1={plot.top} y2={plot.bottom} />
          <text x={x} y={plot.bottom + 16} textAnchor="middle">
            {formatMoneyShort(value, props.currency)}
          </text>
        </g>
      ))}
      <text x={plot.right} y={props.height - 6} textAnchor="end" className={classes['axisName']}>
        Cost per lead{log.x ? ' (log scale)' : ''} →
      </text>
      <text x={plot.left} y={plot.top - 9} className={classes['axisName']}>
        ↑ Revenue{log.y ? ' (log scale)' : ''}
      </text>
    </g>
  )
}

const toBubble = (row: AttributionRow, currency: string) => ({
  name: row.name,
  cpl: toMajor(row.cplMinor ?? '0', currency),
  revenue: toMajor(row.revenueMinor, currency),
  leads: row.leads,
})

function inWords(row: AttributionRow, currency: string): string {
  const flag = row.verdict === 'cheap-but-barren' ? ' Cheap but barren.' : ''
  return `${row.name}: ${countOf(row.leads, 'lead')} at ${formatMoney(row.cplMinor, currency)} each, revenue ${formatMoney(row.revenueMinor, currency)}, back for each 1 spent ${formatRatio(row.roas)}.${flag}`
}

function notDrawn(all: number, able: number, drawn: number, what: string): string {
  const without = all - able
  const crowd = able - drawn
  return [
    without > 0 ? ` ${without} without a cost per lead ${without === 1 ? 'is' : 'are'} in the table only.` : '',
    crowd > 0 ? ` Drawn are the ${drawn} ${what} with most leads.` : '',
  ].join('')
}
