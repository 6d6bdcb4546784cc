import { AppShell, Burger, Group, Select } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { Link, Outlet, useLocation, useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import type { Permission } from '#domain/access.ts'
import { useLive } from '../api/live.ts'
import { ApiProblem } from '../api/fetch-json.ts'
import { BrandIcon } from '../components/icons.tsx'
import { EmptyNote } from '../components/empty-note.tsx'
import { ProblemNotice } from '../components/problem-notice.tsx'
import { Textures } from '../components/textures.tsx'
import { PAGES } from '../pages.ts'
import { ColorSchemeToggle } from './color-scheme-toggle.tsx'
import { Navigation } from './navigation.tsx'
import { ProfileMenu } from './profile-menu.tsx'
import { startPage } from './start-page.ts'
import classes from './shell.module.css'
import { useConnection } from './use-connection.ts'
import { useSession } from './use-session.ts'

/** What is around every page of a connection: where one is, where one can go, who one is. */
export function Shell() {
  const connection = useConnection()
  const { data: session, error, refetch } = useSession()
  const permissions = session?.permissions ?? []
  const [opened, { toggle, close }] = useDisclosure()
  const { pathname } = useLocation()
  const page = PAGES.find(({ path }) => pathname.split('/')[3] === path.split('/')[0])
  const known = session?.connections.some(({ id }) => id === connection) ?? false
  const live = useLive(known ? connection : null)
  // A page that is opened from the menu covers it.
  useEffect(close, [pathname, close])
  useEffect(() => {
    document.title = page === undefined ? 'Tandem' : `${page.title} · Tandem`
  }, [page])
  if (error instanceof ApiProblem && error.status === 401) return <ToSignIn />
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 216, breakpoint: 'md', collapsed: { mobile: !opened } }}
      padding={{ base: 'md', md: 'lg' }}
    >
      <AppShell.Header className={classes['bar']}>
        <a className={classes['skip']} href="#main">
          Skip to the page
        </a>
        <Group gap="sm" wrap="nowrap">
          <Burger
            opened={opened}
            onClick={toggle}
            hiddenFrom="md"
            size="sm"
            aria-label={opened ? 'Close the menu' : 'Open the menu'}
            aria-expanded={opened}
          />
          <Link className={classes['brand'] ?? ''} to={startPage(connection, permissions) as string}>
            <BrandIcon size={22} />
            Tandem
          </Link>
          {session === undefined ? null : (
            <ConnectionPicker current={connection} all={session.connections} permissions={permissions} />
          )}
        </Group>
        <Group gap="xs" wrap="nowrap">
          <span className={classes['live']} data-state={live} title={LIVE[live]}>
            <span className={classes['dot']} aria-hidden="true" />
            <span className={classes['word']}>{live === 'live' ? 'Live' : 'Connecting'}</span>
          </span>
          <ColorSchemeToggle />
          {session === undefined ? null : <ProfileMenu session={session} />}
        </Group>
      </AppShell.Header>
      <AppShell.Navbar className={classes['nav']} aria-label="Pages">
        <Navigation connection={connection} permissions={permissions} />
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1} className={classes['main']}>
        <Textures />
        {error !== null && session === undefined ? (
          <ProblemNotice error={error} onRetry={() => void refetch()} />
        ) : session !== undefined && !known ? (
          <EmptyNote title="There is no such connection, or it is not yours to see">
            Choose another one above; an administrator can give you access, under Settings, People.
          </EmptyNote>
        ) : (
          <Outlet />
        )}
      </AppShell.Main>
    </AppShell>
  )
}

/** And back to the page that was asked for, with its filters. */
function ToSignIn() {
  const navigate = useNavigate()
  // Once: on the way there the address is that of the sign-in already.
  const { pathname, search } = window.location
  const [asked] = useState(`${pathname}${search}`)
  useEffect(() => {
    void navigate({ to: `/sign-in?to=${encodeURIComponent(asked)}` as string, replace: true })
  }, [navigate, asked])
  return null
}

const LIVE = { live: 'This page shows changes as they happen', waiting: 'The line to Tandem is being made' } as const

/** With one connection its name; with more a choice. */
function ConnectionPicker(props: {
  readonly current: string
  readonly all: readonly { readonly id: string; readonly name: string }[]
  readonly permissions: readonly Permission[]
}) {
  const navigate = useNavigate()
  const [first] = props.all
  if (props.all.length < 2) return <span className={classes['connection']}>{first?.name}</span>
  return (
    <Select
      aria-label="Connection"
      size="xs"
      w={{ base: 120, sm: 200 }}
      allowDeselect={false}
      value={props.current}
      data={props.all.map(({ id, name }) => ({ value: id, label: name }))}
      onChange={(id) => void navigate({ to: startPage(id ?? props.current, props.permissions) as string })}
    />
  )
}
