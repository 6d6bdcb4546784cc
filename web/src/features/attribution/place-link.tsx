import { Anchor } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'

type Search = Readonly<Record<string, string | undefined>>

/** A link to another page with these choices in its address. */
export function PlaceLink(props: {
  readonly to: string
  readonly search?: Search
  readonly children: ReactNode
  readonly strong?: true
}) {
  const search = Object.fromEntries(Object.entries(props.search ?? {}).filter(([, value]) => value !== undefined))
  return (
    <Anchor component={Link} to={props.to} {...({ search } as object)} fw={props.strong === true ? 600 : 400} inherit>
      {props.children}
    </Anchor>
  )
}
