import { afterEach, beforeEach, expect, test } from 'vitest'
import { place } from '#support/cli.ts'
import type { Place } from '#support/cli.ts'
import { openStore } from '../../../src/compose.ts'

let at: Place
beforeEach(async () => {
  at = await place()
  const opened = await openStore({ folder: `${at.dataDir}/data` })
  const olga = { id: 'u1', name: 'Olga', email: 'olga@acme.example', role: 'admin', connections: 'all' } as const
  await opened.store.users.add({ ...olga, state: 'active', createdAt: 1, signedInAt: null })
  await opened.close()
})
afterEach(() => at.remove())

test('people are listed, and who forgot the password gets a link; the log has that it was made, not the link', async () => {
  const list = await at.here(['users', 'list', '--json'])
  expect(JSON.parse(list.stdout)).toMatchObject({ users: [{ email: 'olga@acme.example', role: 'admin' }] })
  const reset = await at.here(['users', 'reset-link', 'Olga@acme.example', '--json'])
  const { link } = JSON.parse(reset.stdout) as { link: string }
  expect(link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/reset-password\?token=[\w-]{43}$/)
  const opened = await openStore({ folder: `${at.dataDir}/data` })
  const log = await opened.store.audit.page({ reach: 'all' }, { limit: 5 })
  await opened.close()
  expect(log).toMatchObject([{ action: 'user.link', subject: 'olga@acme.example' }])
  expect(JSON.stringify(log)).not.toContain(new URL(link).searchParams.get('token'))
})

test('an address that nobody has is told in one line', async () => {
  const { code, stderr } = await at.here(['users', 'reset-link', 'eve@acme.example'])
  expect([code, stderr]).toEqual([2, expect.stringMatching(/nobody has an account with the address eve@acme\.example/)])
})
