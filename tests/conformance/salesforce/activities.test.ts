import { afterEach, beforeEach, expect } from 'vitest'
import type { Started } from '#sandbox/salesforce/test/start.ts'
import { addField, KEY_FIELD, startSandbox } from '#sandbox/salesforce/test/start.ts'
import { rule } from '../rule.ts'
import { refused } from './org-setup.ts'

const TASK =
  'https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_task.htm'
const EVENT =
  'https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_event.htm'
const FIELDS = 'https://help.salesforce.com/s/articleView?id=sales.activities_custom_fields.htm'

let org: Started
let lead: string
let account: string
let contact: string
beforeEach(async () => {
  org = await startSandbox()
  const made = async (object: string, values: Record<string, unknown>) =>
    String((await org.conn.sobject(object).create(values)).id)
  lead = await made('Lead', { LastName: 'Lovelace', Company: 'Engines' })
  account = await made('Account', { Name: 'Acme' })
  contact = await made('Contact', { LastName: 'Byron', AccountId: account })
})
afterEach(() => org.stop())

const tasks = () => org.conn.sobject('Task')
const add = async (values: Record<string, unknown>) => String((await tasks().create({ Subject: 'Call', ...values })).id)

rule(
  'a task on a lead has no related record besides',
  { evidence: 'documented', at: TASK, says: 'If the WhoId refers to a lead, WhatId must be empty.' },
  async () => {
    expect(await refused(add({ WhoId: lead, WhatId: account }))).toMatchObject({
      name: 'FIELD_INTEGRITY_EXCEPTION',
      data: { fields: ['WhatId'] },
    })
    const Id = await add({ WhoId: lead })
    expect((await refused(tasks().update({ Id, WhatId: account }))).name).toBe('FIELD_INTEGRITY_EXCEPTION')
    const other = await add({ WhatId: account })
    expect((await refused(tasks().update({ Id: other, WhoId: lead }))).name).toBe('FIELD_INTEGRITY_EXCEPTION')
    expect((await tasks().create({ WhoId: contact, WhatId: account })).success).toBe(true)
  },
)

rule(
  'a person stands in WhoId and a record in WhatId',
  { evidence: 'documented', at: TASK, says: 'WhoId: a human such as a lead or a contact. WhatId: nonhuman objects.' },
  async () => {
    for (const [field, id] of [
      ['WhoId', account],
      ['WhatId', lead],
    ] as const) {
      expect(await refused(add({ [field]: id }))).toMatchObject({
        name: 'FIELD_INTEGRITY_EXCEPTION',
        data: { fields: [field] },
      })
    }
  },
)

rule(
  'the account follows from the person or the record',
  { evidence: 'documented', at: TASK, says: 'AccountId: the account of the related account, opportunity or contact.' },
  async () => {
    const opportunity = await org.conn
      .sobject('Opportunity')
      .create({ Name: 'Deal', StageName: 'Prospecting', CloseDate: '2026-12-01', AccountId: account })
    for (const values of [{ WhoId: contact }, { WhatId: account }, { WhatId: opportunity.id }]) {
      expect(await tasks().retrieve(await add(values))).toMatchObject({ AccountId: account })
    }
    expect(await tasks().retrieve(await add({ WhoId: lead }))).toMatchObject({ AccountId: null })
    expect((await refused(add({ AccountId: account }))).name).toBe('INVALID_FIELD_FOR_INSERT_UPDATE')
  },
)

rule(
  'TaskSubtype is given when the task is made and never changed',
  {
    evidence: 'documented',
    at: TASK,
    says: 'TaskSubtype: Create, Filter, Group, Nillable, Restricted picklist, Sort.',
  },
  async () => {
    const Id = await add({ TaskSubtype: 'Call' })
    expect(await tasks().retrieve(Id)).toMatchObject({ TaskSubtype: 'Call' })
    expect(await tasks().retrieve(await add({}))).toMatchObject({ TaskSubtype: 'Task' })
    expect(await refused(tasks().update({ Id, TaskSubtype: 'Email' }))).toMatchObject({
      name: 'INVALID_FIELD_FOR_INSERT_UPDATE',
      data: { fields: ['TaskSubtype'] },
    })
    expect((await refused(add({ TaskSubtype: 'Telepathy' }))).name).toBe('INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST')
  },
)

rule(
  'the status decides IsClosed by TaskStatus; an unknown status is open',
  { evidence: 'documented', at: TASK, says: 'IsClosed is set indirectly via Status.' },
  async () => {
    const found = await org.conn.query('SELECT ApiName FROM TaskStatus WHERE IsClosed = true')
    expect(found.records).toMatchObject([{ ApiName: 'Completed' }])
    const Id = await add({ Status: 'Parked' })
    expect(await tasks().retrieve(Id)).toMatchObject({ Status: 'Parked', IsClosed: false, CompletedDateTime: null })
    org.clock.advance(3_600_000)
    await tasks().update({ Id, Status: 'Completed' })
    expect(await tasks().retrieve(Id)).toMatchObject({
      IsClosed: true,
      CompletedDateTime: '2026-11-21T11:00:00.000+0000',
    })
    await tasks().update({ Id, Status: 'In Progress' })
    expect(await tasks().retrieve(Id)).toMatchObject({ IsClosed: false, CompletedDateTime: null })
    for (const values of [{ IsClosed: true }, { CompletedDateTime: '2026-01-01T00:00:00Z' }]) {
      expect((await refused(tasks().update({ Id, ...values }))).name).toBe('INVALID_FIELD_FOR_INSERT_UPDATE')
    }
  },
)

rule(
  'ActivityDate of a task is a day without a time',
  {
    evidence: 'documented',
    at: TASK,
    says: 'ActivityDate: Represents the due date of the task. This field has a timestamp that is always set to midnight UTC; type date.',
  },
  async () => {
    const Id = await add({ ActivityDate: '2026-12-24' })
    expect(await tasks().retrieve(Id)).toMatchObject({ ActivityDate: '2026-12-24' })
  },
)

rule(
  'a closed task moves LastActivityDate of the person and moves no stamp',
  {
    evidence: 'documented',
    at: 'https://help.salesforce.com/s/articleView?id=000387411',
    says: 'The latest of due dates of closed tasks and end dates of events, past or future.',
  },
  async () => {
    const leads = org.conn.sobject('Lead')
    const before = (await leads.retrieve(lead))['SystemModstamp']
    org.clock.advance(60_000)
    await add({ WhoId: lead, ActivityDate: '2026-12-24' })
    expect(await leads.retrieve(lead)).toMatchObject({ LastActivityDate: null })
    await add({ WhoId: lead, ActivityDate: '2026-12-24', Status: 'Completed' })
    expect(await leads.retrieve(lead)).toMatchObject({ LastActivityDate: '2026-12-24', SystemModstamp: before })
  },
)

rule(
  'a field of Activity is one of Task and Event, and its unique key is one for both',
  { evidence: 'documented', at: FIELDS, says: 'Custom fields of tasks and events are created once, for activities.' },
  async () => {
    await addField(org, 'Activity.Tandem_Key__c', KEY_FIELD)
    const first = await tasks().upsert({ Tandem_Key__c: 't1', Subject: 'Call' }, 'Tandem_Key__c')
    const second = await tasks().upsert({ Tandem_Key__c: 'T1', Subject: 'Call again' }, 'Tandem_Key__c')
    expect([first, second]).toMatchObject([{ created: true }, { created: false, id: first.id }])
    const events = org.conn.sobject('Event')
    const event = { Subject: 'Meeting', ActivityDateTime: '2026-11-22T10:00:00Z', DurationInMinutes: 30 }
    const taken = await refused(events.create({ ...event, Tandem_Key__c: 't1' }))
    expect([taken.name, taken.message]).toEqual([
      'DUPLICATE_VALUE',
      `duplicate value found: Tandem_Key__c duplicates value on record with id: ${String(first.id).slice(0, 15)}`,
    ])
    expect((await events.create({ ...event, Tandem_Key__c: 't2' })).success).toBe(true)
  },
)

rule(
  'permissions on an activity field are given for tasks and for events apart',
  {
    evidence: 'reported',
    at: 'https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_fieldpermissions.htm',
    says: 'FieldPermissions name Task.Field__c or Event.Field__c.',
  },
  async () => {
    await org.admin.tooling.create('CustomField', { FullName: 'Activity.Tandem_Key__c', Metadata: KEY_FIELD })
    const set = await org.admin.sobject('PermissionSet').create({ Name: 'Tasks', Label: 'Tasks' })
    await org.admin.sobject('FieldPermissions').create({
      ParentId: set.id,
      SobjectType: 'Task',
      Field: 'Task.Tandem_Key__c',
      PermissionsRead: true,
      PermissionsEdit: true,
    })
    const { user_id: AssigneeId } = await org.conn.identity()
    await org.admin.sobject('PermissionSetAssignment').create({ AssigneeId, PermissionSetId: set.id })
    const names = async (object: string) => (await org.conn.describe(object)).fields.map((field) => field.name)
    expect(await names('Task')).toContain('Tandem_Key__c')
    expect(await names('Event')).not.toContain('Tandem_Key__c')
  },
)

rule(
  'an event has a start and an end or a duration, which follow from each other',
  {
    evidence: 'documented',
    at: EVENT,
    says: 'DurationInMinutes or EndDateTime; StartDateTime and ActivityDateTime are the same.',
  },
  async () => {
    const events = org.conn.sobject('Event')
    const timed = await events.create({ StartDateTime: '2026-11-22T10:00:00Z', EndDateTime: '2026-11-22T10:45:00Z' })
    expect(await events.retrieve(String(timed.id))).toMatchObject({
      ActivityDateTime: '2026-11-22T10:00:00.000+0000',
      ActivityDate: '2026-11-22',
      DurationInMinutes: 45,
    })
    await events.update({ Id: String(timed.id), DurationInMinutes: 60 })
    expect(await events.retrieve(String(timed.id))).toMatchObject({ EndDateTime: '2026-11-22T11:00:00.000+0000' })
    expect((await refused(events.create({ Subject: 'When?' }))).name).toBe('FIELD_INTEGRITY_EXCEPTION')
  },
)

rule(
  'an event of all day lasts a day unless it says otherwise',
  {
    evidence: 'documented',
    at: EVENT,
    says: 'If IsAllDayEvent is true, either DurationInMinutes or EndDateTime may be given; if both are null, the duration is one day.',
  },
  async () => {
    const events = org.conn.sobject('Event')
    const added = async (values: Record<string, unknown>) =>
      events.retrieve(String((await events.create({ Subject: 'Fair', IsAllDayEvent: true, ...values })).id))
    const oneDay = {
      ActivityDate: '2026-11-24',
      ActivityDateTime: null,
      StartDateTime: '2026-11-24T00:00:00.000+0000',
      EndDateTime: '2026-11-24T00:00:00.000+0000',
      DurationInMinutes: 1440,
    }
    expect(await added({ ActivityDate: '2026-11-24' })).toMatchObject(oneDay)
    expect(await added({ StartDateTime: '2026-11-24T00:00:00Z' })).toMatchObject(oneDay)
    const twoDays = { ...oneDay, EndDateTime: '2026-11-25T00:00:00.000+0000', DurationInMinutes: 2880 }
    expect(await added({ ActivityDate: '2026-11-24', DurationInMinutes: 2880 })).toMatchObject(twoDays)
    const until = { StartDateTime: '2026-11-24T00:00:00Z', EndDateTime: '2026-11-25T00:00:00Z' }
    expect(await added(until)).toMatchObject(twoDays)
  },
)

rule(
  'an end and a duration that contradict each other are refused',
  {
    evidence: 'documented',
    at: EVENT,
    says: 'Supplying values in both fields is allowed if the values add up to the same amount of time.',
  },
  async () => {
    const events = org.conn.sobject('Event')
    const event = { StartDateTime: '2026-11-24T10:00:00Z', EndDateTime: '2026-11-24T10:30:00Z' }
    expect((await events.create({ ...event, DurationInMinutes: 30 })).success).toBe(true)
    expect((await refused(events.create({ ...event, DurationInMinutes: 45 }))).name).toBe('FIELD_INTEGRITY_EXCEPTION')
  },
)
