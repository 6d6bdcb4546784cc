import { Anchor } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import classes from './records.module.css'
import { useConnection } from '../../shell/use-connection.ts'

/** The address of a record's page. */
export const recordAddress = (connection: string, link: string): string =>
  `/c/${encodeURIComponent(connection)}/records/${encodeURIComponent(link)}`

/** To the page that tells everything of a record. */
export function RecordLink(props: { readonly link: string; readonly children: ReactNode }) {
  const connection = useConnection()
  return (
    <Anchor
      component={Link}
      to={recordAddress(connection, props.link)}
      fw={600}
      fz="inherit"
      className={classes['target'] ?? ''}
    >
      {props.children}
    </Anchor>
  )
}
