import { NavLink, ScrollArea } from '@mantine/core'
import { Link, useLocation } from '@tanstack/react-router'
import type { Permission } from '#domain/access.ts'
import { PAGES } from '../pages.ts'
import { partsOfMenu, type NavPart } from './nav-groups.ts'
import classes from './shell.module.css'

/** The pages that the reader may open, by what one comes for; those where one can only look are folded away. */
export function Navigation(props: { readonly connection: string; readonly permissions: readonly Permission[] }) {
  const here = useLocation().pathname.split('/')[3]
  const { own, toLookAt } = partsOfMenu(PAGES, props.permissions)
  const isInside = toLookAt.some(({ pages }) => pages.some(({ path }) => path === here))
  return (
    <ScrollArea type="auto">
      {own.map((part) => (
        <Group key={part.group} part={part} here={here} connection={props.connection} />
      ))}
      {toLookAt.length === 0 ? null : (
        // Opened anew where one goes to a page inside of it.
        <details key={String(isInside)} open={isInside} className={classes['fold']}>
          <summary className={classes['group']}>To look at</summary>
          {toLookAt.map((part) => (
            <Group key={part.group} part={part} here={here} connection={props.connection} />
          ))}
        </details>
      )}
    </ScrollArea>
  )
}

function Group(props: { readonly part: NavPart; readonly here: string | undefined; readonly connection: string }) {
  const { group, pages } = props.part
  return (
    <div role="group" aria-label={group}>
      <p className={classes['group']}>{group}</p>
      {pages.map(({ path, title, nav }) => (
        <NavLink
          key={path}
          component={Link}
          to={`/c/${encodeURIComponent(props.connection)}/${path}`}
          label={title}
          leftSection={<nav.icon size={18} />}
          active={props.here === path}
          aria-current={props.here === path ? 'page' : undefined}
          className={classes['link'] ?? ''}
        />
      ))}
    </div>
  )
}
