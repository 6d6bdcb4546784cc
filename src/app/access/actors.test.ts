import { expect, test } from 'vitest'
import { connectionId } from '#domain/ids.ts'
import type { ApiToken } from '#ports/store/api-tokens.ts'
import type { User } from '#ports/store/users.ts'
import { actorOfToken, actorOfUser, covers } from './actors.ts'

const [here, there] = [connectionId('here'), connectionId('there')]
const admin: User = {
  id: 'u1',
  name: 'Ada',
  email: 'ada@acme.example',
  role: 'admin',
  connections: 'all',
  state: 'active',
  createdAt: 1,
  signedInAt: 1,
}
const token: ApiToken = {
  id: 't1',
  name: 'nightly',
  hint: 'abcd',
  permissions: ['read', 'configure'],
  connections: 'all',
  userId: 'u1',
  createdAt: 1,
  expiresAt: 100,
  lastUsedAt: null,
  revokedAt: null,
}

test('whoever was deactivated, or was never in, is nobody', () => {
  expect(actorOfUser(admin)).toMatchObject({ kind: 'user', role: 'admin' })
  expect(actorOfUser({ ...admin, state: 'deactivated' })).toBeNull()
  expect(actorOfUser({ ...admin, state: 'invited' })).toBeNull()
})

test('a token does what it names', () => {
  expect(actorOfToken(token, admin, 50)).toMatchObject({
    permissions: ['read', 'configure'],
    connections: 'all',
    maker: { name: 'Ada', email: 'ada@acme.example' },
  })
})

test('a token loses what its maker lost', () => {
  expect(actorOfToken(token, { ...admin, role: 'viewer' }, 50)?.permissions).toEqual(['read'])
  expect(actorOfToken(token, { ...admin, connections: [here] }, 50)?.connections).toEqual([here])
  expect(actorOfToken({ ...token, connections: [there] }, { ...admin, connections: [here] }, 50)?.connections).toEqual(
    [],
  )
  expect(actorOfToken(token, { ...admin, state: 'deactivated' }, 50)).toBeNull()
})

test('a token is nobody from the instant at which it expires, or was revoked', () => {
  expect(actorOfToken(token, admin, 99)).not.toBeNull()
  expect(actorOfToken(token, admin, 100)).toBeNull()
  expect(actorOfToken({ ...token, expiresAt: null }, admin, 10 ** 15)).not.toBeNull()
  expect(actorOfToken({ ...token, revokedAt: 10 }, admin, 50)).toBeNull()
})

test('nobody gives a reach that he does not have', () => {
  expect(covers('all', 'all')).toBe(true)
  expect(covers([here], 'all')).toBe(false)
  expect(covers([here], [here])).toBe(true)
  expect(covers([here], [here, there])).toBe(false)
})
