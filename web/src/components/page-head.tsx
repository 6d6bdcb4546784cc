import type { ReactNode } from 'react'
import classes from './page-head.module.css'

/** The head of every page: its name, one sentence on what it is for, and what one can do on it. */
export function PageHead(props: {
  readonly title: ReactNode
  readonly note?: ReactNode
  readonly actions?: ReactNode
  /** The way back, such as "Records". */
  readonly before?: ReactNode
}) {
  return (
    <header className={classes['head']}>
      <div className={classes['words']}>
        {props.before === undefined ? null : <p className={classes['before']}>{props.before}</p>}
        <h1 className={classes['title']}>{props.title}</h1>
        {props.note === undefined ? null : <p className={classes['note']}>{props.note}</p>}
      </div>
      {props.actions === undefined ? null : <div className={classes['actions']}>{props.actions}</div>}
    </header>
  )
}
