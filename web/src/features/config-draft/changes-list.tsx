import { Badge } from '@mantine/core'
import type { ConfigChange } from '#http/contract/config.ts'
import classes from './changes-list.module.css'

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
      {props.changes.map(({ path, where, what, from, to }) => (
        <li key={path} className={classes['change']}>
          <div className={classes['where']}>
            <Badge size="sm" variant="light" color={COLOURS[what]} tt="none" c="var(--mantine-color-text)">
              {WORDS[what]}
            </Badge>
            <span>{where.join(' › ')}</span>
          </div>
          <div className={classes['sides']}>
            <Side name={props.before} text={from} kind="from" />
            <Side name={props.after} text={to} kind="to" />
          </div>
        </li>
      ))}
    </ul>
  )
}

const Side = (props: { readonly name: string; readonly text: string | null; readonly kind: 'from' | 'to' }) => (
  <div className={classes['side']} data-kind={props.kind} data-empty={props.text === null || undefined}>
    <span className={classes['name']}>{props.name}</span>
    {props.text === null ? <span className={classes['nothing']}>not there</span> : <code>{readable(props.text)}</code>}
  </div>
)

/** Whole parts come as JSON: laid out when they are long. */
function readable(text: string): string {
  if (text.length < 60 || !/^[[{]/.test(text)) return text
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
