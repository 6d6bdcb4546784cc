import { Anchor } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useConnection } from '../shell/use-connection.ts'
import classes from './page-link.module.css'

/** From a figure to where it is told in full. */
export function PageLink(props: {
  readonly page: string
  readonly search?: Readonly<Record<string, string>>
  readonly children: ReactNode
}) {
  const connection = useConnection()
  return (
    <Anchor
      component={Link}
      to={`/c/${encodeURIComponent(connection)}/${props.page}`}
      search={(props.search ?? {}) as never}
      className={classes['link'] ?? ''}
      fz="inherit"
      fw="inherit"
    >
      {props.children}
    </Anchor>
  )
}
