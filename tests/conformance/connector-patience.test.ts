import { afterAll, beforeAll, expect, test } from 'vitest'
import { createHubSpotConnector } from '#connectors/hubspot/index.ts'
import { createSalesforceConnector } from '#connectors/salesforce/index.ts'
import { connectionId } from '#domain/ids.ts'
import type { Connector } from '#ports/connector.ts'
import { startSandbox, type RunningSandbox } from '#sandbox/index.ts'

/** Calls that never get an answer: the connector gives up, and does not pretend to know what became of them. */
const timing = { now: () => performance.now(), sleep: () => Promise.resolve(), answerWithinMs: 300 }
const CALLS = { hubspot: '/crm/objects/', salesforce: '/composite' } as const

let box: RunningSandbox
let connectors: Readonly<Record<'hubspot' | 'salesforce', Connector>>
beforeAll(async () => {
  box = await startSandbox()
  const { hubspot, salesforce } = box
  const text = (name: string): string => salesforce.credentials[name] ?? ''
  const base = { connectionId: connectionId('c'), clock: box.clock, timing }
  connectors = {
    hubspot: createHubSpotConnector({
      ...base,
      baseUrl: hubspot.url,
      token: hubspot.credentials['accessToken'] ?? '',
    }),
    salesforce: createSalesforceConnector({
      ...base,
      instanceUrl: salesforce.url,
      auth: { kind: 'client-credentials', clientId: text('clientId'), clientSecret: text('clientSecret') },
    }),
  }
})
afterAll(() => box.close())

/** One record of each, and an edit. */
const RECORD = {
  hubspot: {
    object: 'contacts',
    field: 'email',
    values: { email: 'late@buyers.example' },
    edit: { firstname: 'Late' },
  },
  salesforce: {
    object: 'Lead',
    field: 'Email',
    values: { LastName: 'Late', Company: 'Late', Email: 'late@buyers.example' },
    edit: { FirstName: 'Late' },
  },
} as const

test.each(['hubspot', 'salesforce'] as const)(
  '%s: a write that is never answered is an error to try again, whether it was carried out or not, and is sent once',
  async (side) => {
    const connector = connectors[side]
    const { object, values, edit } = RECORD[side]
    const [made] = await connector.write([{ kind: 'create', traceId: 'made', object, values }])
    const id = made?.ok === true ? made.id : ''
    const [field, value] = Object.entries(edit)[0] ?? ['', '']
    for (const when of ['before', 'after'] as const) {
      box[side].faults.add({ method: 'POST|PATCH', path: CALLS[side], timeout: true, when, times: 1 })
      const calls = connector.usage().calls
      const [outcome] = await connector.write([{ kind: 'update', traceId: when, object, id, values: edit }])
      expect(outcome, when).toMatchObject({ ok: false, error: { code: 'NETWORK', disposition: 'retry' } })
      expect(connector.usage().calls - calls, when).toBe(1)
      const [now] = await connector.read({ object, ids: [id], fields: [field] })
      expect(now?.values[field] ?? null, when).toBe(when === 'after' ? value : null)
    }
  },
)

test.each(['hubspot', 'salesforce'] as const)('%s: a read that is never answered is asked again', async (side) => {
  const { object, field } = RECORD[side]
  box[side].faults.add({ path: object, timeout: true, times: 1 })
  const found = await connectors[side].findBy({ object, field, values: ['late@buyers.example'], fields: [field] })
  expect(found).toHaveLength(1)
})
