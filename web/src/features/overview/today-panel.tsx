import { Panel } from '../../components/panel.tsx'
import type { Today } from '#http/contract/today.ts'
import { formatCount } from '../../format/numbers.ts'
import classes from './today-panel.module.css'

const FIGURES = [
  { name: 'handedOver', label: 'Handed over', more: 'plain' },
  { name: 'answered', label: 'Answered', more: 'good' },
  { name: 'breached', label: 'Missed the deadline', more: 'bad' },
] as const

/** Today beside yesterday at the same time, and the two weeks before. */
export function TodayPanel({ today }: { readonly today: Today }) {
  const current = today.days.at(-1)
  if (current === undefined) return null
  return (
    <Panel
      title="Today"
      note={`Handovers by the day people qualified, answers and missed deadlines by when that was (${today.timeZone}). Bars: the last two weeks.`}
    >
      <dl className={classes['figures']}>
        {FIGURES.map(({ name, label, more }) => (
          <div key={name} className={classes['figure']}>
            <dt>{label}</dt>
            <dd className={classes['value']}>{formatCount(current[name])}</dd>
            <dd className={classes['note']}>{beside(current[name], today.yesterdayByNow[name])}</dd>
            <dd>
              <Trend values={today.days.map((day) => day[name])} tone={more} label={label} />
            </dd>
          </div>
        ))}
      </dl>
    </Panel>
  )
}

/** "3 more than yesterday by now (12)" */
function beside(now: number, before: number): string {
  if (now === before) return `as many as yesterday by now`
  return now > before
    ? `${formatCount(now - before)} more than yesterday by now`
    : `${formatCount(before - now)} fewer than yesterday by now`
}

const WIDTH = 140
const HEIGHT = 30
const GAP = 3

/** A bar for each day, the last one is today. */
function Trend(props: { readonly values: readonly number[]; readonly tone: string; readonly label: string }) {
  const { values } = props
  const most = Math.max(1, ...values)
  const width = (WIDTH - GAP * (values.length - 1)) / values.length
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      className={classes['trend']}
      role="img"
      aria-label={`${props.label}, the last ${values.length} days, oldest first: ${values.join(', ')}`}
      data-tone={props.tone}
      preserveAspectRatio="none"
    >
      {values.map((value, i) => {
        const height = value === 0 ? 1 : Math.max(2, (value / most) * HEIGHT)
        return (
          <rect
            key={i}
            x={i * (width + GAP)}
            y={HEIGHT - height}
            width={width}
            height={height}
            rx={1}
            opacity={i === values.length - 1 ? 1 : 0.45}
          />
        )
      })}
    </svg>
  )
}
