import { afterEach, beforeEach, expect } from 'vitest'
import type { Started } from '#sandbox/salesforce/test/start.ts'
import { startSandbox } from '#sandbox/salesforce/test/start.ts'
import { rule } from '../rule.ts'

const UPDATED = 'https://developer.salesforce.com/docs/platform/api-rest/guide/resources-getupdated.html'
const DELETED = 'https://developer.salesforce.com/docs/platform/api-rest/guide/resources-getdeleted.html'
const updated = (says: string) => ({ evidence: 'documented', at: UPDATED, says }) as const
const deleted = (says: string) => ({ evidence: 'documented', at: DELETED, says }) as const

const DAY_MS = 24 * 3600 * 1000
const MINUTE_MS = 60_000

let org: Started
beforeEach(async () => {
  org = await startSandbox()
})
afterEach(() => org.stop())

const make = async (object: string, values: Record<string, unknown>) =>
  String((await org.conn.sobject(object).create(values)).id)
const contact = (LastName: string) => make('Contact', { LastName })

rule(
  'getUpdated gives the ids of what was created or changed, and where to go on',
  updated('ids and latestDateCovered; use latestDateCovered as the start of the next call'),
  async () => {
    const a = await contact('A')
    org.clock.advance(2 * MINUTE_MS)
    const b = await contact('B')
    org.clock.advance(2 * MINUTE_MS)
    const first = await org.conn.sobject('Contact').updated('2026-11-21T10:00:00Z', '2026-11-21T10:02:00Z')
    expect(first).toEqual({ ids: [a], latestDateCovered: '2026-11-21T10:02:00.000+0000' })
    const next = await org.conn.sobject('Contact').updated(first.latestDateCovered, '2026-11-21T10:04:00Z')
    expect(next).toEqual({ ids: [b], latestDateCovered: '2026-11-21T10:04:00.000+0000' })
    await org.conn.sobject('Contact').update({ Id: a, Title: 'CEO' })
    org.clock.advance(2 * MINUTE_MS)
    const { ids } = await org.conn.sobject('Contact').updated('2026-11-21T10:04:00Z', '2026-11-21T10:06:00Z')
    expect(ids).toEqual([a])
  },
)

rule(
  'deleted records are not among the updated',
  updated('IDs of records that have been added or changed'),
  async () => {
    const id = await contact('A')
    await org.conn.sobject('Contact').destroy(id)
    org.clock.advance(2 * MINUTE_MS)
    const { ids } = await org.conn.sobject('Contact').updated('2026-11-21T10:00:00Z', '2026-11-21T10:02:00Z')
    expect(ids).toEqual([])
  },
)

rule(
  'seconds of the dates are ignored',
  updated('the seconds portion of the start and end time is ignored: 12:30:15 counts as 12:30:00'),
  async () => {
    org.clock.advance(30_000)
    const id = await contact('A')
    org.clock.advance(5 * MINUTE_MS)
    const { ids, latestDateCovered } = await org.conn
      .sobject('Contact')
      .updated('2026-11-21T10:00:45Z', '2026-11-21T10:02:59Z')
    expect(ids).toEqual([id])
    expect(latestDateCovered).toBe('2026-11-21T10:02:00.000+0000')
  },
)

rule(
  'what is not over yet is not covered',
  updated(
    'latestDateCovered is less than or equal to the end: records in the middle of being changed are for the next call',
  ),
  async () => {
    org.clock.advance(90_000)
    const { latestDateCovered } = await org.conn
      .sobject('Contact')
      .updated('2026-11-21T10:00:00Z', '2026-11-21T11:00:00Z')
    expect(latestDateCovered).toBe('2026-11-21T10:01:00.000+0000')
  },
)

for (const call of ['updated', 'deleted'] as const) {
  rule(
    `get ${call}: start and end are more than a minute apart`,
    {
      evidence: 'documented',
      at: 'https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_getdeleted.htm',
      says: 'The specified startDate must chronologically precede the specified endDate value by more than one minute, otherwise INVALID_REPLICATION_DATE',
    },
    async () => {
      org.clock.advance(DAY_MS)
      const ask = (end: string) => org.conn.sobject('Contact')[call]('2026-11-21T10:00:00Z', end)
      for (const end of ['2026-11-21T10:01:00Z', '2026-11-21T10:00:00Z', '2026-11-21T09:00:00Z']) {
        await expect(ask(end)).rejects.toMatchObject({ errorCode: 'INVALID_REPLICATION_DATE' })
      }
      await expect(ask('2026-11-21T10:01:01Z')).resolves.toBeDefined()
    },
  )

  rule(
    `get ${call}: the start is at most 30 days ago`,
    {
      evidence: 'documented',
      at: call === 'updated' ? UPDATED : DELETED,
      says: 'results are returned for no more than 30 days previous to the day the call is executed',
    },
    async () => {
      const ask = (start: string) => org.conn.sobject('Contact')[call](start, '2026-11-21T09:00:00Z')
      await expect(ask('2026-10-22T09:59:00Z')).rejects.toMatchObject({ errorCode: 'INVALID_REPLICATION_DATE' })
      await expect(ask('2026-10-22T10:00:00Z')).resolves.toBeDefined()
    },
  )
}

rule(
  'getDeleted gives ids and dates of what was deleted',
  deleted('deletedRecords with id and deletedDate, earliestDateAvailable, latestDateCovered'),
  async () => {
    const id = await contact('A')
    org.clock.advance(MINUTE_MS)
    await org.conn.sobject('Contact').destroy(id)
    org.clock.advance(2 * MINUTE_MS)
    expect(await org.conn.sobject('Contact').deleted('2026-11-21T10:00:00Z', '2026-11-21T10:03:00Z')).toEqual({
      deletedRecords: [{ id, deletedDate: '2026-11-21T10:01:00.000+0000' }],
      earliestDateAvailable: '2026-11-06T10:03:00.000+0000',
      latestDateCovered: '2026-11-21T10:03:00.000+0000',
    })
  },
)

rule(
  'deletions are told for 15 days, and earliestDateAvailable says so',
  deleted(
    'Results are returned for no more than 15 days previous to the day the call is executed (or earlier if an administrator has purged the Recycle Bin)',
  ),
  async () => {
    const id = await contact('A')
    await org.conn.sobject('Contact').destroy(id)
    org.clock.advance(14 * DAY_MS)
    const ask = () => org.conn.sobject('Contact').deleted('2026-11-21T09:00:00Z', '2026-11-22T00:00:00Z')
    expect((await ask()).deletedRecords).toHaveLength(1)
    org.clock.advance(2 * DAY_MS)
    const late = await ask()
    expect(late.deletedRecords).toEqual([])
    expect(late.earliestDateAvailable).toBe('2026-11-22T10:00:00.000+0000')
  },
)

rule(
  'a removed contact role is found by getDeleted and queryAll',
  {
    evidence: 'reported',
    at: 'https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_opportunitycontactrole.htm',
    says: 'OpportunityContactRole is replicateable, not undeletable; its deletions are seen by getDeleted and queryAll alone',
  },
  async () => {
    const deal = { Name: 'D', StageName: 'Prospecting', CloseDate: '2026-12-31' }
    const OpportunityId = await make('Opportunity', deal)
    const id = await make('OpportunityContactRole', { OpportunityId, ContactId: await contact('A') })
    await org.conn.sobject('OpportunityContactRole').destroy(id)
    org.clock.advance(2 * MINUTE_MS)
    const { deletedRecords } = await org.conn
      .sobject('OpportunityContactRole')
      .deleted('2026-11-21T10:00:00Z', '2026-11-21T10:02:00Z')
    expect(deletedRecords.map((record) => record.id)).toEqual([id])
    const all = await org.conn.query('SELECT Id FROM OpportunityContactRole WHERE IsDeleted = true', { scanAll: true })
    expect(all.records).toMatchObject([{ Id: id }])
  },
)

rule(
  'a record that came back is not among the deleted',
  {
    evidence: 'documented',
    at: 'https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_undelete.htm',
    says: 'undelete restores the record: it is an updated one',
  },
  async () => {
    const id = await contact('A')
    await org.conn.sobject('Contact').destroy(id)
    org.clock.advance(MINUTE_MS)
    await org.conn.soap.undelete([id])
    org.clock.advance(2 * MINUTE_MS)
    const window = ['2026-11-21T10:00:00Z', '2026-11-21T10:03:00Z'] as const
    expect((await org.conn.sobject('Contact').deleted(...window)).deletedRecords).toEqual([])
    expect((await org.conn.sobject('Contact').updated(...window)).ids).toEqual([id])
  },
)

rule(
  'counts of records leave out objects without any',
  {
    evidence: 'recorded',
    at: 'https://developer.salesforce.com/docs/platform/api-rest/guide/resources-record-count.html',
    says: '{sObjects:[{count,name}]}; objects with 0 are omitted',
  },
  async () => {
    await contact('A')
    const path = '/services/data/v68.0/limits/recordCount?sObjects=Contact,Lead'
    expect(await org.conn.request(path)).toEqual({ sObjects: [{ count: 1, name: 'Contact' }] })
  },
)
