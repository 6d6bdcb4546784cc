import { useElementSize } from '@mantine/hooks'
import { type KeyboardEvent, type PointerEvent, useMemo, useState } from 'react'
import { formatCount } from '../format/numbers.ts'
import classes from './column-chart.module.css'
import { type ColumnLayout, layoutColumns, type Series, type Step } from './column-layout.ts'

interface Props {
  readonly label: string
  readonly series: readonly Series[]
  /** Oldest first. */
  readonly steps: readonly Step[]
  readonly together: 'stacked' | 'beside'
  /** Of the axis on the left; absent: as counts. */
  readonly axis?: (value: number) => string
  readonly widest?: number
}

const FEW_DOTS = 40

/**
 * Columns over time, with lines on an axis of their own; fills its parent. Whoever points at a step, or goes there with the arrow keys,
 * is told its figures. Whoever cannot see it needs the same figures in a table beside it.
 */
export function ColumnChart({ label, series, steps, together, axis = formatCount, widest = 34 }: Props) {
  const { ref, width, height } = useElementSize()
  const [shown, setShown] = useState<number | null>(null)
  const layout = useMemo(() => {
    const size = { width, height, leftAxis: 58, rightAxis: 38, widest }
    return width === 0 ? null : layoutColumns(series, steps, together, size)
  }, [series, steps, together, width, height, widest])
  const step = shown === null ? undefined : steps[shown]
  const point = (event: PointerEvent<SVGSVGElement>): void => {
    if (layout === null || steps.length === 0) return
    const { left, right } = layout.plot
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left
    setShown(
      x < left || x > right
        ? null
        : Math.min(steps.length - 1, Math.floor(((x - left) / (right - left)) * steps.length)),
    )
  }
  const go = (event: KeyboardEvent): void => {
    const next = stepAfter(event.key, shown, steps.length)
    if (next === undefined) return
    event.preventDefault()
    setShown(next)
  }
  return (
    <div ref={ref} className={classes['chart']}>
      {layout === null ? null : (
        <svg
          width={width}
          height={height}
          role="img"
          tabIndex={0}
          aria-label={`${label}. The arrow keys go through it.`}
          onPointerMove={point}
          onPointerDown={point}
          onPointerLeave={({ pointerType }) => {
            // A finger that is lifted leaves as well; what it chose stays until the next touch.
            if (pointerType !== 'touch') setShown(null)
          }}
          onBlur={() => setShown(null)}
          onKeyDown={go}
        >
          <Axes layout={layout} axis={axis} />
          {shown === null || step === undefined ? null : <Highlight layout={layout} shown={shown} />}
          {layout.columns.map((column) => (
            <rect
              key={`${column.step} ${column.series}`}
              x={column.x}
              y={column.y}
              width={column.width}
              height={column.height}
              fill={fillOf(series, column.series)}
            />
          ))}
          {layout.lines.map((line) => (
            <g key={line.series} className={classes['line']} style={{ color: fillOf(series, line.series) }}>
              <polyline points={line.points.map(({ x, y }) => `${x},${y}`).join(' ')} />
              {line.points.length > FEW_DOTS
                ? null
                : line.points.map(({ x, y }) => <circle key={x} cx={x} cy={y} r="3" />)}
            </g>
          ))}
        </svg>
      )}
      <output
        className={classes['told']}
        style={layout === null || shown === null ? {} : placeOf(layout, shown, width)}
      >
        {step === undefined ? null : (
          <>
            <strong>{step.label}</strong>
            {series.map(({ name, label: of, fill }) => {
              const value = step.values[name]
              return value === undefined ? null : (
                <span key={name}>
                  <Swatch fill={fill} /> {of} <b>{step.words?.[name] ?? formatCount(value)}</b>
                </span>
              )
            })}
          </>
        )}
      </output>
    </div>
  )
}

/** What the fills mean; `figure` adds a number of each. */
export function Legend(props: { readonly series: readonly Series[]; readonly figure?: (series: string) => string }) {
  return (
    <ul className={classes['legend']}>
      {props.series.map(({ name, label, fill }) => (
        <li key={name}>
          <Swatch fill={fill} />
          {props.figure === undefined ? label : `${label}: ${props.figure(name)}`}
        </li>
      ))}
    </ul>
  )
}

const Swatch = ({ fill }: { readonly fill: string }) => (
  <svg width="14" height="14" aria-hidden="true">
    <rect width="14" height="14" rx="3" fill={fill} />
  </svg>
)

function Axes({ layout, axis }: { readonly layout: ColumnLayout; readonly axis: (value: number) => string }) {
  const { plot, left, right } = layout
  return (
    <g className={classes['axes']} aria-hidden="true">
      {left.ticks.map(({ value, y }) => (
        <g key={value}>
          <line x1={plot.left} x2={plot.right} y1={y} y2={y} data-zero={value === 0 || undefined} />
          <text x={plot.left - 8} y={y} textAnchor="end" dominantBaseline="central">
            {axis(value)}
          </text>
        </g>
      ))}
      {right?.ticks.map(({ value, y }) => (
        <text key={value} x={plot.right + 8} y={y} dominantBaseline="central">
          {formatCount(value)}
        </text>
      ))}
      {layout.steps.map(({ key, middle, label }) =>
        label === null ? null : (
          <text key={key} x={middle} y={plot.bottom + 17} textAnchor="middle">
            {label}
          </text>
        ),
      )}
    </g>
  )
}

function Highlight({ layout, shown }: { readonly layout: ColumnLayout; readonly shown: number }) {
  const here = layout.steps[shown]
  if (here === undefined) return null
  const { top, bottom } = layout.plot
  return (
    <rect
      className={classes['here']}
      x={here.from}
      y={top}
      width={(here.middle - here.from) * 2}
      height={bottom - top}
    />
  )
}

/** Beside the step, on the side with more room. */
function placeOf(layout: ColumnLayout, shown: number, width: number) {
  const here = layout.steps[shown]
  if (here === undefined) return {}
  const wide = here.middle - here.from + 8
  return here.middle < width / 2 ? { left: here.middle + wide } : { right: width - here.middle + wide }
}

const fillOf = (series: readonly Series[], name: string): string =>
  series.find((one) => one.name === name)?.fill ?? 'var(--plain)'

/** undefined: the key is none of the chart's. */
function stepAfter(key: string, shown: number | null, count: number): number | null | undefined {
  const last = count - 1
  switch (key) {
    case 'ArrowRight':
      return Math.min(last, (shown ?? -1) + 1)
    case 'ArrowLeft':
      return Math.max(0, (shown ?? count) - 1)
    case 'Home':
      return 0
    case 'End':
      return last
    case 'Escape':
      return null
    default:
      return undefined
  }
}
