import { describe, expect, it } from 'vitest'
import { captureSide } from '#app/capture-changes.ts'
import { CONTACTS } from '#app/scope.ts'
import type { Scope } from '#app/scope.ts'
import { workInbox } from '#app/work-inbox.ts'
import { SIDES } from '#domain/ids.ts'
import type { WriteOperation } from '#ports/connector/writes.ts'
import { company, HOUR, MINUTE, mql } from '#support/company.ts'
import { quiesce, useWorld } from '#support/world.ts'

const world = useWorld()
const MANY = 1_000
/** Longer than a search index lags and a transaction is open. */
const LATER = 2 * MINUTE

/** One look at both sides, and what it brought worked off. */
async function round(scope: Scope): Promise<void> {
  for (const side of SIDES) await captureSide(scope, side)
  await workInbox(scope, 'test')
}

/** Schemas are read anew every ten minutes, whatever happens: that is no part of a backlog's price. */
const callsOf = ({ hubspot, salesforce }: Scope): number =>
  [hubspot, salesforce]
    .flatMap((connector) => Object.entries(connector.usage().byEndpoint))
    .reduce((sum, [endpoint, calls]) => sum + (/describe|\/properties/.test(endpoint) ? 0 : calls), 0)

/** Calls until nothing is news any more, the echoes of our own writes included, looks that brought nothing left out. */
async function callsUntilQuiet(scope: Scope): Promise<number> {
  const { box } = world()
  const before = callsOf(scope)
  await round(scope)
  for (const wait of [LATER, LATER]) {
    box.clock.advance(wait)
    await round(scope)
  }
  const spent = callsOf(scope) - before
  const idle = callsOf(scope)
  box.clock.advance(LATER)
  await round(scope)
  const each = callsOf(scope) - idle
  return spent - 3 * each
}

/** Counts what Tandem writes from here on. */
function watched(scope: Scope): { readonly scope: Scope; readonly written: WriteOperation[] } {
  const written: WriteOperation[] = []
  const watch = <C extends Scope['hubspot'] | Scope['salesforce']>(connector: C): C => ({
    ...connector,
    write: async (operations: readonly WriteOperation[]) => {
      written.push(...operations)
      return connector.write(operations)
    },
  })
  return { scope: { ...scope, hubspot: watch(scope.hubspot), salesforce: watch(scope.salesforce) }, written }
}

const people = (prefix: string) => Array.from({ length: MANY }, (_, n) => mql(`${prefix}${n}`))
const addresses = Array.from({ length: MANY }, (_, n) => `kim${n}@buyers.example`)

async function editInHubspot(phone: string): Promise<readonly string[]> {
  const { marketing } = world()
  const ids: string[] = []
  for (let start = 0; start < MANY; start += 100) {
    const inputs = addresses.slice(start, start + 100).map((id) => ({ id, idProperty: 'email', properties: { phone } }))
    const { results } = (await marketing.call('POST', 'objects/contacts/batch/update', { inputs })) as {
      results: readonly { readonly id: string }[]
    }
    ids.push(...results.map((result) => result.id))
  }
  return ids
}

async function editInSalesforce(title: string): Promise<void> {
  const { sales } = world()
  const leads = await sales.query("SELECT Id FROM Lead WHERE Email LIKE 'kim%'")
  expect(leads).toHaveLength(MANY)
  for (const lead of leads) await sales.update('Lead', lead['Id'], { Title: title })
}

describe('a backlog of a thousand', () => {
  it('costs few calls, and no call at all for what Tandem wrote itself', async () => {
    const { begin, arrive, box, sales } = world()
    const scope = await begin(company({ contacts: [mql('first')] }))
    await quiesce(scope, box)

    arrive(people('kim'))
    box.clock.advance(LATER)
    expect(await callsUntilQuiet(scope)).toBeLessThanOrEqual(45)
    expect(await sales.query("SELECT Id FROM Task WHERE Tandem_Key__c LIKE '%:task:1'")).toHaveLength(MANY + 1)

    await editInHubspot('+1 555 0100')
    box.clock.advance(LATER)
    expect(await callsUntilQuiet(scope)).toBeLessThanOrEqual(20)
    expect(await sales.query("SELECT Id FROM Lead WHERE Phone = '+1 555 0100'")).toHaveLength(MANY)

    await editInSalesforce('Head of Everything')
    box.clock.advance(LATER)
    expect(await callsUntilQuiet(scope)).toBeLessThanOrEqual(30)
    const contact = await world().marketing.contact('kim999@buyers.example')
    expect(contact.properties['jobtitle']).toBe('Head of Everything')

    const { echoes, parked } = await scope.store.counters.since(scope.connection.id, 0)
    expect(echoes).toBeGreaterThanOrEqual(4 * MANY)
    expect(parked).toBe(0)
  })

  it('is not written a second time: neither an hour of polls nor echoed webhooks make a write', async () => {
    const { begin, box } = world()
    const first = await begin(company({ contacts: people('kim') }))
    await quiesce(first, box)
    box.clock.advance(LATER)
    const ids = await editInHubspot('+1 555 0199')
    box.clock.advance(LATER)
    await quiesce(first, box)

    const rows = await first.store.journal.count(first.connection.id)
    const { scope, written } = watched(first)
    const hints = ids.map((id) => ({ id, kind: 'upserted' as const, modifiedAt: box.clock.now() }))
    await scope.store.inbox.hint(scope.connection.id, CONTACTS, hints, { at: box.clock.now(), cause: 'webhook' })
    for (let waited = 0; waited < HOUR; waited += LATER) {
      box.clock.advance(LATER)
      await round(scope)
    }
    expect(written).toEqual([])
    expect(await first.store.journal.count(first.connection.id)).toBe(rows)
    expect((await first.store.inbox.depth(first.connection.id)).total).toBe(0)
    const { echoes } = await scope.store.counters.since(scope.connection.id, 0)
    expect(echoes).toBeGreaterThanOrEqual(2 * MANY)
  })
})
