import express, { type RequestHandler } from 'express'
import { expect, test } from 'vitest'
import { InvariantError } from '#domain/errors.ts'
import { mountRoutes, ROLES, type Route, type RouteDeps } from './route.ts'
import { allRoutes } from './routes/index.ts'

const noDeps = {} as RouteDeps
const letThrough = (): RequestHandler => (_req, _res, next) => next()
const mount = (routes: readonly Route[]) => mountRoutes(express(), routes, noDeps, letThrough)
const route = (role: string, path = '/api/secret') => ({ method: 'GET', path, role, handle: () => {} }) as Route

test('a route without a role, or with one that does not exist, cannot be registered', () => {
  const { role: _, ...withoutRole } = route('viewer')
  // @ts-expect-error a route without a role does not even compile
  expect(() => mount([withoutRole])).toThrow(InvariantError)
  expect(() => mount([route('')])).toThrow('route GET /api/secret has no role')
  expect(() => mount([route('everybody')])).toThrow(InvariantError)
  for (const role of ROLES) expect(() => mount([route(role)])).not.toThrow()
})

test('two routes cannot answer the same path, or one of them would never be asked', () => {
  expect(() => mount([route('viewer'), route('public')])).toThrow('declared twice')
})

test('only these paths are open to everybody', () => {
  const open = allRoutes({ staticDir: '/nowhere', webhooks: letThrough() }).filter((r) => r.role === 'public')
  expect(open.map((r) => `${r.method} ${r.path}`)).toEqual([
    'USE /webhooks',
    'GET /healthz',
    'GET /readyz',
    'GET /open',
    'USE /',
  ])
})
