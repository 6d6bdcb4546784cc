import { describe, expect, it } from 'vitest'
import { toMinorHalfUp } from '#domain/money.ts'
import { refundIn } from './refund.ts'

const FIELDS = { opportunityField: 'Refund_Of__c', amountField: 'Refunded__c', dateField: 'Refunded_On__c' }
const read = (values: Record<string, string | null>, fields: Parameters<typeof refundIn>[0] = FIELDS) =>
  refundIn(fields, values, 'America/New_York', (amount) => toMinorHalfUp(amount, 'USD'))

describe('a refund in Salesforce', () => {
  it('is an amount, whichever sign it was written with, on a day of the org', () => {
    const refunded = { refundOf: null, refundedMinor: 5050n, refundedAt: Date.UTC(2026, 2, 3, 5) - 1 }
    expect(read({ Refunded__c: '50.5', Refunded_On__c: '2026-03-02' })).toEqual(refunded)
    expect(read({ Refunded__c: '-50.5', Refunded_On__c: '2026-03-02' })).toEqual(refunded)
  })

  it('may have an instant, or no date at all', () => {
    expect(read({ Refunded__c: '1', Refunded_On__c: '2026-03-02T10:00:00.000+0000' }).refundedAt).toBe(
      Date.UTC(2026, 2, 2, 10),
    )
    expect(read({ Refunded__c: '1' }).refundedAt).toBeNull()
  })

  it('of nothing is none, and fields that are not configured say nothing', () => {
    expect(read({ Refunded__c: '0' }).refundedMinor).toBeNull()
    const none = { opportunityField: null, amountField: null, dateField: null }
    expect(read({ Refunded__c: '50', Refund_Of__c: '006' }, none)).toEqual({
      refundOf: null,
      refundedMinor: null,
      refundedAt: null,
    })
  })

  it('of its own names the opportunity that it refunds', () => {
    expect(read({ Refund_Of__c: '006A' }).refundOf).toBe('006A')
  })
})
