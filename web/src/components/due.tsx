import { useServerNow } from '../shell/use-server-now.ts'
import { formatExact, formatLeft } from '../format/time.ts'
import { AlertIcon, ClockIcon } from './icons.tsx'
import { useHint } from './hint.tsx'
import classes from './due.module.css'

/** A deadline that ticks, on the server's clock; the exact instant on hover. Overdue is told by words and sign, not colour alone. */
export function Due({ at }: { readonly at: string }) {
  const now = useServerNow()
  const left = Date.parse(at) - now
  const overdue = left < 0
  const exact = useHint(() => formatExact(at))
  return (
    <>
      <time
        className={classes['due']}
        dateTime={at}
        tabIndex={0}
        {...exact.on}
        data-state={overdue ? 'overdue' : left < 15 * 60_000 ? 'soon' : 'ahead'}
      >
        {overdue ? <AlertIcon size={15} /> : <ClockIcon size={15} />}
        {overdue ? `Overdue by ${formatLeft(-left)}` : `${formatLeft(left)} left`}
      </time>
      {exact.shown}
    </>
  )
}
