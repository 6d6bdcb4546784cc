import { describe, expect, test } from 'vitest'
import { UsageError } from '#domain/errors.ts'
import { readEnv } from './env.ts'

describe('the settings of a deployment', () => {
  test('have defaults that open nothing to others', () => {
    expect(readEnv({})).toMatchObject({ HOST: '127.0.0.1', PORT: 8080, TANDEM_POLL_SECONDS: 15, LOG_LEVEL: 'info' })
  })

  test('a blank variable counts as not set, whatever it is', () => {
    const names = ['HOST', 'PORT', 'LOG_LEVEL', 'TANDEM_POLL_SECONDS', 'TANDEM_HUBSPOT_URL', 'DATABASE_URL']
    expect(readEnv(Object.fromEntries(names.map((name) => [name, ' '])))).toEqual(readEnv({}))
  })

  test('blanks around a value are taken away', () => {
    expect(readEnv({ TANDEM_HUBSPOT_TOKEN: ' token\n' })).toMatchObject({ TANDEM_HUBSPOT_TOKEN: 'token' })
  })

  test('one that cannot be meant is named', () => {
    expect(() => readEnv({ PORT: '70000' })).toThrow(UsageError)
    for (const PORT of ['abc', '-1', '1.5', '70000'])
      expect(() => readEnv({ PORT })).toThrow('PORT: must be a whole number from 0 to 65535')
    expect(() => readEnv({ TANDEM_SALESFORCE_EVENTS: 'yes' })).toThrow(/TANDEM_SALESFORCE_EVENTS/)
  })

  test('a mail server and a sender are checked at the start, and neither is told in the message', () => {
    expect(readEnv({ SMTP_URL: 'smtps://u:p@mail.example:465', ALERTS_FROM: 'Tandem <t@acme.example>' })).toMatchObject(
      {
        SMTP_URL: 'smtps://u:p@mail.example:465',
        ALERTS_FROM: 'Tandem <t@acme.example>',
      },
    )
    expect(readEnv({ ALERTS_FROM: 't@acme.example' })).toMatchObject({ ALERTS_FROM: 't@acme.example' })
    for (const SMTP_URL of ['mail.example', 'http://u:secret@mail.example', 'mail.example:25'])
      expect(() => readEnv({ SMTP_URL })).toThrow(
        /^environment variable SMTP_URL: must begin with smtp:\/\/(?!.*secret)/,
      )
    for (const ALERTS_FROM of ['nobody', 'Tandem <t@acme.example>\nBcc: x@y.example', 'a@b.example, c@d.example'])
      expect(() => readEnv({ ALERTS_FROM })).toThrow(/ALERTS_FROM: must be/)
  })
})
