import { createSign } from 'node:crypto'
import { Connection } from 'jsforce'
import { expect } from 'vitest'
import type { Started } from '#sandbox/salesforce/test/start.ts'
import { START } from '#sandbox/salesforce/test/start.ts'

/** What an administrator does in Setup, over the control API. */
export async function setUp(org: Started, control: string, body: unknown): Promise<Record<string, unknown>> {
  const answer = await post(org, control, body)
  expect(answer.status).toBe(200)
  return (await answer.json()) as Record<string, unknown>
}

/** The reason for which a control refuses a body. */
export async function setUpRefusal(org: Started, control: string, body: unknown): Promise<string> {
  const answer = await post(org, control, body)
  expect(answer.status).toBe(400)
  return ((await answer.json()) as { error: string }).error
}

function post(org: Started, control: string, body: unknown): Promise<Response> {
  const headers = { 'content-type': 'application/json' }
  return fetch(`${org.url}/__sandbox/${control}`, { method: 'POST', headers, body: JSON.stringify(body) })
}

export interface Refused {
  readonly name: string
  readonly message: string
  readonly data: unknown
}

/** The error that the official client throws. */
export async function refused(call: PromiseLike<unknown>): Promise<Refused> {
  try {
    await call
  } catch (error) {
    const { name, message, data } = error as Refused
    return { name, message, data }
  }
  throw new Error('the call was not refused')
}

/** The code of each item of a collection's answer, `saved` for the good ones. */
export function codes(results: readonly { readonly success: boolean; readonly errors?: unknown }[]): string[] {
  return results.map((result) =>
    result.success ? 'saved' : ((result.errors as readonly { statusCode: string }[])[0]?.statusCode ?? '?'),
  )
}

/** The official client as another user of the org, signed in with a JWT bearer assertion. */
export async function connectAs(org: Started, username: string): Promise<Connection> {
  const { clientId = '', jwtPrivateKey = '' } = org.sandbox.credentials()
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const claims = { iss: clientId, sub: username, aud: 'https://login.salesforce.com', exp: START / 1000 + 180 }
  const unsigned = `${part({ alg: 'RS256' })}.${part(claims)}`
  const assertion = `${unsigned}.${createSign('RSA-SHA256').update(unsigned).sign(jwtPrivateKey, 'base64url')}`
  const conn = new Connection({ loginUrl: org.url, version: '68.0' })
  await conn.authorize({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion })
  return conn
}

/** A user of a profile; gives the id. */
export async function addUser(org: Started, username: string, profile = 'Standard User'): Promise<string> {
  const found = await org.admin.query<{ Id: string }>(`SELECT Id FROM Profile WHERE Name = '${profile}'`)
  const made = await org.admin.sobject('User').create({
    Username: username,
    Email: username,
    LastName: username.slice(0, username.indexOf('@')),
    Alias: username.slice(0, 5),
    ProfileId: found.records[0]?.Id,
    IsActive: true,
    TimeZoneSidKey: 'UTC',
    LocaleSidKey: 'en_US',
    EmailEncodingKey: 'UTF-8',
    LanguageLocaleKey: 'en_US',
  })
  return String(made.id)
}

/** A queue that holds the objects; gives the id. */
export async function addQueue(org: Started, name: string, ...objects: readonly string[]): Promise<string> {
  const queue = await org.admin.sobject('Group').create({ Name: name, Type: 'Queue' })
  for (const SobjectType of objects) await org.admin.sobject('QueueSobject').create({ QueueId: queue.id, SobjectType })
  return String(queue.id)
}

export async function valueOf(org: Started, object: string, id: string, field: string): Promise<unknown> {
  const row: Readonly<Record<string, unknown>> = await org.conn.sobject(object).retrieve(id)
  return row[field]
}
