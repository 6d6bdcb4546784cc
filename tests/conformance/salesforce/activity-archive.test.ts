import { afterEach, beforeEach, expect } from 'vitest'
import type { Started } from '#sandbox/salesforce/test/start.ts'
import { startSandbox } from '#sandbox/salesforce/test/start.ts'
import { rule } from '../rule.ts'

const ARCHIVE = 'https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_guidelines_archive.htm'

let org: Started
let lead: string
beforeEach(async () => {
  org = await startSandbox()
  lead = await made('Lead', { LastName: 'Lovelace', Company: 'Engines' })
})
afterEach(() => org.stop())

const made = async (object: string, values: Record<string, unknown>) =>
  String((await org.conn.sobject(object).create(values)).id)
const task = (values: Record<string, unknown>) => made('Task', { Subject: 'Call', WhoId: lead, ...values })
const meeting = (day: string) =>
  made('Event', { Subject: 'Demo', WhoId: lead, StartDateTime: `${day}T10:00:00Z`, DurationInMinutes: 30 })

interface Activity {
  readonly Id: string
  readonly IsArchived: boolean
}
const found = async (object: string, options = {}) =>
  (await org.conn.query<Activity>(`SELECT Id, IsArchived FROM ${object} ORDER BY Id`, options)).records

/** The background process runs once a day. */
const nextDay = () => org.clock.advance(24 * 3600 * 1000)

rule(
  'old activities are archived: only queryAll finds them',
  {
    evidence: 'documented',
    at: ARCHIVE,
    says: 'query() filters out all records where isArchived is true; queryAll() returns archived tasks and events too.',
  },
  async () => {
    const old = await task({ Status: 'Completed', ActivityDate: '2025-01-15' })
    const recent = await task({ Status: 'Completed', ActivityDate: '2026-11-01' })
    nextDay()
    expect(await found('Task')).toMatchObject([{ Id: recent, IsArchived: false }])
    expect((await org.conn.query('SELECT COUNT() FROM Task')).totalSize).toBe(1)
    expect((await org.conn.query('SELECT Id, (SELECT Id FROM Tasks) FROM Lead')).records).toMatchObject([
      { Tasks: { records: [{ Id: recent }] } },
    ])
    expect(await found('Task', { scanAll: true })).toMatchObject([
      { Id: old, IsArchived: true },
      { Id: recent, IsArchived: false },
    ])
    const archived = 'SELECT Id FROM Task WHERE IsArchived = true'
    expect((await org.conn.query(archived, { scanAll: true })).records).toMatchObject([{ Id: old }])
    expect((await org.conn.query(archived)).totalSize).toBe(0)
  },
)

rule(
  'an activity is archived 365 days after its day: events, and tasks that are closed',
  {
    evidence: 'documented',
    at: ARCHIVE,
    says: 'Events with an ActivityDateTime or ActivityDate 365 days old or more; tasks with IsClosed true and an ActivityDate that old, or no ActivityDate and a create date that old.',
  },
  async () => {
    const archived = [
      await task({ Status: 'Completed', ActivityDate: '2025-11-22' }),
      await task({ Status: 'Completed', CreatedDate: '2025-11-22T09:00:00Z' }),
    ]
    const kept = [
      await task({ Status: 'Completed', ActivityDate: '2025-11-23' }),
      await task({ Status: 'Completed', ActivityDate: '2025-11-23', CreatedDate: '2024-01-01T00:00:00Z' }),
      await task({ Status: 'Completed', CreatedDate: '2025-11-23T00:00:00Z' }),
      await task({ Status: 'Not Started', ActivityDate: '2024-01-01' }),
    ]
    const pastEvent = await meeting('2025-11-22')
    const event = await meeting('2025-11-23')
    nextDay()
    expect((await found('Task')).map(({ Id }) => Id)).toEqual(kept)
    expect((await found('Event')).map(({ Id }) => Id)).toEqual([event])
    const everything = { scanAll: true }
    const isArchived = ({ IsArchived }: Activity) => IsArchived
    expect((await found('Task', everything)).filter(isArchived).map(({ Id }) => Id)).toEqual(archived)
    expect((await found('Event', everything)).filter(isArchived).map(({ Id }) => Id)).toEqual([pastEvent])
  },
)

rule(
  'what the API brings in is archived by the next run, and can be read and changed by id after it',
  {
    evidence: 'documented',
    at: ARCHIVE,
    says: 'Activities inserted through the API that meet the criteria are archived during the next run of the background process. Archived records can be updated or deleted; isArchived cannot be updated.',
  },
  async () => {
    const Id = await task({ Status: 'Completed', ActivityDate: '2025-01-15' })
    expect(await found('Task')).toMatchObject([{ Id, IsArchived: false }])
    const tasks = org.conn.sobject('Task')
    const before = (await tasks.retrieve(Id))['SystemModstamp']
    nextDay()
    expect(await tasks.retrieve(Id)).toMatchObject({ IsArchived: true, SystemModstamp: before })
    await tasks.update({ Id, Description: 'Looked up again' })
    expect(await tasks.retrieve(Id)).toMatchObject({ Description: 'Looked up again', IsArchived: true })
    await expect(tasks.update({ Id, IsArchived: false })).rejects.toMatchObject({
      errorCode: 'INVALID_FIELD_FOR_INSERT_UPDATE',
    })
    expect((await tasks.destroy(Id)).success).toBe(true)
  },
)

rule(
  'how long activities stay is a setting of the org',
  {
    evidence: 'documented',
    at: 'https://help.salesforce.com/s/articleView?id=sales.activities_archived.htm',
    says: 'Salesforce Support extends the archive days up to 3,650.',
  },
  async () => {
    await task({ Status: 'Completed', ActivityDate: '2020-01-15' })
    const patient = await startSandbox({ archiveActivitiesAfterDays: 3650 })
    patient.sandbox.restore(org.sandbox.snapshot())
    patient.clock.advance(24 * 3600 * 1000)
    expect((await patient.conn.query('SELECT Id FROM Task')).totalSize).toBe(1)
    await patient.stop()
    nextDay()
    expect((await org.conn.query('SELECT Id FROM Task')).totalSize).toBe(0)
  },
)
