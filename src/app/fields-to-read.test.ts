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

  it('are also those that contracts, territories and segments look at, and what tells the company', () => {
    const when = (property: string) => [{ property, in: ['x'] }]
    const { routing } = loopDocument()
    const config = parsed(
      loopDocument({
        handover: [
          {
            id: 'hot',
            pool: 'sales',
            when: when('p_when'),
            behaviour: [{ property: 'p_visit', withinDays: 7 }],
            score: { property: 'p_score', atLeast: 50 },
            urgencyWhen: [
              { urgency: 'urgent', when: when('p_urgent'), behaviour: [{ property: 'p_demo', withinDays: 1 }] },
            ],
          },
        ],
        routing: {
          ...routing,
          territories: [{ id: 'de', when: when('p_country'), to: { pool: 'sales' } }],
          segments: [{ id: 'big', when: when('p_size'), to: { pool: 'sales' } }],
        },
      }),
    )
    const named = ['p_when', 'p_visit', 'p_score', 'p_urgent', 'p_demo', 'p_country', 'p_size']
    const company = ['email', 'company', 'website', 'hs_email_domain']
    expect(hubspotFields(config, ['contact-lead'])).toEqual(expect.arrayContaining([...named, ...company]))
    expect(hubspotFields(config, ['deal-opportunity'])).not.toEqual(expect.arrayContaining(['p_when']))
  })
})
