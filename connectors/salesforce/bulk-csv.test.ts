import { parse } from 'csv-parse/sync'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { WriteOperation } from '#ports/connector/writes.ts'
import type { Native } from './native.ts'
import { bulkRow, csvSlices, readResults } from './bulk-csv.ts'

type Upsert = Extract<WriteOperation, { kind: 'upsert' }>
const upsert = (key: string): Upsert => ({
  kind: 'upsert',
  traceId: key,
  object: 'Lead',
  keyField: 'Key__c',
  key,
  values: {},
})
const row = (key: string, native: Record<string, Native>) => bulkRow(upsert(key), 'Key__c', native)

test('any text comes through a file as it is, whatever fields the rows have', () => {
  const text = fc.string({ unit: 'grapheme', minLength: 1 }).filter((value) => value !== '#N/A')
  const rows = fc.uniqueArray(
    fc.record({ key: fc.uuid(), native: fc.dictionary(fc.constantFrom('A', 'B', 'C__c'), text) }),
    { selector: ({ key }) => key, minLength: 1, maxLength: 20 },
  )
  fc.assert(
    fc.property(rows, fc.integer({ min: 20, max: 400 }), (given, most) => {
      const slices = [
        ...csvSlices(
          given.flatMap(({ key, native }) => row(key, native) ?? []),
          'Key__c',
          most,
        ),
      ]
      const read = slices.flatMap(({ csv }) => parse(csv, { columns: true }) as Record<string, string>[])
      expect(read.map((cells) => Object.fromEntries(Object.entries(cells).filter(([, cell]) => cell !== '')))).toEqual(
        given.map(({ key, native }) => ({ Key__c: key, ...native })),
      )
      for (const { csv, rows: sliced } of slices)
        expect(sliced.length === 1 || Buffer.byteLength(csv) <= most).toBe(true)
    }),
  )
})

test('blank clears; what a cell cannot say is left to others', () => {
  expect(row('k', { A: null, B: false, C: 12.5 })?.cells).toEqual({ Key__c: 'k', A: '#N/A', B: 'false', C: '12.5' })
  expect(row('k', { A: '#N/A' })).toBeNull()
  expect(row('k', { A: 'x'.repeat(32_001) })).toBeNull()
  expect(row(' ', {})).toBeNull()
})

test('results are told by key, without regard to the case of headers and keys', () => {
  const csv = [
    '"sf__Id","sf__Error",KEY__C,Name',
    '"","REQUIRED_FIELD_MISSING:Required fields are missing: [Name]:Name --","A-1",""',
    '"00Q1","FIELD_CUSTOM_VALIDATION_EXCEPTION:No: ""never"":--","b","x"',
  ].join('\n')
  expect(readResults(csv, 'Key__c')).toMatchObject([
    {
      key: 'a-1',
      refusal: {
        statusCode: 'REQUIRED_FIELD_MISSING',
        message: 'Required fields are missing: [Name]',
        fields: ['Name'],
      },
    },
    { key: 'b', id: '00Q1', refusal: { statusCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: 'No: "never"' } },
  ])
  expect(readResults('"sf__Id","sf__Created",Id\n"00Q000000000001AAA","true","00Q000000000001"\n', 'Id')).toEqual([
    { key: '00Q000000000001', id: '00Q000000000001AAA', created: true, refusal: null },
  ])
  expect(readResults('', 'Id')).toEqual([])
})
