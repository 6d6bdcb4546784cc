import { describe, expect, test } from 'vitest'
import { pathOf } from './contract/contract.ts'
import { openApiOf } from './openapi.ts'
import { API_ROUTES } from './routes/index.ts'

const document = JSON.parse(JSON.stringify(openApiOf(API_ROUTES))) as Record<string, never>
type Node = Record<string, unknown>
const paths = document['paths'] as unknown as Record<string, Record<string, Node>>
const operations = Object.entries(paths).flatMap(([path, of]) =>
  Object.entries(of).map(([method, operation]) => ({ path, method, operation })),
)

/** Every object in it, with where it is. */
function* nodesOf(node: unknown, at: string): Generator<readonly [string, Node]> {
  if (Array.isArray(node)) for (const [i, child] of node.entries()) yield* nodesOf(child, `${at}/${i}`)
  else if (typeof node === 'object' && node !== null) {
    yield [at, node as Node]
    for (const [name, child] of Object.entries(node)) yield* nodesOf(child, `${at}/${name}`)
  }
}

describe('the document', () => {
  test('is of OpenAPI 3.1 and has what it must have', () => {
    expect(document['openapi']).toBe('3.1.0')
    expect(document['info']).toMatchObject({ title: 'Tandem', version: expect.stringMatching(/^\d+\.\d+\.\d+$/) })
    expect(Object.keys((document['components'] as unknown as Node)['securitySchemes'] as Node)).toEqual([
      'session',
      'token',
    ])
  })

  test.each(API_ROUTES.map(({ contract }) => [contract.name, contract] as const))('holds %s', (_name, contract) => {
    const path = pathOf(contract).replaceAll(/:(\w+)/g, '{$1}')
    const operation = paths[path]?.[contract.method.toLowerCase()]
    expect(operation).toMatchObject({
      operationId: contract.name,
      summary: contract.summary,
      tags: [contract.tag],
      'x-permission': contract.access,
    })
    expect(operation?.['x-audit']).toBe(contract.audit ?? undefined)
    const parameters = (operation?.['parameters'] ?? []) as readonly Node[]
    const inPath = parameters.filter((one) => one['in'] === 'path').map((one) => one['name'])
    expect(new Set(inPath)).toEqual(new Set([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)))
    expect('requestBody' in (operation ?? {})).toBe(contract.body.def.type !== 'undefined')
  })

  test('names every operation once, and each says how it fails', () => {
    const ids = operations.map(({ operation }) => operation['operationId'])
    expect(new Set(ids).size).toBe(ids.length)
    for (const { operation } of operations) {
      const responses = operation['responses'] as Record<string, Node>
      expect(Object.keys(responses).some((status) => status.startsWith('2'))).toBe(true)
      expect(responses['400']?.['content']).toHaveProperty(['application/problem+json'])
      for (const response of Object.values(responses)) expect(response['description']).toEqual(expect.any(String))
    }
  })

  test('refers to nothing that is not there, and path parameters are required', () => {
    for (const [at, node] of nodesOf(document, '#')) {
      const reference = node['$ref']
      if (typeof reference === 'string') {
        const found = reference
          .replace(/^#\//, '')
          .split('/')
          .reduce<unknown>((of, part) => (of as Node | undefined)?.[part], document)
        expect(found, `${at} -> ${reference}`).toBeDefined()
      }
      if (node['in'] === 'path') expect(node['required'], at).toBe(true)
    }
  })
})

test('names the cookie on both kinds of address, and no key where the body holds a password', () => {
  const { components, paths } = openApiOf(API_ROUTES)
  expect(JSON.stringify(components?.securitySchemes)).toMatch(/"tandem_session".*__Host-tandem_session/)
  expect(JSON.stringify(paths?.['/api/profile/password'])).not.toContain('Idempotency-Key')
  expect(JSON.stringify(paths?.['/api/profile'])).toContain('Idempotency-Key')
})
