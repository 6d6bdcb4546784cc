import { Tooltip } from '@mantine/core'
import { formatDuration, formatExact, msBetween } from '../format/time.ts'
import classes from './when.module.css'

/**
 * How long ago, with the exact instant in the reader's zone on hover and focus. Measured against the server's clock, so
 * that a wrong clock of the reader changes nothing.
 */
export function When(props: { readonly at: string; readonly now: string }) {
  return (
    <Tooltip label={formatExact(props.at)} events={{ hover: true, focus: true, touch: true }}>
      <time className={classes['when']} dateTime={props.at} tabIndex={0}>
        {formatDuration(msBetween(props.at, props.now))} ago
      </time>
    </Tooltip>
  )
}
