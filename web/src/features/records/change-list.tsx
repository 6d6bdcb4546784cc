import type { ChangeRow } from '#http/contract/record-changes.ts'
import { Value } from '../../components/value.tsx'
import { countOf } from '../../format/numbers.ts'
import classes from './records.module.css'
import { becauseWords, causeBeside } from './words.ts'

/** A value as it stands in a line of changes. */
const Quoted = ({ value }: { readonly value: string | null }) =>
  value === null || value === '' ? (
    'nothing'
  ) : (
    <>
      “<Value of={value} />”
    </>
  )

/** More fields than these are shown when asked for. */
const SHOWN = 8

/** The fields of one change: what each was, what it became and why. */
export function ChangeList({ change }: { readonly change: Pick<ChangeRow, 'changes' | 'side' | 'action'> }) {
  const rows = change.changes
  const reasonOf = (row: ChangeRow['changes'][number]): string => becauseWords({ change: row, side: change.side })
  // What holds for most of them is said once.
  const groups = [...Map.groupBy(rows, reasonOf)].toSorted(([, one], [, other]) => other.length - one.length)
  const [common] = groups
  const shared = common !== undefined && common[1].length > 1 ? common[0] : undefined
  const line = (row: ChangeRow['changes'][number], n: number) => (
    <li key={`${row.field} ${n}`}>
      <code>{row.field}</code>{' '}
      {change.action === 'create' || row.from === null ? null : (
        <>
          <span className={classes['from']}>
            <Quoted value={row.from} />
          </span>{' '}
        </>
      )}
      → <Quoted value={row.to} />
      {reasonOf(row) === shared ? null : <span className={classes['quiet']}> ({reasonOf(row)})</span>}
    </li>
  )
  return (
    <>
      <ul className={classes['changes']}>{rows.slice(0, SHOWN).map(line)}</ul>
      {rows.length <= SHOWN ? null : (
        <details>
          <summary className={classes['small']}>{rows.length - SHOWN} more fields</summary>
          <ul className={classes['changes']}>{rows.slice(SHOWN).map((row, n) => line(row, n + SHOWN))}</ul>
        </details>
      )}
      {shared === undefined ? null : (
        <p className={classes['shared']}>
          {groups.length === 1 ? 'Why' : 'Why, for the others'}: {shared}.
        </p>
      )}
    </>
  )
}

/** A change in one line, and opened in full: all its fields with why, what brought it about and the version. */
export function ChangeLine({ change }: { readonly change: ChangeRow }) {
  const [first] = change.changes
  const cause = causeBeside(change.cause, change.changes)
  const version = `Config version ${change.configVersion}${change.author === null ? '' : ` by ${change.author}`}.`
  const about = cause === '' ? version : `Cause: ${cause}. ${version}`
  if (first === undefined) return <span className={classes['small']}>{about}</span>
  const others = change.changes.length - 1
  return (
    <details className={classes['line']}>
      <summary>
        <span className={classes['cut']}>
          <code>{first.field}</code>{' '}
          {change.action === 'create' || first.from === null ? null : (
            <>
              <span className={classes['from']}>
                <Quoted value={first.from} />
              </span>{' '}
            </>
          )}
          → <Quoted value={first.to} />
          <span className={classes['quiet']}> {becauseWords({ change: first, side: change.side })}</span>
        </span>
        {others === 0 ? null : <span className={classes['more']}>+ {countOf(others, 'field')}</span>}
      </summary>
      <ChangeList change={change} />
      <div className={classes['small']}>{about}</div>
    </details>
  )
}
