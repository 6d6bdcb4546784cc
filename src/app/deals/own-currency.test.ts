import { describe, expect, it } from 'vitest'
import type { Scope } from '../scope.ts'
import { inOwnCurrency, ownMinorOf } from './own-currency.ts'

const RATES = [
  { currency: 'EUR', from: '2026-01-01', rate: '1.1' },
  { currency: 'EUR', from: '2026-02-01', rate: '1.2' },
  { currency: 'JPY', from: '2026-01-01', rate: '0.0067' },
]
const scopeOf = (currencyMapped: 'to-hubspot' | 'to-salesforce' | null = null) =>
  ({
    connection: { currency: 'USD', orgTimeZone: 'America/New_York' },
    config: {
      attribution: { rates: RATES },
      fields: {
        'deal-opportunity':
          currencyMapped === null ? [] : [{ salesforce: 'CurrencyIsoCode', direction: currencyMapped }],
      },
    },
  }) as unknown as Scope

const recordOf = (values: Readonly<Record<string, string | null>>) => ({
  object: 'Opportunity',
  id: '006',
  values: { CreatedDate: '2026-02-01T02:00:00.000Z', IsClosed: 'false', CloseDate: '2026-06-01', ...values },
  createdAt: 1,
  modifiedAt: 2,
  mergedIds: [],
})
const seen = (values: Readonly<Record<string, string | null>>, scope = scopeOf()) => {
  const { record, foreign } = inOwnCurrency(scope, recordOf(values))
  return { amount: record?.values['Amount'], foreign }
}

describe('an opportunity’s amount', () => {
  it.each([[{ Amount: '10' }], [{ Amount: '10', CurrencyIsoCode: 'usd' }], [{ Amount: '10', CurrencyIsoCode: null }]])(
    'of %j is the connection’s own',
    (values) => {
      expect(seen(values)).toEqual({ amount: '10', foreign: null })
    },
  )

  it('goes by the rate of its close date once it is closed, before by that of the day it was made in the org’s zone', () => {
    const euros = { Amount: '100.05', CurrencyIsoCode: 'EUR' }
    expect(seen(euros)).toMatchObject({
      amount: '110.06',
      foreign: { rate: '1.1', day: '2026-01-31', ownMinor: 11_006n },
    })
    expect(seen({ ...euros, IsClosed: 'true' })).toMatchObject({
      amount: '120.06',
      foreign: { currency: 'EUR', amountMinor: 10_005n, ownMinor: 12_006n, rate: '1.2', day: '2026-06-01' },
    })
    expect(seen({ Amount: '15000', CurrencyIsoCode: 'JPY' })).toMatchObject({
      amount: '100.5',
      foreign: { amountMinor: 15_000n },
    })
  })

  it('is blank without a rate, and says for which day one is missing', () => {
    expect(seen({ Amount: '5', CurrencyIsoCode: 'GBP' })).toEqual({
      amount: null,
      foreign: { currency: 'GBP', amountMinor: 500n, ownMinor: null, rate: null, day: '2026-01-31' },
    })
  })

  it('stays as it is for deals that are told its currency, and counts converted all the same', () => {
    const euros = { Amount: '100', CurrencyIsoCode: 'EUR' }
    expect(seen(euros, scopeOf('to-hubspot'))).toMatchObject({ amount: '100', foreign: { ownMinor: 11_000n } })
    expect(seen(euros, scopeOf('to-salesforce'))).toMatchObject({ amount: '110' })
  })

  it('of nothing is nothing, and its refund goes by the same rate', () => {
    const { foreign } = seen({ Amount: null, CurrencyIsoCode: 'EUR' })
    expect(foreign).toMatchObject({ amountMinor: null, ownMinor: null, rate: '1.1' })
    expect(ownMinorOf('20', foreign, 'USD')).toBe(2_200n)
    expect(ownMinorOf('20', null, 'USD')).toBe(2_000n)
    expect(ownMinorOf('20', seen({ CurrencyIsoCode: 'GBP' }).foreign, 'USD')).toBeNull()
  })
})
