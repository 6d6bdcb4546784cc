import { afterEach, beforeEach, expect, test } from 'vitest'
import type { RunningSandbox } from '../index.ts'
import { startSandbox } from '../index.ts'
import { builtInCompany } from './built-in.ts'
import { findBuyers } from './play/buyers.ts'
import { connectSalesforce } from './play/salesforce-client.ts'
import type { SalesforceClient } from './play/salesforce-client.ts'
import type { SalesPlay } from './play-sales.ts'
import { ONE_ROLE_ONLY, playTrouble } from './play-trouble.ts'

const company = builtInCompany(Date.UTC(2026, 10, 20, 15))
const waiting = company.replay.filter(({ outcome }) => outcome === 'untouched').map(({ email }) => email)

let box: RunningSandbox
let play: SalesPlay
let salesforce: SalesforceClient

beforeEach(async () => {
  box = await startSandbox({ company })
  const { clientId = '', clientSecret = '' } = box.salesforce.credentials
  play = {
    company,
    salesforce: { url: box.salesforce.url, clientId, clientSecret },
    hubspot: { url: box.hubspot.url, token: box.hubspot.credentials['personToken'] ?? '' },
  }
  salesforce = await connectSalesforce(play.salesforce)
  // Those who were handed over, and nobody has answered.
  const known = new Set((await findBuyers(salesforce, waiting)).keys())
  await salesforce.create(
    'Lead',
    waiting.filter((email) => !known.has(email)).map((Email) => ({ LastName: Email, Company: 'Somewhere', Email })),
  )
})
afterEach(() => box.close())

const setUp = (rule: object) =>
  fetch(`${box.salesforce.url}/__sandbox/validation-rules`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(rule),
  })
const inHubspot = async (email: string): Promise<Record<string, string>> => {
  const path = `/crm/v3/objects/contacts/${encodeURIComponent(email)}?idProperty=email&properties=jobtitle,phone`
  const answer = await fetch(box.hubspot.url + path, { headers: { authorization: `Bearer ${play.hubspot.token}` } })
  return ((await answer.json()) as { properties: Record<string, string> }).properties
}

test('three titles are there that the new rule refuses, and two phone numbers differ, of people who wait for an answer', async () => {
  await setUp(ONE_ROLE_ONLY)
  const plan = await playTrouble(play)
  const [refused, disagreed, twice] = [plan.titled, plan.called, plan.twice].map((some) =>
    some.map(({ email }) => email),
  )
  if (refused === undefined || disagreed === undefined || twice === undefined) throw new Error('nobody was chosen')
  expect([refused.length, disagreed.length, twice.length]).toEqual([3, 2, 1])
  const all = [...refused, ...disagreed, ...twice]
  expect(new Set(all).size).toBe(6)
  expect(waiting).toEqual(expect.arrayContaining(all))
  for (const email of refused) {
    const { jobtitle: title = '' } = await inHubspot(email)
    const [lead] = await salesforce.queryIn('SELECT Id FROM Lead WHERE Email IN ({list})', [email])
    await expect(salesforce.update('Lead', [{ Id: lead?.['Id'], Title: title }])).rejects.toThrow(ONE_ROLE_ONLY.message)
    await salesforce.update('Lead', [{ Id: lead?.['Id'], Title: title.split(';')[0] }])
  }
  for (const email of disagreed) {
    const [lead] = await salesforce.queryIn('SELECT Phone FROM Lead WHERE Email IN ({list})', [email])
    const { phone } = await inHubspot(email)
    const before = company.contacts.find((contact) => contact.email === email)?.phone
    expect(new Set([phone, lead?.['Phone'], before]).size).toBe(3)
  }
  const known = company.contacts.find(({ email }) => email === twice[0])
  const leads = await salesforce.queryIn('SELECT Email, LastName FROM Lead WHERE LastName IN ({list})', [
    known?.lastName ?? '',
  ])
  expect(leads.map((lead) => lead['LastName'])).toContain(known?.lastName)
  expect(leads.map((lead) => lead['Email'])).not.toContain(known?.email)
})

test('a second time it is the same people and the same values', async () => {
  const first = await playTrouble(play)
  const titlesNow = () => Promise.all(first.titled.map(({ email }) => inHubspot(email)))
  const titles = await titlesNow()
  const leads = await salesforce.query('SELECT Id FROM Lead')
  expect(await playTrouble(play)).toEqual(first)
  expect(await salesforce.query('SELECT Id FROM Lead')).toHaveLength(leads.length)
  expect(await titlesNow()).toEqual(titles)
})
