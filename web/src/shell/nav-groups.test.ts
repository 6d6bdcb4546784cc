import { expect, test } from 'vitest'
import { permissionsOf } from '#domain/access.ts'
import type { Page } from '../pages.ts'
import { partsOfMenu } from './nav-groups.ts'

const page = (path: string, group: 'Follow' | 'Look after' | 'Set up'): Page => ({
  path,
  title: path,
  access: 'read',
  nav: { group, icon: () => null },
  load: () => Promise.reject(new Error('not opened here')),
})
const PAGES = [page('leads', 'Follow'), page('jobs', 'Look after'), page('mappings', 'Set up')]
const named = (parts: ReturnType<typeof partsOfMenu>['own']): readonly string[] =>
  parts.flatMap(({ pages }) => pages.map(({ path }) => path))

test('an administrator has all groups open', () => {
  const { own, toLookAt } = partsOfMenu(PAGES, permissionsOf('admin'))
  expect(named(own)).toEqual(['leads', 'jobs', 'mappings'])
  expect(toLookAt).toEqual([])
})

test('a rep, who sets nothing up, has those pages folded away, but none is lost', () => {
  const { own, toLookAt } = partsOfMenu(PAGES, permissionsOf('rep'))
  expect(named(own)).toEqual(['leads'])
  expect(named(toLookAt)).toEqual(['jobs', 'mappings'])
})

test('a page that somebody may not open stands nowhere', () => {
  const { own, toLookAt } = partsOfMenu(
    [{ ...page('people', 'Set up'), access: 'administer' }],
    permissionsOf('viewer'),
  )
  expect([...named(own), ...named(toLookAt)]).toEqual([])
})
