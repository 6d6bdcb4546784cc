import { Badge } from '@mantine/core'
import type { ConfigChange } from '#http/contract/config.ts'
import classes from './changes-list.module.css'
import { shownChange } from './shown-change.ts'
import type { Shown } from './shown-value.ts'
import { ValueView } from './value-view.tsx'

const WORDS = { added: 'Added', removed: 'Removed', changed: 'Changed' } as const
const COLOURS = { added: 'teal', removed: 'red', changed: 'indigo' } as const

/** What differs, part by part: before at the left, after at the right. */
export function ChangesList(props: {
  readonly changes: readonly ConfigChange[]
  readonly before: string
  readonly after: string
}) {
  if (props.changes.length === 0) return <p className={classes['none']}>Nothing differs.</p>
  return (
    <ul className={classes['list']} aria-label="What differs">
      {props.changes.map((change) => {
        const { path, where, what } = change
        const { from, to } = shownChange(change)
        return (
          <li key={path} className={classes['change']}>
            <div className={classes['where']} title={path}>
              <Badge size="sm" variant="light" color={COLOURS[what]} tt="none" c="var(--mantine-color-text)">
                {WORDS[what]}
              </Badge>
              <span>{where.join(' › ')}</span>
            </div>
            <div className={classes['sides']}>
              <Side name={props.before} value={from} kind="from" />
              <Side name={props.after} value={to} kind="to" />
            </div>
          </li>
        )
      })}
    </ul>
  )
}

const Side = (props: { readonly name: string; readonly value: Shown | null; readonly kind: 'from' | 'to' }) => (
  <div className={classes['side']} data-kind={props.kind} data-empty={props.value === null || undefined}>
    <span className={classes['name']}>{props.name}</span>
    {props.value === null ? (
      <span className={classes['nothing']}>not there</span>
    ) : (
      <div className={classes['value']}>
        <ValueView value={props.value} />
      </div>
    )}
  </div>
)
