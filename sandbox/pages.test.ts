import { once } from 'node:events'
import { connect } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { builtInCompany } from './company/built-in.ts'
import { startSandbox } from './index.ts'
import type { RunningSandbox } from './index.ts'

let box: RunningSandbox
afterEach(() => box.close())

const open = async (url: string) => {
  const response = await fetch(url)
  return { status: response.status, html: await response.text() }
}
const firstLink = (html: string, path: RegExp): string => path.exec(html)?.[0] ?? ''

it('shows a contact with its properties, their last change and its associations, and none of it counts as an API call', async () => {
  box = await startSandbox({ company: builtInCompany(Date.UTC(2026, 10, 21)) })
  const { url } = box.hubspot
  expect((await open(url)).html).toContain('contacts')
  const list = await open(`${url}/contacts/148200317/objects/0-1/views/all/list?q=a`)
  const href = firstLink(list.html, /\/contacts\/\d+\/record\/0-1\/\d+/)
  const record = await open(url + href)
  expect(record.status).toBe(200)
  for (const part of ['lifecyclestage', 'Properties', 'Associations', 'IMPORT']) expect(record.html).toContain(part)
  expect((await open(`${url}/contacts/148200317/record/0-1/1`)).status).toBe(404)
  expect(box.counters().hubspot.total).toBe(0)
})

it('shows a lead with its fields and what refers to it, at the addresses of Lightning and by its id', async () => {
  box = await startSandbox({ company: builtInCompany(Date.UTC(2026, 10, 21)) })
  const { url } = box.salesforce
  const list = await open(`${url}/lightning/o/Lead/list`)
  const href = firstLink(list.html, /\/lightning\/r\/Lead\/\w{18}\/view/)
  const record = await open(url + href)
  expect(record.status).toBe(200)
  for (const part of ['Company', 'OwnerId', 'Fields']) expect(record.html).toContain(part)
  const id = href.split('/')[4] ?? ''
  expect((await open(`${url}/${id.slice(0, 15)}`)).html).toBe(record.html)
  expect(box.counters().salesforce.total).toBe(0)
})

it('shows values of records as text, whatever they hold', async () => {
  box = await startSandbox()
  const { url, credentials } = box.hubspot
  const made = await fetch(`${url}/crm/v3/objects/contacts`, {
    method: 'POST',
    headers: { authorization: `Bearer ${credentials['accessToken'] ?? ''}`, 'content-type': 'application/json' },
    body: JSON.stringify({ properties: { firstname: '<script>alert(1)</script>', email: 'x@example.com' } }),
  })
  const { id } = (await made.json()) as { id: string }
  const { html } = await open(`${url}/contacts/148200317/record/0-1/${id}`)
  expect(html).toContain('&lt;script&gt;')
  expect(html).not.toContain('<script')
})

it('answers 400 where the Host header makes no address, on pages and in the API, and goes on', async () => {
  box = await startSandbox()
  for (const [url, path] of [
    [box.hubspot.url, '/'],
    [box.salesforce.url, '/'],
    [box.salesforce.url, '/services/data'],
  ] as const) {
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    socket.end(`GET ${path} HTTP/1.1\r\nHost: x:99999\r\nConnection: close\r\n\r\n`)
    const [answer] = (await once(socket, 'data')) as [Buffer]
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 400 /)
    expect((await open(`${url}/`)).status).toBe(200)
  }
})
