import { describe, expect, it } from 'vitest'
import type { Scope } from '#app/scope.ts'
import type { SyncConfigInput } from '#config/sync-config.ts'
import { company, mql } from '#support/company.ts'
import { parkedCodes, rest } from '#support/companies.ts'
import type { Shown } from '#support/companies.ts'
import { writesOf } from '#support/crm-users.ts'
import { useWorld } from '#support/world.ts'

const world = useWorld()
const EMAIL = 'dora@buyers.example'
type Settings = NonNullable<NonNullable<SyncConfigInput['pairs']>['task-task']>

const withTasks = (settings: Settings = {}): Partial<SyncConfigInput> => ({
  pairs: { 'task-task': { enabled: true, create: 'both', ...settings } },
})
const PROPERTIES =
  'hs_task_subject,hs_task_body,hs_task_status,hs_task_priority,hs_timestamp,hubspot_owner_id,tandem_key'

/** One linked lead with Tandem's own follow-up task. */
async function linked(settings: Settings = {}): Promise<{ scope: Scope; contactId: string; leadId: string }> {
  const scope = await world().begin(company({ contacts: [mql('dora')] }), withTasks(settings))
  await again(scope)
  const { Id } = await world().sales.one('SELECT Id FROM Lead')
  return { scope, contactId: (await world().marketing.contact(EMAIL)).id, leadId: String(Id) }
}
const again = (scope: Scope) => rest(scope, world())
const call = (method: string, path: string, body?: unknown) => world().marketing.call(method, path, body)

/** A task that a marketer sets, about a contact when one is named. */
async function set(properties: Readonly<Record<string, string>>, contactId?: string): Promise<string> {
  const types = [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: TASK_TO_CONTACT }]
  const associations = contactId === undefined ? [] : [{ to: { id: contactId }, types }]
  return ((await call('POST', 'objects/tasks', { properties, associations })) as Shown).id
}
/** https://developers.hubspot.com/docs/api-reference/latest/crm/associations/associate-records/guide */
const TASK_TO_CONTACT = 204
const change = (id: string, properties: Readonly<Record<string, string>>) =>
  call('PATCH', `objects/tasks/${id}`, { properties })
const tasks = async (): Promise<readonly (Shown & { contacts: readonly string[] })[]> => {
  const path = `objects/tasks?limit=100&associations=contacts&properties=${PROPERTIES}`
  type Listed = Shown & { associations?: { contacts?: { results: { id: string }[] } } }
  const { results } = (await call('GET', path)) as { results: Listed[] }
  return results.map(({ id, properties, associations }) => ({
    id,
    properties,
    contacts: [...new Set((associations?.contacts?.results ?? []).map((contact) => contact.id))],
  }))
}
const inSalesforce = (subject: string) =>
  world().sales.query(
    `SELECT Id, Subject, Description, Status, Priority, ActivityDate, WhoId, WhatId, OwnerId, Tandem_Key__c FROM Task WHERE Subject = '${subject}'`,
  )

describe('a task that marketing sets', () => {
  const CALL = {
    hs_task_subject: 'Call Dora',
    hs_task_body: '<p>Ask for <b>Ulm</b></p>',
    hs_timestamp: '2026-03-05T14:30:00Z',
    hs_task_priority: 'HIGH',
    hs_task_status: 'NOT_STARTED',
  }

  it('about a linked person is set in Salesforce once, on its day, about the lead', async () => {
    const { scope, contactId, leadId } = await linked({ create: 'to-salesforce' })
    const id = await set(CALL, contactId)
    await again(scope)
    const [task, ...others] = await inSalesforce('Call Dora')
    expect(others).toEqual([])
    expect(task).toMatchObject({
      Status: 'Not Started',
      Priority: 'High',
      ActivityDate: '2026-03-05',
      WhoId: leadId,
      WhatId: null,
      Tandem_Key__c: `${scope.connection.portalId}:${id}`,
    })
    expect(task?.['Description']).toContain('Ask for Ulm')
    const writes = writesOf(world().box)
    await again(scope)
    expect(writesOf(world().box)).toBe(writes)
    expect((await tasks())[0]?.properties).toMatchObject({ hs_task_priority: 'HIGH' })
    expect(String((await tasks())[0]?.properties['hs_timestamp'])).toContain('2026-03-05T14:30')
    expect(await parkedCodes(scope)).toEqual({})
  })

  it('about nobody who is linked, or that is done already, stays where it is', async () => {
    const { scope, contactId } = await linked({ create: 'to-salesforce' })
    await set(CALL)
    await set({ ...CALL, hs_task_status: 'COMPLETED' }, contactId)
    await again(scope)
    expect(await inSalesforce('Call Dora')).toEqual([])
    expect(await parkedCodes(scope)).toEqual({})
  })

  it('before its person was linked is set once they are', async () => {
    const scope = await world().begin(
      company({ contacts: [mql('dora', { lifecycleStage: 'lead' })] }),
      withTasks({ create: 'to-salesforce' }),
    )
    const contactId = (await world().marketing.contact(EMAIL)).id
    await set(CALL, contactId)
    await again(scope)
    expect(await inSalesforce('Call Dora')).toEqual([])
    await world().marketing.edit(EMAIL, { lifecyclestage: 'marketingqualifiedlead' })
    await again(scope)
    expect(await inSalesforce('Call Dora')).toHaveLength(1)
  })

  it('is completed in both when it is completed in one, and is nobody’s answer to the lead', async () => {
    const { scope, contactId } = await linked({ create: 'to-salesforce' })
    const id = await set(CALL, contactId)
    await again(scope)
    await change(id, { hs_task_status: 'COMPLETED' })
    await again(scope)
    expect((await inSalesforce('Call Dora'))[0]).toMatchObject({ Status: 'Completed' })
    expect((await world().marketing.contact(EMAIL)).properties).toMatchObject({ tandem_sla_status: 'running' })
    const second = await set({ ...CALL, hs_task_subject: 'Mail Dora' }, contactId)
    await again(scope)
    const [task] = await inSalesforce('Mail Dora')
    await world().sales.update('Task', task?.['Id'], { Status: 'Completed' })
    await again(scope)
    expect((await tasks()).find((one) => one.id === second)?.properties).toMatchObject({ hs_task_status: 'COMPLETED' })
    // A rep did that: it answers the lead.
    expect((await world().marketing.contact(EMAIL)).properties).toMatchObject({ tandem_sla_status: 'met' })
  })
})

describe('a task that sales sets', () => {
  it('about a linked person is set in HubSpot once, on its contact, due at noon of its day', async () => {
    const { scope, contactId, leadId } = await linked()
    await world().sales.create('Task', {
      Subject: 'Send quote',
      WhoId: leadId,
      ActivityDate: '2026-03-06',
      Priority: 'Low',
    })
    await again(scope)
    await again(scope)
    const found = (await tasks()).filter(({ properties }) => properties['hs_task_subject'] === 'Send quote')
    expect(found).toHaveLength(1)
    expect(found[0]).toMatchObject({
      contacts: [contactId],
      properties: { hs_task_status: 'NOT_STARTED', hs_task_priority: 'LOW' },
    })
    const due = new Date(String(found[0]?.properties['hs_timestamp']))
    const zone = scope.connection.orgTimeZone
    expect(due.toLocaleString('sv', { timeZone: zone })).toBe('2026-03-06 12:00:00')
    expect(await parkedCodes(scope)).toEqual({})
  })

  it.each([
    ['none', 0],
    ['to-salesforce', 0],
    ['to-hubspot', 1],
    ['both', 1],
  ] as const)(
    'by Tandem itself, as a follow-up, is told to HubSpot only where tasks are made there: %s',
    async (create, count) => {
      const { scope } = await linked({ create })
      await again(scope)
      expect(await tasks()).toHaveLength(count)
      expect(await world().sales.query('SELECT Id FROM Task')).toHaveLength(1)
      expect(await parkedCodes(scope)).toEqual({})
    },
  )

  it('goes with its partner only where the pair deletes', async () => {
    const { scope, contactId } = await linked({ create: 'to-salesforce', deletes: 'delete' })
    const id = await set({ hs_task_subject: 'Call Dora', hs_timestamp: '2026-03-05T14:30:00Z' }, contactId)
    await again(scope)
    await world().sales.remove('Task', (await inSalesforce('Call Dora'))[0]?.['Id'])
    await again(scope)
    expect((await tasks()).some((one) => one.id === id)).toBe(false)
    expect(await parkedCodes(scope)).toEqual({})
  })
})
