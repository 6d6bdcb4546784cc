import { useElementSize } from '@mantine/hooks'
import { useMemo, useState } from 'react'
import type { CampaignTable, CampaignTableRow } from '#http/contract/campaigns.ts'
import { formatMoney, formatMoneyShort, formatMoneyWhole, toMajor } from '../../format/money.ts'
import { countOf, formatRatio } from '../../format/numbers.ts'
import { layoutBubbles, type Bubble, type BubbleLayout } from './bubble-layout.ts'
import classes from './campaign-bubbles.module.css'

/** CPL to the right, revenue upwards, leads as area: cheap campaigns that pay are at the top left. */
export function CampaignBubbles({ table }: { readonly table: CampaignTable }) {
  const { currency, rows } = table
  const { ref, width } = useElementSize()
  const [shown, setShown] = useState<string | null>(null)
  const height = width < 560 ? 340 : 380
  const drawn = useMemo(() => rows.flatMap((row) => toBubble(row, currency)), [rows, currency])
  const layout = useMemo(() => layoutBubbles(drawn, { width, height }), [drawn, width, height])
  const byName = new Map(rows.map((row) => [row.name, row]))
  const shownRow = shown === null ? undefined : byName.get(shown)
  const missing = rows.length - drawn.length
  return (
    <figure className={classes['figure']} aria-label="Cost per lead against revenue by campaign">
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
                  role="img"
                  tabIndex={0}
                  className={classes['bubble']}
                  data-flag={row.flag ?? undefined}
                  data-dim={shown !== null && shown !== bubble.name ? true : undefined}
                  aria-label={inWords(row, currency)}
                  onMouseEnter={() => setShown(bubble.name)}
                  onMouseLeave={() => setShown(null)}
                  onFocus={() => setShown(bubble.name)}
                  onBlur={() => setShown(null)}
                >
                  <circle cx={bubble.x} cy={bubble.y} r={bubble.radius} />
                  {row.flag === null ? null : (
                    <text x={bubble.x} y={bubble.y} className={classes['mark']} dominantBaseline="central">
                      !
                    </text>
                  )}
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
          ? `The larger the bubble, the more leads. Top left is best: cheap leads, high revenue.${notDrawn(missing)}`
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
        <text key={value} x={x} y={plot.bottom + 16} textAnchor="middle">
          {formatMoneyShort(value, props.currency)}
        </text>
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

/** Without leads there is no cost per lead, so no place on the axis. */
function toBubble(row: CampaignTableRow, currency: string) {
  if (row.cplMinor === null) return []
  return [
    {
      name: row.name,
      cpl: toMajor(row.cplMinor, currency),
      revenue: toMajor(row.revenueMinor, currency),
      leads: row.leads,
    },
  ]
}

function inWords(row: CampaignTableRow, currency: string): string {
  const flag = row.flag === null ? '' : ' Cheap but barren.'
  return `${row.name}: ${countOf(row.leads, 'lead')} at ${formatMoney(row.cplMinor, currency)} each, revenue ${formatMoneyWhole(row.revenueMinor, currency)}, ROAS ${formatRatio(row.roas)}.${flag}`
}

const notDrawn = (count: number): string =>
  count === 0 ? '' : ` ${countOf(count, 'campaign')} without leads ${count === 1 ? 'is' : 'are'} in the table only.`
