import { expect, test } from 'vitest'
import { parseChangeEvent } from './change-event.ts'

const LEAD = '00Q5e0000000001EAA'
const message = (header: object, payload: object = {}) => ({
  event: { replayId: 7 },
  payload: {
    ChangeEventHeader: {
      entityName: 'Lead',
      recordIds: [LEAD],
      changeType: 'UPDATE',
      changedFields: ['Status', 'LastModifiedDate'],
      changeOrigin: 'com/salesforce/api/rest/68.0;client=Other',
      commitTimestamp: 1_000_500,
      ...header,
    },
    ...payload,
  },
})
const eventsOf = (header: object, payload?: object) => parseChangeEvent(message(header, payload))?.events

test('an update names record, instant and fields', () => {
  expect(parseChangeEvent(message({}))).toEqual({
    replayId: 7,
    overflow: false,
    events: [
      {
        object: 'Lead',
        id: LEAD,
        kind: 'upserted',
        at: 1_000_500,
        by: 'others',
        fields: ['Status', 'LastModifiedDate'],
      },
    ],
  })
})

test.each([
  ['CREATE', 'upserted'],
  ['DELETE', 'deleted'],
  ['UNDELETE', 'restored'],
  ['GAP_CREATE', 'upserted'],
  ['GAP_UPDATE', 'upserted'],
  ['GAP_DELETE', 'deleted'],
  ['GAP_UNDELETE', 'restored'],
])('%s means %s', (changeType, kind) => {
  expect(eventsOf({ changeType, changedFields: [] })).toMatchObject([{ kind }])
})

test('records that were changed alike come in one event', () => {
  const second = '00Q5e0000000002EAA'
  expect(eventsOf({ recordIds: [LEAD, second] })?.map(({ id }) => id)).toEqual([LEAD, second])
})

test('gaps and compound fields leave open what changed', () => {
  expect(eventsOf({ changeType: 'GAP_UPDATE' })?.[0]).not.toHaveProperty('fields')
  expect(eventsOf({ changedFields: ['Name', 'Status'] })?.[0]).not.toHaveProperty('fields')
  expect(eventsOf({ changedFields: ['Address'] })?.[0]).not.toHaveProperty('fields')
})

test('an overflow names nobody', () => {
  const header = { changeType: 'GAP_OVERFLOW', recordIds: ['000000000000000AAA'] }
  expect(parseChangeEvent(message(header))).toEqual({ replayId: 7, events: [], overflow: true })
})

test('a lead that was converted is told as such', () => {
  expect(eventsOf({}, { IsConverted: true })).toMatchObject([{ kind: 'converted' }])
})

test('own writes are told by the name of the client, but for the end of a record', () => {
  const changeOrigin = 'com/salesforce/api/rest/68.0;client=Tandem'
  expect(eventsOf({ changeOrigin })).toMatchObject([{ by: 'own' }])
  expect(eventsOf({ changeOrigin: 'com/salesforce/api/soap/68.0;client=Tandem/' })).toMatchObject([{ by: 'own' }])
  expect(eventsOf({ changeOrigin, changeType: 'DELETE' })).toMatchObject([{ by: 'others' }])
  expect(eventsOf({ changeOrigin: 'com/salesforce/api/rest/68.0;client=TandemBike' })).toMatchObject([{ by: 'others' }])
})

test('anything else is no change event', () => {
  expect(parseChangeEvent({ event: { replayId: 1 }, payload: {} })).toBeNull()
  expect(parseChangeEvent(null)).toBeNull()
})
