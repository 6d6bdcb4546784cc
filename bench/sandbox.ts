import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Client } from '@hubspot/api-client'
import { Connection } from 'jsforce'
import type { CompanyData } from '#sandbox/company/types.ts'
import { startSandbox } from '#sandbox/index.ts'
import type { Benchmark } from './index.ts'

/** Whether the sandboxes keep out of the way of what is measured through them: loading, and the calls of a sync at full size. */
export const sandboxBenchmark: Benchmark = async (progress) => {
  const people = 100_000
  const company = companyOf(people)
  const before = process.memoryUsage().rss
  const box = await startSandbox()
  const load = {
    hubspotMs: await timed(() => box.hubspot.sandbox.seed(company)),
    salesforceMs: await timed(() => box.salesforce.sandbox.seed(company)),
  }
  progress(`loaded ${people} contacts in ${load.hubspotMs} ms and as many leads in ${load.salesforceMs} ms`)
  const hubspot = new Client({ accessToken: box.hubspot.credentials['accessToken'] ?? '', basePath: box.hubspot.url })
  const org = new Connection({
    instanceUrl: box.salesforce.url,
    accessToken: box.salesforce.credentials['accessToken'] ?? '',
    version: '68.0',
  })
  const calls = { ...(await hubspotCalls(hubspot, progress)), ...(await salesforceCalls(org, progress)) }
  const rssMb = Math.round((process.memoryUsage().rss - before) / 2 ** 20)
  await box.close()
  const bareMs = await bareCall()
  return {
    people,
    load,
    rssMb,
    bareCallMs: bareMs,
    calls: Object.fromEntries(
      Object.entries(calls).map(([name, spans]) => [name, { ...spans, timesABareCall: round(spans.p50Ms / bareMs) }]),
    ),
  }
}

interface Spans {
  readonly p50Ms: number
  readonly p95Ms: number
}

const ROUNDS = 40

async function hubspotCalls(hubspot: Client, progress: (line: string) => void): Promise<Record<string, Spans>> {
  const emails = (round: number) =>
    Array.from({ length: 100 }, (_, at) => ({ id: emailOf((round * 2_311 + at * 997) % 100_000) }))
  const found = await hubspot.crm.contacts.batchApi.read({
    inputs: emails(0),
    idProperty: 'email',
    properties: PROPERTIES,
    propertiesWithHistory: [],
  })
  const ids = found.results.map(({ id }) => id)
  const read = await spansOf(() =>
    hubspot.crm.contacts.batchApi.read({
      inputs: ids.map((id) => ({ id })),
      properties: PROPERTIES,
      propertiesWithHistory: [],
    }),
  )
  const update = await spansOf((round) =>
    hubspot.crm.contacts.batchApi.update({
      inputs: ids.map((id) => ({ id, objectWriteTraceId: id, properties: { jobtitle: `Title ${round}` } })),
    }),
  )
  const search = await spansOf((round) =>
    hubspot.crm.contacts.searchApi.doSearch({
      filterGroups: [
        { filters: [{ propertyName: 'hs_object_id', operator: 'GT' as never, value: ids[round % ids.length] ?? '0' }] },
      ],
      sorts: ['hs_object_id'],
      properties: PROPERTIES,
      limit: 200,
      after: '0',
    }),
  )
  progress(
    `HubSpot: batch read of 100 in ${read.p50Ms} ms, batch update in ${update.p50Ms} ms, search in ${search.p50Ms} ms`,
  )
  return { hubspotBatchRead100: read, hubspotBatchUpdate100: update, hubspotSearch200: search }
}

async function salesforceCalls(org: Connection, progress: (line: string) => void): Promise<Record<string, Spans>> {
  const first = await org.query<{ Id: string }>('SELECT Id FROM Lead ORDER BY Id LIMIT 200')
  const ids = first.records.map(({ Id }) => Id)
  const read = await spansOf(() => org.sobject('Lead').retrieve(ids))
  const update = await spansOf((round) =>
    org.sobject('Lead').update(ids.map((Id) => ({ Id, Title: `Title ${round}` }))),
  )
  const query = await spansOf(async () =>
    org.query('SELECT Id, Email, Status, SystemModstamp FROM Lead ORDER BY SystemModstamp, Id LIMIT 2000'),
  )
  progress(
    `Salesforce: 200 read in ${read.p50Ms} ms, updated in ${update.p50Ms} ms, 2,000 queried in ${query.p50Ms} ms`,
  )
  return { salesforceRead200: read, salesforceUpdate200: update, salesforceQuery2000: query }
}

/** The same round trip with nothing behind it: 40 KB over loopback HTTP, read and parsed. */
async function bareCall(): Promise<number> {
  const body = JSON.stringify(Array.from({ length: 100 }, (_, at) => ({ id: String(at), text: 'x'.repeat(380) })))
  const server = createServer((request, response) => {
    request.resume().once('end', () => response.setHeader('content-type', 'application/json').end(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const { p50Ms } = await spansOf(async () => (await fetch(url, { method: 'POST', body })).json())
  server.close()
  server.closeAllConnections()
  return p50Ms
}

async function spansOf(call: (round: number) => Promise<unknown>): Promise<Spans> {
  await call(0)
  const spans: number[] = []
  for (let at = 1; at <= ROUNDS; at += 1) {
    const from = performance.now()
    await call(at)
    spans.push(performance.now() - from)
  }
  spans.sort((a, b) => a - b)
  const at = (share: number) => round(spans[Math.floor(share * (spans.length - 1))] ?? 0)
  return { p50Ms: at(0.5), p95Ms: at(0.95) }
}

async function timed(work: () => void): Promise<number> {
  const from = performance.now()
  work()
  return Math.round(performance.now() - from)
}

const round = (value: number): number => Math.round(value * 10) / 10
const emailOf = (at: number): string => `person.${at}@company${at % 5_000}.example`
const PROPERTIES = ['email', 'firstname', 'lastname', 'lifecyclestage', 'jobtitle', 'company', 'hs_analytics_source']

function companyOf(people: number): CompanyData {
  const createdAt = Date.UTC(2026, 0, 1)
  const at = Array.from({ length: people }, (_, index) => index)
  return {
    name: `${people} people`,
    currency: 'USD',
    owners: [{ email: 'rep@company.example', name: 'Rita Rep', role: 'rep', managerEmail: null, region: null }],
    companies: [],
    campaigns: [],
    contacts: at.map((n) => ({
      email: emailOf(n),
      firstName: `First${n}`,
      lastName: `Last${n}`,
      phone: null,
      jobTitle: 'Buyer',
      company: `Company ${n % 5_000}`,
      companyDomain: null,
      country: 'United States',
      marketable: true,
      lifecycleStage: 'lead',
      createdAt: createdAt + n * 1_000,
      becameMqlAt: null,
      campaign: null,
      source: 'PAID_SEARCH',
    })),
    existingLeads: at.map((n) => ({
      email: emailOf(n),
      firstName: `First${n}`,
      lastName: `Last${n}`,
      company: `Company ${n % 5_000}`,
      status: 'Open - Not Contacted',
      ownerEmail: 'rep@company.example',
    })),
    existingContacts: [],
    replay: [],
  }
}
