import { describe, expect, test } from 'vitest'
import { curlOf, entriesByTag, exampleOf, typeWords, type Entry, type OpenApi } from './document.ts'

const entry = (over: Partial<Entry>): Entry => ({
  operationId: 'x',
  tags: ['Jobs'],
  summary: '',
  responses: {},
  'x-permission': 'operate',
  method: 'POST',
  path: '/api/connections/{connection}/jobs/{name}/run',
  ...over,
})

describe('the reference', () => {
  test('says types in words', () => {
    expect(typeWords({ type: ['string', 'null'] })).toBe('string | null')
    expect(typeWords({ type: 'array', items: { $ref: '#/components/schemas/Lead' } })).toBe('list of Lead')
    expect(typeWords({ enum: ['a', 'b'] })).toBe('"a" | "b"')
  })

  test('makes an example of what is required, through references', () => {
    const schemas = { Choice: { type: 'object', properties: { kind: { const: 'side' } }, required: ['kind'] } }
    const body = {
      type: 'object',
      properties: { choice: { $ref: '#/components/schemas/Choice' }, note: { type: 'string' } },
      required: ['choice'],
    }
    expect(exampleOf(body, schemas, 0)).toEqual({ choice: { kind: 'side' } })
  })

  test('shows a call that can be copied', () => {
    expect(curlOf(entry({}), 'https://t.example', 'acme', {})).toBe(
      "curl -X POST 'https://t.example/api/connections/acme/jobs/<name>/run' \\\n  -H 'Authorization: Bearer <token>' \\\n  -H 'Idempotency-Key: <a unique text>'",
    )
  })

  test('leaves out tags without operations', () => {
    const { method: _method, path, ...operation } = entry({})
    const document = { tags: [{ name: 'Leads' }, { name: 'Jobs' }], paths: { [path]: { post: operation } } }
    expect(entriesByTag(document as unknown as OpenApi).map(([tag]) => tag)).toEqual(['Jobs'])
  })
})
