import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { company, loopDocument, mql } from '#support/company.ts'
import { writesOf } from '#support/crm-users.ts'
import { place } from '#support/cli.ts'
import type { Place } from '#support/cli.ts'
import { useCrms } from '#support/crms.ts'

const crms = useCrms()
let at: Place
beforeAll(async () => {
  at = await place()
})
afterAll(() => at.remove())

const env = () => {
  const { hubspot, salesforce } = crms().box
  return {
    LOG_LEVEL: 'silent',
    TANDEM_HUBSPOT_TOKEN: hubspot.credentials['accessToken'] ?? '',
    TANDEM_HUBSPOT_URL: hubspot.url,
    TANDEM_SALESFORCE_URL: salesforce.url,
    TANDEM_SALESFORCE_CLIENT_ID: salesforce.credentials['clientId'] ?? '',
    TANDEM_SALESFORCE_CLIENT_SECRET: salesforce.credentials['clientSecret'] ?? '',
  }
}
const fill = (): void => {
  const data = company({ contacts: [mql('ada'), mql('bea'), mql('cold', { marketable: false })] })
  for (const crm of [crms().box.hubspot, crms().box.salesforce]) crm.sandbox.seed(data)
}

describe('tandem preview', () => {
  it('shows in 80 columns what would happen, leaves no database behind, and says the same as JSON', async () => {
    fill()
    const file = await at.file('tandem.yaml', JSON.stringify(loopDocument()))
    const shown = await at.here(['preview', '--config', file, '--rows', '3'], env())
    expect(shown.code, shown.stderr).toBe(0)
    if (process.env['SHOW'] !== undefined) process.stdout.write(shown.stdout)
    expect(shown.stdout).toMatch(/salesforce Lead +2/)
    expect(shown.stdout).toContain('Nothing was written.')
    expect(shown.stdout).toMatch(/1 {2}not-marketing/)
    expect(Math.max(...shown.stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
    expect(await at.kept()).toBeNull()
    const { stdout } = await at.here(['preview', '--config', file, '--json'], env())
    const result = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as Record<string, unknown>
    expect(result).toMatchObject({ people: { created: 2 }, ignored: { 'not-marketing': 1 }, difference: null })
  })

  it('shows one record with every value', async () => {
    fill()
    const file = await at.file('tandem.yaml', JSON.stringify(loopDocument()))
    const shown = await at.here(['preview', '--config', file, '--record', 'ada@buyers.example'], env())
    expect(shown.code, shown.stderr).toBe(0)
    expect(shown.stdout).toContain('Email: (blank) -> "ada@buyers.example"')
    const none = await at.here(['preview', '--config', file, '--record', 'nobody@buyers.example'], env())
    expect(none.code).toBe(2)
  })

  it('lists all problems of a config and stops', async () => {
    const fields = {
      'contact-lead': [
        { hubspot: 'nope', salesforce: 'Title' },
        { hubspot: 'jobtitle', salesforce: 'Nope__c' },
      ],
    }
    const file = await at.file('bad.yaml', JSON.stringify(loopDocument({ fields })))
    const shown = await at.here(['preview', '--config', file], env())
    expect(shown.code).toBe(2)
    expect(shown.stderr).toContain('nope')
    expect(shown.stderr).toContain('Nope__c')
  })
})

describe('tandem drift', () => {
  it('exits 1 while something is unexplained, and writes nothing to the CRMs', async () => {
    fill()
    const file = await at.file('tandem.yaml', JSON.stringify(loopDocument()))
    const written = writesOf(crms().box)
    const shown = await at.here(['drift', '--config', file], env())
    if (process.env['SHOW'] !== undefined) process.stdout.write(shown.stdout)
    expect(shown.code, shown.stderr).toBe(1)
    expect(shown.stdout).toContain('2 sent, 0 received; the others:')
    expect(shown.stdout).toContain('2 unexplained')
    expect(writesOf(crms().box) - written).toBeLessThanOrEqual(1)
  })
})
