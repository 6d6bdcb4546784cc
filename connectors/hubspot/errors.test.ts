import { describe, expect, test } from 'vitest'
import { toItemError, toRemoteError } from './errors.ts'

const from = (status: number, body: unknown, retryAfterSeconds?: number) =>
  toRemoteError({
    status,
    body,
    endpoint: 'POST /x',
    dailyResetMs: 5000,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  })

const validation = (code: string) => ({
  status: 'error',
  category: 'VALIDATION_ERROR',
  message: `Property values were not valid: [{"isValid":false,"message":"x","error":"${code}","name":"industry"}]`,
  errors: [{ message: 'x', code, context: { propertyName: ['industry'] } }],
})

describe('what HubSpot says and what it means', () => {
  test.each([
    [400, validation('PROPERTY_DOESNT_EXIST'), 'PROPERTY_DOESNT_EXIST', 'park'],
    [400, validation('INVALID_OPTION'), 'INVALID_OPTION', 'park'],
    [400, validation('READ_ONLY_VALUE'), 'READ_ONLY_PROPERTY', 'park'],
    [
      400,
      {
        message: 'Cannot set PropertyValueCoordinates{portalId=1, value=secret} on 1. 2 already has that value.',
        category: 'VALIDATION_ERROR',
      },
      'DUPLICATE_VALUE',
      'park',
    ],
    [400, { message: 'Unable to infer object type from: butterflies' }, 'UNKNOWN_OBJECT', 'park'],
    [400, { message: 'something new' }, 'HTTP_400', 'park'],
    [401, { category: 'EXPIRED_AUTHENTICATION', message: 'expired' }, 'CREDENTIALS_REJECTED', 'fatal'],
    [401, '<html>', 'CREDENTIALS_REJECTED', 'fatal'],
    [403, { category: 'MISSING_SCOPES', message: 'scopes' }, 'MISSING_SCOPES', 'fatal'],
    [404, { message: 'resource not found' }, 'NOT_FOUND', 'park'],
    [409, { category: 'CONFLICT', message: 'Contact already exists. Existing ID: 17' }, 'ALREADY_EXISTS', 'park'],
    [414, {}, 'REQUEST_TOO_LONG', 'park'],
    [500, { message: 'internal error' }, 'SERVER_ERROR', 'retry'],
    [521, '<html>', 'SERVER_ERROR', 'retry'],
  ] as const)('%i %j', (status, body, code, disposition) => {
    const error = from(status, body)
    expect(error).toMatchObject({ code, disposition, status })
    expect(error.remedy).not.toBe('')
  })

  test('rate limits wait as long as their policy', () => {
    expect(from(429, { policyName: 'TEN_SECONDLY_ROLLING', message: 'ten_secondly_rolling' }).retryAfterMs).toBe(10_000)
    expect(from(429, { policyName: 'SECONDLY', message: 'You have reached your secondly limit.' }).retryAfterMs).toBe(
      1_000,
    )
    expect(from(429, { message: 'You have reached your secondly limit.', category: 'RATE_LIMITS' }).retryAfterMs).toBe(
      1_000,
    )
    expect(from(429, { policyName: 'DAILY', message: 'daily limit' })).toMatchObject({
      code: 'DAILY_LIMIT',
      retryAfterMs: 5000,
    })
    expect(from(429, {}).retryAfterMs).toBe(10_000)
    expect(from(429, { policyName: 'SECONDLY' }, 3).retryAfterMs).toBe(3_000)
  })

  test('locks and migrations are waited for', () => {
    expect(from(423, {})).toMatchObject({ disposition: 'retry-after', retryAfterMs: 2_000 })
    expect(from(477, {}, 3600)).toMatchObject({ disposition: 'retry-after', retryAfterMs: 3_600_000 })
  })

  test.each([
    ['RATE_LIMITS', 'RATE_LIMITED'],
    ['INTERNAL_ERROR', 'SERVER_ERROR'],
  ])('an input refused with %s is tried again: nothing is wrong with it', (category, code) => {
    const entry = { status: 'error', category, message: 'internal error' }
    expect(toItemError(entry, 'x')).toMatchObject({ code, disposition: 'retry' })
  })

  test('the id of the record that exists already is kept', () => {
    expect(
      from(409, { category: 'CONFLICT', message: 'Contact already exists. Existing ID: 17' }).context['existingId'],
    ).toBe('17')
    expect(
      toItemError({ category: 'CONFLICT', message: 'Contact already exists', context: { existingId: ['18'] } }, 'x')
        .context['existingId'],
    ).toBe('18')
  })

  test.each([
    'Email address ada lovelace is invalid',
    'born in lovelace was not a valid long.',
    'lovelace was not one of the allowed options: [label: "A"]',
  ])('the value is left out of %j', (message) => {
    expect(toItemError({ category: 'VALIDATION_ERROR', message }, 'x').message).not.toContain('lovelace')
  })

  test('messages name properties, not the values of people', () => {
    const bad =
      'Property values were not valid: [{"isValid":false,"message":"Email address ada@example.com is invalid","error":"INVALID_EMAIL","name":"email"}]'
    const error = from(400, { message: bad, category: 'VALIDATION_ERROR' })
    expect(error.code).toBe('INVALID_EMAIL')
    expect(error.message).toContain('email')
    expect(error.message).not.toContain('ada')
    expect(
      from(400, {
        message:
          'Cannot set PropertyValueCoordinates{propertyName=x, value=Ada Lovelace} on 1. 2 already has that value.',
      }).message,
    ).not.toContain('Ada')
  })
})
