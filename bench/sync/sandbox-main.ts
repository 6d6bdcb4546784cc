import { startSandbox } from '#sandbox/index.ts'
import type { RunningSandbox } from '#sandbox/index.ts'
import type { Snapshot } from '#sandbox/core/types.ts'
import { provisionAccounts } from '#app/provision-accounts.ts'
import { provisioners } from '../../src/compose.ts'
import { answerParent } from './child.ts'
import { companyOf, emailOf } from './company.ts'
import type { People } from './company.ts'
import { accessOf } from './settings.ts'
import type { Platforms } from './settings.ts'

/** Both local CRMs in a process of their own, with what a benchmark does to them. */
let box: RunningSandbox | undefined
let empty: { readonly hubspot: Snapshot; readonly salesforce: Snapshot } | undefined

const running = (): RunningSandbox => {
  if (box === undefined) throw new Error('start first')
  return box
}

const platforms = (): Platforms => {
  const { hubspot, salesforce } = running()
  return {
    hubspot: { url: hubspot.url, credentials: { ...hubspot.credentials } },
    salesforce: { url: salesforce.url, credentials: { ...salesforce.credentials } },
  }
}

/** A person's edits in HubSpot: batches of 100 with the token of a user. */
async function editContacts({ ids, properties }: { ids: readonly string[]; properties: Record<string, string> }) {
  const { url, credentials } = running().hubspot
  for (let at = 0; at < ids.length; at += 100) {
    const inputs = ids.slice(at, at + 100).map((id) => ({ id, properties }))
    await post(`${url}/crm/v3/objects/contacts/batch/update`, credentials['personToken'] ?? '', { inputs })
  }
}

/** A person's edits in Salesforce. On a page nothing is assigned anew; by REST an edit would give the lead to its default owner. */
async function editLeads({ ids, values }: { ids: readonly string[]; values: Record<string, string> }) {
  const { url, credentials } = running().salesforce
  for (let at = 0; at < ids.length; at += 200) {
    const records = ids.slice(at, at + 200).map((id) => ({ attributes: { type: 'Lead' }, id, ...values }))
    const body = { allOrNone: true, records }
    await post(`${url}/services/data/v68.0/composite/sobjects`, credentials['adminAccessToken'] ?? '', body, 'PATCH')
  }
}

async function post(url: string, token: string, body: unknown, method: 'POST' | 'PATCH' = 'POST'): Promise<unknown> {
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    'sforce-auto-assign': 'FALSE',
  }
  const response = await fetch(url, { method, headers, body: JSON.stringify(body) })
  if (!response.ok) throw new Error(`${url}: ${response.status} ${(await response.text()).slice(0, 300)}`)
  return response.json()
}

/** Ids of the first people in both CRMs, by their number. */
async function idsOf({ from, count }: { from: number; count: number }) {
  const { hubspot, salesforce } = platforms()
  const contacts: string[] = []
  const leads: string[] = []
  for (let at = from; at < from + count; at += 100) {
    const emails = Array.from({ length: Math.min(100, from + count - at) }, (_, i) => emailOf(at + i))
    const inputs = emails.map((id) => ({ id }))
    const found = (await post(
      `${hubspot.url}/crm/v3/objects/contacts/batch/read`,
      hubspot.credentials['personToken'] ?? '',
      { inputs, idProperty: 'email', properties: ['email'], propertiesWithHistory: [] },
    )) as { results: { id: string }[] }
    contacts.push(...found.results.map(({ id }) => id))
    const soql = `SELECT Id FROM Lead WHERE Email IN (${emails.map((email) => `'${email}'`).join(',')})`
    const response = await fetch(`${salesforce.url}/services/data/v68.0/query?q=${encodeURIComponent(soql)}`, {
      headers: { authorization: `Bearer ${salesforce.credentials['adminAccessToken'] ?? ''}` },
    })
    const { records } = (await response.json()) as { records: { Id: string }[] }
    leads.push(...records.map(({ Id }) => Id))
  }
  return { contacts, leads }
}

async function control(side: 'hubspot' | 'salesforce', path: string, body: unknown): Promise<void> {
  const response = await fetch(`${running()[side].url}/__sandbox/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`control ${path}: ${response.status} ${await response.text()}`)
}

answerParent({
  start: async () => {
    box = await startSandbox()
    // The administrator stands for the sales team, so he sees the fields that the integration user sees.
    const seeing = [box.salesforce.credentials['adminUsername'] ?? '']
    await provisionAccounts(provisioners(accessOf(platforms()), box.clock, seeing), 'apply')
    empty = { hubspot: box.hubspot.sandbox.snapshot(), salesforce: box.salesforce.sandbox.snapshot() }
    return platforms()
  },
  /** Both CRMs as they were at the start, with these people in them. */
  seed: (people: People) => {
    if (empty === undefined || people.from === undefined) {
      for (const name of ['hubspot', 'salesforce'] as const)
        if (empty !== undefined) running()[name].sandbox.restore(empty[name])
    }
    const company = companyOf(people, running().clock.now())
    for (const name of ['hubspot', 'salesforce'] as const) running()[name].sandbox.seed(company)
  },
  counts: () => running().counters(),
  enforce: async ({ enforced }: { enforced: boolean }) => control('hubspot', 'limits', { enforced }),
  latency: ({ ms }: { ms: number }) => {
    for (const side of ['hubspot', 'salesforce'] as const) {
      running()[side].faults.clear()
      if (ms > 0) running()[side].faults.add({ latencyMs: ms })
    }
  },
  advance: ({ ms }: { ms: number }) => running().clock.advance(ms),
  control: ({ side, path, body }: { side: 'hubspot' | 'salesforce'; path: string; body: unknown }) =>
    control(side, path, body),
  /** Webhooks on their way: events that wait to be sent, and deliveries that were not taken yet. */
  webhooksWaiting: async () => {
    const response = await fetch(`${running().hubspot.url}/__sandbox/webhooks`)
    const shown = (await response.json()) as { waiting: unknown[]; deliveries: { outcome: string }[] }
    return shown.waiting.length + shown.deliveries.filter(({ outcome }) => outcome === 'waiting').length
  },
  idsOf,
  editContacts,
  editLeads,
  memory: () => Math.round(process.memoryUsage().rss / 2 ** 20),
})
