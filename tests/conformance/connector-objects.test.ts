import { afterEach, beforeEach, expect, test } from 'vitest'
import type { WriteOperation } from '#ports/connector/writes.ts'
import { drain, made, salesforceBox, type SalesforceBox } from './connector-boxes.ts'

/** Objects that a sync needs beside people, companies and deals. */
let org: SalesforceBox
beforeEach(async () => {
  org = await salesforceBox()
})
afterEach(() => org.box.close())

const create = (object: string, values: Record<string, string | null>): WriteOperation => ({
  kind: 'create',
  traceId: object,
  object,
  values,
})

test('a record type is found by its developer name', async () => {
  const { sf, raw } = org
  const answer = await raw('POST', '/sobjects/RecordType', {
    Name: 'Inbound lead',
    DeveloperName: 'Inbound',
    SobjectType: 'Lead',
    IsActive: true,
  })
  const { id } = (await answer.json()) as { id: string }
  const found = await sf.findBy({
    object: 'RecordType',
    field: 'DeveloperName',
    values: ['Inbound', 'Outbound'],
    fields: ['SobjectType', 'IsActive'],
  })
  expect(found).toMatchObject([{ id, values: { SobjectType: 'Lead', IsActive: 'true' } }])
})

test('campaign members are made once, related both ways, and told of when they go', async () => {
  const { sf, box } = org
  const [campaign = '', person = ''] = await made(sf, [
    create('Campaign', { Name: 'Spring' }),
    create('Lead', { LastName: 'L', Company: 'C' }),
  ])
  const member = create('CampaignMember', { CampaignId: campaign, LeadId: person, Status: 'Sent' })
  const [id = ''] = await made(sf, [member])
  expect(await sf.write([member])).toMatchObject([{ ok: false, error: { code: 'DUPLICATE_VALUE' } }])
  for (const [object, of] of [
    ['Campaign', campaign],
    ['Lead', person],
  ] as const)
    expect(await sf.related({ from: object, ids: [of], to: 'CampaignMember' })).toEqual([{ id: of, related: [id] }])
  const statuses = await sf.related({ from: 'Campaign', ids: [campaign], to: 'CampaignMemberStatus' })
  const read = await sf.read({ object: 'CampaignMemberStatus', ids: statuses[0]?.related ?? [], fields: ['Label'] })
  expect(read.map((status) => status.values['Label'])).toEqual(['Sent', 'Responded'])

  const fields = ['CampaignId', 'LeadId', 'Status', 'HasResponded']
  box.clock.advance(120_000)
  const { notices, cursor } = await drain(sf, 'CampaignMember', null, fields)
  const values = { CampaignId: campaign, LeadId: person, Status: 'Sent', HasResponded: 'false' }
  expect(notices).toMatchObject([{ id, kind: 'upserted', record: { values } }])
  await sf.write([{ kind: 'delete', traceId: 'd', object: 'CampaignMember', id }])
  const gone = await drain(sf, 'CampaignMember', cursor, fields)
  expect(gone.notices).toMatchObject([{ id, kind: 'deleted', record: { values } }])
})
