import { afterEach, beforeEach, expect } from 'vitest'
import type { Started } from '#sandbox/salesforce/test/start.ts'
import { startSandbox } from '#sandbox/salesforce/test/start.ts'
import { rule } from '../rule.ts'

const OBJECTS = 'https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/'
const documented = (page: string, says: string) =>
  ({ evidence: 'documented', at: `${OBJECTS}${page}.htm`, says }) as const

let org: Started
beforeEach(async () => {
  org = await startSandbox()
})
afterEach(() => org.stop())

rule(
  'an e-mail is a record of its own, related to a deal and its task',
  documented(
    'sforce_api_objects_emailmessage',
    'Incoming, MessageDate, FromAddress, ToAddress, RelatedToId, ActivityId',
  ),
  async () => {
    const deal = await org.conn
      .sobject('Opportunity')
      .create({ Name: 'D', StageName: 'Prospecting', CloseDate: '2026-12-31' })
    const task = await org.conn
      .sobject('Task')
      .create({ WhatId: deal.id, Subject: 'Email: Hello', TaskSubtype: 'Email' })
    await org.conn.sobject('EmailMessage').create({
      Subject: 'Hello',
      Incoming: true,
      MessageDate: '2026-11-20T08:00:00Z',
      FromAddress: 'ada@acme.test',
      ToAddress: 'rep@seller.test',
      RelatedToId: deal.id,
      ActivityId: task.id,
    })
    const soql = 'SELECT Incoming, MessageDate, FromAddress, ToAddress, Status FROM EmailMessage WHERE RelatedToId'
    expect((await org.conn.query(`${soql} = '${deal.id}'`)).records).toMatchObject([
      {
        Incoming: true,
        MessageDate: '2026-11-20T08:00:00.000+0000',
        FromAddress: 'ada@acme.test',
        ToAddress: 'rep@seller.test',
        Status: '3',
      },
    ])
  },
)

rule(
  'each change of stage, amount or close date adds to an opportunity’s history',
  documented(
    'sforce_api_objects_opportunityhistory',
    'represents the stage history of an Opportunity: read-only rows with StageName, Amount, CloseDate, Probability, ForecastCategory',
  ),
  async () => {
    const deal = { Name: 'D', StageName: 'Prospecting', CloseDate: '2026-12-31' }
    const id = String((await org.conn.sobject('Opportunity').create(deal)).id)
    for (const change of [
      { StageName: 'Closed Won' },
      { Amount: 100 },
      { CloseDate: '2026-11-30' },
      { NextStep: 'Call' },
    ]) {
      org.clock.advance(60_000)
      await org.conn.sobject('Opportunity').update({ Id: id, ...change })
    }
    const soql = `SELECT StageName, Amount, CloseDate, Probability, CreatedDate FROM OpportunityHistory WHERE OpportunityId = '${id}' ORDER BY CreatedDate`
    expect((await org.conn.query(soql)).records).toMatchObject([
      { StageName: 'Prospecting', Amount: null, Probability: 10, CreatedDate: '2026-11-21T10:00:00.000+0000' },
      { StageName: 'Closed Won', Amount: null, Probability: 100, CreatedDate: '2026-11-21T10:01:00.000+0000' },
      { StageName: 'Closed Won', Amount: 100 },
      { Amount: 100, CloseDate: '2026-11-30' },
    ])
    await expect(org.conn.sobject('OpportunityHistory').create({ OpportunityId: id })).rejects.toMatchObject({
      errorCode: 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
    })
  },
)

rule(
  'tracked fields of an opportunity keep old and new values',
  documented(
    'sforce_api_objects_opportunityfieldhistory',
    'Field, OldValue, NewValue, DataType; the first row of a record has Field = created',
  ),
  async () => {
    const deal = { Name: 'D', StageName: 'Prospecting', CloseDate: '2026-12-31', Amount: 50 }
    const id = String((await org.conn.sobject('Opportunity').create(deal)).id)
    await org.conn.sobject('Opportunity').update({ Id: id, StageName: 'Closed Won', Amount: 75.5, NextStep: 'x' })
    const soql = `SELECT Field, OldValue, NewValue FROM OpportunityFieldHistory WHERE OpportunityId = '${id}' ORDER BY Id`
    expect((await org.conn.query(soql)).records).toMatchObject([
      { Field: 'created', OldValue: null, NewValue: null },
      { Field: 'Amount', OldValue: 50, NewValue: 75.5 },
      { Field: 'StageName', OldValue: 'Prospecting', NewValue: 'Closed Won' },
    ])
    await expect(org.conn.query("SELECT Id FROM OpportunityFieldHistory WHERE NewValue = '1'")).rejects.toMatchObject({
      errorCode: 'INVALID_FIELD',
    })
  },
)
