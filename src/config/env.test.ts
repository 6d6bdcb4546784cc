import { describe, expect, it } from 'vitest'
import { UsageError } from '#domain/errors.ts'
import { readEnv, required } from './env.ts'

describe('the environment', () => {
  it('has defaults for a start on this machine', () => {
    expect(readEnv({})).toMatchObject({
      PORT: 8080,
      HOST: '127.0.0.1',
      TANDEM_DATA_DIR: '.tandem',
      TANDEM_POLL_SECONDS: 15,
    })
    expect(readEnv({}).DATABASE_URL).toBeUndefined()
  })

  it('takes a blank value for none, and trims the others', () => {
    const env = readEnv({ DATABASE_URL: '  ', TANDEM_HUBSPOT_TOKEN: ' pat-1\n' })
    expect(env.DATABASE_URL).toBeUndefined()
    expect(env.TANDEM_HUBSPOT_TOKEN).toBe('pat-1')
  })

  it.each([
    ['PORT', 'eighty'],
    ['PORT', '70000'],
    ['LOG_LEVEL', 'loud'],
    ['TANDEM_POLL_SECONDS', '0'],
    ['TANDEM_HUBSPOT_API', 'v2'],
  ])('refuses %s=%s and names it', (name, value) => {
    expect(() => readEnv({ [name]: value })).toThrow(UsageError)
    expect(() => readEnv({ [name]: value })).toThrow(name)
  })

  it('says what a missing variable is for', () => {
    expect(() => required(readEnv({}), 'TANDEM_HUBSPOT_TOKEN', 'a service key')).toThrow(
      /TANDEM_HUBSPOT_TOKEN is not set: it holds a service key/,
    )
    expect(required(readEnv({ TANDEM_HUBSPOT_TOKEN: 'x' }), 'TANDEM_HUBSPOT_TOKEN', '')).toBe('x')
  })
})
