import type { ReactNode } from 'react'
import classes from './tile.module.css'

/** Figures side by side. */
export const Tiles = ({ children }: { readonly children: ReactNode }) => (
  <dl className={classes['tiles']}>{children}</dl>
)

/** One figure with its name and what it is measured by. */
export function Tile(props: {
  readonly name: string
  readonly value: ReactNode
  readonly note?: ReactNode
  readonly tone?: 'good' | 'bad' | 'warn'
}) {
  return (
    <div className={classes['tile']} data-tone={props.tone}>
      <dt className={classes['name']}>{props.name}</dt>
      <dd className={classes['value']}>{props.value}</dd>
      {props.note === undefined ? null : <dd className={classes['note']}>{props.note}</dd>}
    </div>
  )
}
