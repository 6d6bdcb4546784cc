import { describe, expect, test } from 'vitest'
import { duplicatesOf, toAuthError, toItemError, toRemoteError } from './errors.ts'

describe('what Salesforce says and what it means', () => {
  test.each([
    [400, 'DUPLICATE_VALUE', 'DUPLICATE_VALUE', 'park'],
    [400, 'REQUIRED_FIELD_MISSING', 'REQUIRED_FIELD_MISSING', 'park'],
    [400, 'FIELD_CUSTOM_VALIDATION_EXCEPTION', 'VALIDATION_RULE', 'park'],
    [400, 'UNABLE_TO_LOCK_ROW', 'RECORD_LOCKED', 'retry'],
    [400, 'CANNOT_UPDATE_CONVERTED_LEAD', 'LEAD_CONVERTED', 'park'],
    [400, 'INACTIVE_OWNER_OR_USER', 'INACTIVE_OWNER', 'park'],
    [400, 'INVALID_FIELD', 'UNKNOWN_FIELD', 'park'],
    [400, 'QUERY_TIMEOUT', 'QUERY_TIMEOUT', 'retry'],
    [400, 'SOMETHING_NEW', 'SOMETHING_NEW', 'park'],
    [401, 'INVALID_SESSION_ID', 'CREDENTIALS_REJECTED', 'fatal'],
    [403, 'API_DISABLED_FOR_ORG', 'API_DISABLED', 'fatal'],
    [404, 'ENTITY_IS_DELETED', 'RECORD_NOT_FOUND', 'park'],
    [404, 'NOT_FOUND', 'RECORD_NOT_FOUND', 'park'],
    [500, 'UNKNOWN_EXCEPTION', 'SERVER_ERROR', 'retry'],
    [500, 'SOMETHING_NEW', 'SERVER_ERROR', 'retry'],
  ] as const)('%i %s', (status, errorCode, code, disposition) => {
    const error = toRemoteError(status, [{ errorCode, message: 'said', fields: [] }], 'GET /x')
    expect(error).toMatchObject({ code, disposition, status })
    expect(error.remedy).not.toBe('')
  })

  test('bodies that are no JSON go by status', () => {
    expect(toRemoteError(503, null, 'x')).toMatchObject({ code: 'SERVER_ERROR', disposition: 'retry' })
    expect(toRemoteError(410, '<html>', 'x')).toMatchObject({ code: 'API_VERSION_RETIRED', disposition: 'fatal' })
    expect(toRemoteError(414, null, 'x')).toMatchObject({ code: 'HTTP_414', disposition: 'park' })
  })

  test('limits wait: long for the day, short for concurrency', () => {
    const limit = (message: string) => toRemoteError(403, [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message }], 'x')
    expect(limit('TotalRequests Limit exceeded.')).toMatchObject({
      code: 'DAILY_LIMIT',
      disposition: 'retry-after',
      retryAfterMs: 900_000,
    })
    expect(limit('ConcurrentRequests (Concurrent API Requests) Limit exceeded.')).toMatchObject({
      code: 'RATE_LIMITED',
      retryAfterMs: 30_000,
    })
  })

  test.each(['duplicateResut', 'duplicateResult'])('candidates of a duplicate rule are named, spelt %s', (key) => {
    const result = {
      allowSave: true,
      duplicateRule: 'Standard_Lead_Duplicate_Rule',
      matchResults: [
        { matchRecords: [{ record: { Id: '003000000000001AAA' } }, { record: { Id: '003000000000002AAA' } }] },
      ],
    }
    const error = toItemError(
      [{ statusCode: 'DUPLICATES_DETECTED', message: 'Use one of these records?', fields: [], [key]: result }],
      'x',
    )
    expect(error).toMatchObject({ code: 'DUPLICATES_DETECTED', disposition: 'park' })
    expect(error.context).toMatchObject({ allowSave: true, candidateIds: '003000000000001AAA,003000000000002AAA' })
  })

  test('the record that holds a unique value is named', () => {
    const error = toItemError(
      [
        {
          statusCode: 'DUPLICATE_VALUE',
          message: 'duplicate value found: X__c duplicates value on record with id: 00Q000000000001',
        },
      ],
      'x',
    )
    expect(error.context['existingId']).toBe('00Q000000000001')
  })

  test('values of people stay out of messages', () => {
    const said = (message: string) => toItemError([{ statusCode: 'X', message }], 'x').message
    expect(said('Email: invalid email address: ada@example')).not.toContain('ada')
    expect(said('Last Name: data value too large: Lovelace Lovelace (max length=80)')).toBe(
      'Salesforce X: Last Name: data value too large (max length=80)',
    )
    expect(said('Status: bad value for restricted picklist field: Secret')).not.toContain('Secret')
    expect(said('Last Name: data value too large: Lovelace (née Byron) of Ockham (max length=80)')).toBe(
      'Salesforce X: Last Name: data value too large (max length=80)',
    )
    expect(said('Status: bad value for restricted picklist field: Open (Secret)')).not.toContain('Secret')
    expect(said('Employees: value not of required type: about ten')).not.toContain('ten')
    expect(
      said('Cannot deserialize instance of date from VALUE_STRING value 10 Dec 1815 or request may be missing a field'),
    ).toBe(
      'Salesforce X: Cannot deserialize instance of date from VALUE_STRING value or request may be missing a field',
    )
  })

  test('refused credentials are final, a stumbling token endpoint is not', () => {
    expect(
      toAuthError(400, { error: 'invalid_client', error_description: 'invalid client credentials' }, 'Check X.'),
    ).toMatchObject({ code: 'CREDENTIALS_REJECTED', disposition: 'fatal', remedy: 'Check X.' })
    expect(toAuthError(503, null, 'Check X.')).toMatchObject({ disposition: 'retry' })
  })
})

describe('duplicates', () => {
  const result = (allowSave: boolean) => ({
    allowSave,
    duplicateRule: 'Standard_Lead_Duplicate_Rule',
    matchResults: [
      {
        entityType: 'Contact',
        matchRecords: [{ record: { attributes: { type: 'Contact' }, Id: '003000000000001AAA' } }],
      },
      { entityType: 'Lead', matchRecords: [{ record: { Id: '00Q000000000001AAA' } }] },
      { entityType: 'Lead', matchRecords: [{ record: { Id: '00Q000000000001AAA' } }] },
    ],
  })
  const matches = [
    { object: 'Contact', id: '003000000000001AAA' },
    { object: 'Lead', id: '00Q000000000001AAA' },
  ]

  test.each(['duplicateResut', 'duplicateResult'])('are read under the name %s, each match once', (name) => {
    const told = (allowSave: boolean) =>
      duplicatesOf([
        { statusCode: 'REQUIRED_FIELD_MISSING', message: 'x' },
        { statusCode: 'DUPLICATES_DETECTED', message: 'x', [name]: result(allowSave) },
      ])
    expect(told(true)).toEqual({ rule: 'Standard_Lead_Duplicate_Rule', kind: 'alert', matches })
    expect(told(false)).toMatchObject({ kind: 'block' })
  })

  test('an error without them tells of none', () => {
    expect(duplicatesOf([{ statusCode: 'DUPLICATES_DETECTED', message: 'x' }])).toBeNull()
    expect(duplicatesOf([])).toBeNull()
  })
})
