import type { BackfillView } from '#http/contract/jobs.ts'
import { formatCount } from '../../format/numbers.ts'
import classes from './jobs.module.css'

const NAMES = {
  created: 'Leads made',
  linked: 'Linked to a record that was there',
  updated: 'Linked before, values written',
  unchanged: 'Linked before, nothing to write',
  parked: 'Wait for you',
  retried: 'Tried again later',
} as const

/** What became, or would become, of contacts. */
export function Counts({ counts }: { readonly counts: BackfillView['counts'] }) {
  const skipped = Object.entries(counts.skipped).toSorted(([, a], [, b]) => b - a)
  return (
    <dl className={classes['counts']}>
      {(Object.keys(NAMES) as (keyof typeof NAMES)[])
        .filter((name) => counts[name] > 0)
        .map((name) => (
          <div key={name}>
            <dt>{NAMES[name]}</dt>
            <dd>{formatCount(counts[name])}</dd>
          </div>
        ))}
      {skipped.map(([why, count]) => (
        <div key={why}>
          <dt>Stay out: {why.replaceAll('-', ' ')}</dt>
          <dd>{formatCount(count)}</dd>
        </div>
      ))}
    </dl>
  )
}
