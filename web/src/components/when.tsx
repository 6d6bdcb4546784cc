import { useServerNow } from '../shell/use-server-now.ts'
import { formatDayOf, formatDuration, formatExact, formatMoment, msBetween } from '../format/time.ts'
import { useHint } from './hint.tsx'
import classes from './when.module.css'

/**
 * How long ago, with the exact instant in the reader's zone on hover and focus. Measured against the server's clock, so
 * that a wrong clock of the reader changes nothing.
 *
 * @param now the instant of the figures it stands beside; absent: it goes on by itself.
 * @param as `date`: day and time instead of how long ago; `day`: the day alone.
 */
export function When(props: { readonly at: string; readonly now?: string; readonly as?: 'date' | 'day' }) {
  const server = useServerNow(30_000)
  const now = props.now ?? new Date(server).toISOString()
  const ms = msBetween(props.at, now)
  const words = ms < -999 ? `in ${formatDuration(-ms)}` : `${formatDuration(ms)} ago`
  const exact = useHint(() => formatExact(props.at))
  return (
    <>
      <time className={classes['when']} dateTime={props.at} tabIndex={0} {...exact.on}>
        {props.as === undefined ? words : props.as === 'date' ? formatMoment(props.at) : formatDayOf(props.at)}
      </time>
      {exact.shown}
    </>
  )
}
