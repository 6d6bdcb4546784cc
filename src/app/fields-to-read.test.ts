import { describe, expect, it } from 'vitest'
import { loopDocument, parsed } from '#support/company.ts'
import { hubspotFields, salesforceFields } from './fields-to-read.ts'

describe('fields to read', () => {
  it('are also those that a condition or a fallback of a map looks at', () => {
    const map = { hubspot: 'city', salesforce: 'City', direction: 'both' as const }
    const config = parsed(
      loopDocument({
        fields: {
          'contact-lead': [
            {
              ...map,
              when: { property: 'hs_language', in: ['de'] },
              toSalesforce: [{ fallback: ['address'] }, { fallbackLocalPart: 'work_email' }],
              toHubspot: [{ fallback: ['State'] }],
            },
          ],
        },
      }),
    )
    expect(hubspotFields(config, ['contact-lead'])).toEqual(
      expect.arrayContaining(['city', 'hs_language', 'address', 'work_email']),
    )
    expect(salesforceFields(config, 'contact-lead')).toEqual(expect.arrayContaining(['City', 'State']))
  })
})
