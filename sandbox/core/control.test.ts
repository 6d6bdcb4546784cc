import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { startSandbox } from '../index.ts'
import type { RunningSandbox } from '../index.ts'

let box: RunningSandbox
beforeAll(async () => {
  box = await startSandbox()
})
afterAll(() => box.close())

const page = readFileSync(join(import.meta.dirname, '../../docs/sandbox.md'), 'utf8')

/** Controls in the sections of the documentation that are about a CRM. */
function documented(crm: 'hubspot' | 'salesforce'): readonly string[] {
  const sections = page.split(/^(?=##)/m)
  const title = crm === 'hubspot' ? '### HubSpot' : '### Salesforce'
  const own = sections.filter((section) => section.startsWith('### Both') || section.startsWith(title))
  return own.flatMap((section) => section.match(/\/__sandbox\/[-a-z]+(?:\/\{id\})?/g) ?? [])
}

async function call(
  crm: 'hubspot' | 'salesforce',
  method: string,
  path: string,
  body?: string,
  type = 'application/json',
) {
  const response = await fetch(`${box[crm].url}/__sandbox${path}`, {
    method,
    ...(body === undefined ? {} : { body, headers: { 'content-type': type } }),
  })
  return { status: response.status, json: (await response.json()) as Record<string, unknown> }
}

const post = (crm: 'hubspot' | 'salesforce', path: string, body: unknown) =>
  call(crm, 'POST', path, JSON.stringify(body))

async function listed(crm: 'hubspot' | 'salesforce') {
  const { json } = await call(crm, 'GET', '')
  return json as { crm: string; controls: { call: string; takes: string }[] }
}

describe.each(['hubspot', 'salesforce'] as const)('the controls of %s', (crm) => {
  it('are listed with a line each on what they take, and all are told of in the documentation', async () => {
    const { crm: name, controls } = await listed(crm)
    expect(name).toBe(crm)
    expect(controls).toContainEqual({
      call: 'GET|POST /__sandbox/clock',
      takes: '{freezeAt: instant or ms}, {advanceMs} or {release: true}; one clock for both CRMs',
    })
    for (const { call: listedCall, takes } of controls) {
      expect(takes).toMatch(/^[^\n]{10,}$/)
      expect(documented(crm)).toContain(listedCall.split(' ')[1])
    }
    for (const own of Object.keys(box[crm].sandbox.controls ?? {}))
      expect(controls.map((each) => each.call)).toContain(`GET|POST /__sandbox/${own}`)
  })

  it('answer GET', async () => {
    for (const own of Object.keys(box[crm].sandbox.controls ?? {}))
      expect((await call(crm, 'GET', `/${own}`)).status).toBe(200)
  })

  it('name a key that is misspelt, and change nothing', async () => {
    const before = JSON.stringify(box[crm].sandbox.snapshot())
    const { controls } = await listed(crm)
    const taking = controls.filter(({ call: each, takes }) => each.includes('POST') && !takes.startsWith('nothing'))
    const paths = taking.map(({ call: each }) => each.split('/__sandbox')[1] ?? '').filter((path) => path !== '/notes')
    expect(paths.length).toBeGreaterThan(9)
    for (const path of paths) {
      const { status, json } = await post(crm, path, { mispelt: 1 })
      expect([path, status, json['error']]).toEqual([path, 400, expect.stringContaining('has no "mispelt": it has ')])
    }
    expect(JSON.stringify(box[crm].sandbox.snapshot())).toBe(before)
  })

  it('tell what is wrong with a body, whatever it is', async () => {
    const form = await call(crm, 'POST', '/clock', 'advanceMs=1', 'application/x-www-form-urlencoded')
    expect(form).toEqual({
      status: 400,
      json: { error: 'the body must be JSON and have the header Content-Type: application/json' },
    })
    for (const [path, body, reason] of [
      ['/clock', '{"advanceMs":', 'the body is no JSON: '],
      ['/clock', '{}', 'one of release, freezeAt, advanceMs is expected'],
      ['/clock', '{"advanceMs":"1"}', 'advanceMs must be a number'],
      ['/snapshot', '{}', 'one of file is expected'],
      [
        '/restore',
        '{"snapshot":{}}',
        `this is no snapshot of a ${crm === 'hubspot' ? 'HubSpot portal' : 'Salesforce org'}`,
      ],
      ['/restore', '{"snapshot":[]}', 'snapshot must be a JSON object'],
      ['/seed', '{"company":{"name":"A","currency":"EUR"}}', 'company.owners must be a list'],
      [
        '/faults',
        '{"path":"/contacts"}',
        'a fault does something: it has one of status, latencyMs, timeout, drop, partial',
      ],
      ['/faults', '{"toString":1}', 'a fault has no "toString"'],
    ] as const) {
      const { status, json } = await call(crm, 'POST', path, body)
      expect([status, json['error']]).toEqual([400, expect.stringContaining(reason)])
    }
    expect((await call(crm, 'DELETE', '/faults/7')).json).toEqual({ error: 'there is no fault 7' })
    expect(await post(crm, '/nothing', {})).toEqual({
      status: 404,
      json: { error: `there is no control POST /__sandbox/nothing: GET /__sandbox lists those of ${crm}` },
    })
  })
})

it('shows what a portal was started with, without what lets a caller in', async () => {
  const { json } = await call('hubspot', 'GET', '/settings')
  expect(json).toMatchObject({ portalId: 148_200_317, timeZone: 'UTC', webhookTimeoutMs: 5_000 })
  const { accessToken = '', clientSecret = '' } = box.hubspot.credentials
  for (const secret of [accessToken, clientSecret]) expect(JSON.stringify(json)).not.toContain(secret)
})

it('adds fields to an object of Salesforce that is there, for tasks and events through Activity, all or none', async () => {
  const { url, credentials } = box.salesforce
  const described = async (object: string) => {
    const answer = await fetch(`${url}/services/data/v68.0/sobjects/${object}/describe`, {
      headers: { authorization: `Bearer ${credentials['accessToken'] ?? ''}` },
    })
    const { fields } = (await answer.json()) as { fields: { name: string; updateable: boolean }[] }
    return fields.filter(({ name }) => name.endsWith('__c')).map(({ name, updateable }) => [name, updateable])
  }
  const key = { name: 'Key__c', type: 'Text', length: 40, externalId: true, unique: true }
  expect((await post('salesforce', '/objects', [{ name: 'Lead', fields: [key] }])).status).toBe(200)
  expect((await post('salesforce', '/objects', { name: 'Activity', fields: [key] })).status).toBe(200)
  for (const object of ['Lead', 'Task', 'Event']) expect(await described(object)).toEqual([['Key__c', true]])
  const refused = await post('salesforce', '/objects', {
    name: 'Contact',
    fields: [key, { name: 'Bad__c', type: 'Nonsense' }],
  })
  expect(refused.status).toBe(400)
  expect(await described('Contact')).toEqual([])
  expect((await post('salesforce', '/objects', { name: 'Lead' })).json).toEqual({
    error: 'Lead is there: fields to add are expected',
  })
})
