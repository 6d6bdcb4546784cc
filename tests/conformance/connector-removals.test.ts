import { afterEach, describe, expect, test } from 'vitest'
import type { Connector } from '#ports/connector.ts'
import type { WriteOperation } from '#ports/connector/writes.ts'
import type { SandboxOptions } from '#sandbox/index.ts'
import { hubSpotBox, made, salesforceBox, type HubSpotBox, type SalesforceBox } from './connector-boxes.ts'

/** Deletions, joins that are taken apart, and what duplicate rules say. */
let close: () => Promise<void> = () => Promise.resolve()
afterEach(async () => {
  await close()
  close = () => Promise.resolve()
})

async function hubspot(): Promise<HubSpotBox> {
  const opened = await hubSpotBox()
  close = () => opened.box.close()
  return opened
}

async function salesforce(options: SandboxOptions = {}): Promise<SalesforceBox> {
  const opened = await salesforceBox(options)
  close = () => opened.box.close()
  return opened
}

const remove = (object: string, id: string, traceId = id): WriteOperation => ({ kind: 'delete', traceId, object, id })
const part = (from: readonly [string, string], to: readonly [string, string]): WriteOperation => ({
  kind: 'disassociate',
  traceId: `${from[1]}-${to[1]}`,
  from: { object: from[0], id: from[1] },
  to: { object: to[0], id: to[1] },
})
const join = (from: readonly [string, string], to: readonly [string, string]): WriteOperation => ({
  kind: 'associate',
  traceId: `${from[1]}-${to[1]}`,
  from: { object: from[0], id: from[1] },
  to: { object: to[0], id: to[1] },
  primary: 'plain',
})
const contact = (email: string): WriteOperation => ({
  kind: 'create',
  traceId: email,
  object: 'contacts',
  values: { email },
})
const lead = (email: string, more: Partial<Extract<WriteOperation, { kind: 'create' }>> = {}): WriteOperation => ({
  kind: 'create',
  traceId: email,
  object: 'Lead',
  values: { Email: email, LastName: 'Lovelace', Company: 'Engines' },
  ...more,
})
const opportunity = (name: string): WriteOperation => ({
  kind: 'create',
  traceId: name,
  object: 'Opportunity',
  values: { Name: name, StageName: 'Prospecting', CloseDate: '2026-12-31' },
})

const effects = async (connector: Connector, operations: readonly WriteOperation[]): Promise<readonly string[]> =>
  (await connector.write(operations)).map((outcome) => (outcome.ok ? outcome.effect : outcome.error.code))

describe('hubspot', () => {
  test('deletes in batches; what is gone already is unchanged', async () => {
    const { hs } = await hubspot()
    const ids = await made(
      hs,
      Array.from({ length: 150 }, (_, i) => contact(`d${i}@example.com`)),
    )
    const before = hs.usage().calls
    const outcomes = await effects(hs, [...ids.map((id) => remove('contacts', id)), remove('contacts', '999999999999')])
    expect(outcomes).toEqual([...ids.map(() => 'deleted'), 'unchanged'])
    expect(hs.usage().calls - before).toBe(4)
    expect(await hs.read({ object: 'contacts', ids, fields: [] })).toEqual([])
    expect(await effects(hs, [remove('contacts', ids[0] ?? '')])).toEqual(['unchanged'])
  })

  test('the id of a record that was merged away never deletes the survivor', async () => {
    const { hs, raw } = await hubspot()
    const [one = '', two = ''] = await made(hs, [contact('one@example.com'), contact('two@example.com')])
    const merged = await raw('POST', '/crm/v3/objects/contacts/merge', { primaryObjectId: one, objectIdToMerge: two })
    const { id } = (await merged.json()) as { id: string }
    expect(await effects(hs, [remove('contacts', two), remove('contacts', one)])).toEqual(['unchanged', 'unchanged'])
    expect(await hs.read({ object: 'contacts', ids: [id], fields: [] })).toHaveLength(1)
    expect(
      await hs.write([{ kind: 'update', traceId: 'u', object: 'contacts', id: two, values: { firstname: 'X' } }]),
    ).toMatchObject([{ ok: false, error: { code: 'RECORD_MERGED', context: { survivorId: id } } }])
  })

  test('a failed call fails its own batch alone', async () => {
    const { hs, box } = await hubspot()
    const ids = await made(
      hs,
      Array.from({ length: 120 }, (_, i) => contact(`f${i}@example.com`)),
    )
    box.hubspot.faults.add({ path: 'batch/archive', status: 503, times: 1 })
    const outcomes = await effects(
      hs,
      ids.map((id) => remove('contacts', id)),
    )
    expect(outcomes).toEqual(ids.map((_, i) => (i < 100 ? 'SERVER_ERROR' : 'deleted')))
  })

  test('takes associations apart, every label of them; pairs that are not joined are unchanged', async () => {
    const { hs } = await hubspot()
    const [person = '', other = '', company = ''] = await made(hs, [
      contact('p@example.com'),
      contact('o@example.com'),
      { kind: 'create', traceId: 'c', object: 'companies', values: { name: 'C', domain: 'c.example' } },
    ])
    const [deal = ''] = await made(hs, [
      { kind: 'create', traceId: 'd', object: 'deals', values: { dealname: 'D', dealstage: 'qualifiedtobuy' } },
    ])
    await hs.write([
      { ...join(['contacts', person], ['companies', company]), primary: 'primary' } as WriteOperation,
      join(['deals', deal], ['contacts', person]),
      join(['deals', deal], ['contacts', other]),
    ])
    expect(
      await effects(hs, [
        part(['deals', deal], ['contacts', person]),
        part(['contacts', person], ['companies', company]),
        part(['contacts', other], ['companies', company]),
      ]),
    ).toEqual(['deleted', 'deleted', 'unchanged'])
    expect(await hs.related({ from: 'deals', ids: [deal], to: 'contacts' })).toEqual([{ id: deal, related: [other] }])
    expect(await hs.related({ from: 'contacts', ids: [person], to: 'companies' })).toEqual([])
  })

  test('tasks need their moment, are joined with contacts and can be polled', async () => {
    const { hs } = await hubspot()
    const task = (values: Record<string, string>): WriteOperation => ({
      kind: 'create',
      traceId: 't',
      object: 'tasks',
      values,
    })
    expect((await hs.describe('tasks')).fields['hs_timestamp']).toMatchObject({ required: true, type: 'datetime' })
    expect(await effects(hs, [task({ hs_task_subject: 'Call' })])).toEqual(['VALIDATION_ERROR'])
    const [person = '', id = ''] = await made(hs, [
      contact('p@example.com'),
      task({ hs_task_subject: 'Call', hs_timestamp: '2026-11-23T09:00:00.000Z', hs_task_status: 'NOT_STARTED' }),
    ])
    expect(await effects(hs, [join(['tasks', id], ['contacts', person])])).toEqual(['associated'])
    expect(await hs.related({ from: 'contacts', ids: [person], to: 'tasks' })).toEqual([{ id: person, related: [id] }])
    const { notices } = await hs.changes({ object: 'tasks', cursor: null, fields: ['hs_task_subject', 'hs_timestamp'] })
    expect(notices).toMatchObject([
      { id, record: { values: { hs_task_subject: 'Call', hs_timestamp: '2026-11-23T09:00:00.000Z' } } },
    ])
  })
})

describe('salesforce', () => {
  test('deletes 200 in a call; what is in the bin is unchanged', async () => {
    const { sf } = await salesforce()
    const ids = await made(
      sf,
      Array.from({ length: 250 }, (_, i) => lead(`d${i}@example.com`)),
    )
    const before = sf.usage().byEndpoint['DELETE /composite/sobjects#Lead'] ?? 0
    const outcomes = await effects(
      sf,
      ids.map((id) => remove('Lead', id)),
    )
    expect(outcomes).toEqual(ids.map(() => 'deleted'))
    expect((sf.usage().byEndpoint['DELETE /composite/sobjects#Lead'] ?? 0) - before).toBe(2)
    expect(await effects(sf, [remove('Lead', ids[0] ?? '')])).toEqual(['unchanged'])
  })

  test('a deletion whose answer is lost is not repeated by itself, and a repetition is harmless', async () => {
    const { sf, box } = await salesforce()
    const [id = ''] = await made(sf, [lead('lost@example.com')])
    box.salesforce.faults.add({ method: 'DELETE', when: 'after', drop: true, times: 1 })
    expect(await effects(sf, [remove('Lead', id)])).toEqual(['NETWORK'])
    expect(await effects(sf, [remove('Lead', id)])).toEqual(['unchanged'])
  })

  test('takes contact roles away and clears lookups that still name the other record', async () => {
    const { sf } = await salesforce()
    const account = (name: string): WriteOperation => ({
      kind: 'create',
      traceId: name,
      object: 'Account',
      values: { Name: name },
    })
    const [deal = '', one = '', two = '', acme = '', other = ''] = await made(sf, [
      opportunity('D'),
      { kind: 'create', traceId: '1', object: 'Contact', values: { LastName: 'One' } },
      { kind: 'create', traceId: '2', object: 'Contact', values: { LastName: 'Two' } },
      account('Acme'),
      account('Other'),
    ])
    await made(sf, [
      join(['Opportunity', deal], ['Contact', one]),
      join(['Opportunity', deal], ['Contact', two]),
      join(['Contact', one], ['Account', acme]),
      join(['Contact', two], ['Account', acme]),
    ])
    expect(
      await effects(sf, [
        part(['Opportunity', deal], ['Contact', one]),
        part(['Contact', one], ['Account', acme]),
        part(['Contact', two], ['Account', other]),
        part(['Opportunity', deal], ['Contact', acme]),
      ]),
    ).toEqual(['deleted', 'deleted', 'unchanged', 'unchanged'])
    expect(await sf.related({ from: 'Opportunity', ids: [deal], to: 'Contact' })).toEqual([
      { id: deal, related: [two] },
    ])
    expect(await sf.related({ from: 'Contact', ids: [one, two], to: 'Account' })).toEqual([
      { id: two, related: [acme] },
    ])
  })

  test('tasks are related to leads and contacts, each by its kind', async () => {
    const { sf } = await salesforce()
    const [person = '', someone = ''] = await made(sf, [
      lead('t@example.com'),
      { kind: 'create', traceId: 'c', object: 'Contact', values: { LastName: 'C' } },
    ])
    const task = (who: string): WriteOperation => ({
      kind: 'create',
      traceId: who,
      object: 'Task',
      values: { Subject: 'Call', WhoId: who },
    })
    const [ofLead = '', ofContact = ''] = await made(sf, [task(person), task(someone)])
    const ids = [ofLead, ofContact]
    expect(await sf.related({ from: 'Task', ids, to: 'Lead' })).toEqual([{ id: ofLead, related: [person] }])
    expect(await sf.related({ from: 'Task', ids, to: 'Contact' })).toEqual([{ id: ofContact, related: [someone] }])
  })

  const rule = async ({ box }: SalesforceBox, onCreate: 'alert' | 'block'): Promise<void> => {
    const answer = await fetch(`${box.salesforce.url}/__sandbox/duplicate-rules`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        name: 'One_Email',
        object: 'Lead',
        onCreate,
        onUpdate: 'allow',
        message: 'Seen before',
        match: {
          object: 'Contact',
          equation: [['Email']],
          methods: { Email: 'exact' },
          mapping: { Email: 'Email' },
        },
      }),
    })
    expect(answer.status).toBe(200)
  }
  const known = {
    kind: 'create',
    traceId: 'k',
    object: 'Contact',
    values: { LastName: 'K', Email: 'k@x.example' },
  } as const

  test('a rule that alerts is told with its matches, and passed when asked to', async () => {
    const org = await salesforce()
    await rule(org, 'alert')
    const [existing = ''] = await made(org.sf, [known])
    expect(await org.sf.write([lead('k@x.example'), lead('free@x.example')])).toMatchObject([
      {
        ok: false,
        error: { code: 'DUPLICATES_DETECTED', disposition: 'park' },
        duplicates: { rule: 'One_Email', kind: 'alert', matches: [{ object: 'Contact', id: existing }] },
      },
      { ok: true },
    ])
    const saved = await org.sf.write([lead('k@x.example', { onDuplicates: 'save' }), lead('k@x.example')])
    expect(saved.map((outcome) => outcome.ok)).toEqual([true, false])
  })

  test('a rule that blocks is never passed', async () => {
    const org = await salesforce()
    await rule(org, 'block')
    await made(org.sf, [known])
    expect(await org.sf.write([lead('k@x.example', { onDuplicates: 'save' })])).toMatchObject([
      { ok: false, duplicates: { kind: 'block' } },
    ])
  })
})
