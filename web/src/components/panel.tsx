import type { ReactNode } from 'react'
import classes from './panel.module.css'

/** A part of a page with a heading of its own. */
export function Panel(props: {
  readonly title: string
  /** One sentence under the title: what is counted, on which date. */
  readonly note?: ReactNode
  /** Controls at the right of the title. */
  readonly actions?: ReactNode
  readonly children: ReactNode
}) {
  return (
    <section className={classes['panel']}>
      <header className={classes['head']}>
        <div>
          <h2 className={classes['title']}>{props.title}</h2>
          {props.note === undefined ? null : <p className={classes['note']}>{props.note}</p>}
        </div>
        {props.actions}
      </header>
      {props.children}
    </section>
  )
}
