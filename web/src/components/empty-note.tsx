import type { ReactNode } from 'react'
import classes from './empty-note.module.css'

/** Instead of a list without rows: what that means, and what one can do. */
export function EmptyNote(props: {
  readonly title: string
  readonly children?: ReactNode
  readonly icon?: ReactNode
  readonly action?: ReactNode
}) {
  return (
    <section className={classes['note']}>
      {props.icon === undefined ? null : <span className={classes['icon']}>{props.icon}</span>}
      <h2 className={classes['title']}>{props.title}</h2>
      {props.children === undefined ? null : <p className={classes['text']}>{props.children}</p>}
      {props.action}
    </section>
  )
}
