import { describe, expect, it } from 'vitest'
import type { Scope } from '../scope.ts'
import { toStored } from './remember.ts'
import type { DealResult } from './unit.ts'

const scopeOf = (currency: string) =>
  ({
    connection: { currency, orgTimeZone: 'America/New_York' },
    config: {
      lossReasonField: 'Why__c',
      attribution: { payback: null, refunds: { opportunityField: null, amountField: null, dateField: null } },
    },
  }) as Scope

function resultOf(values: Readonly<Record<string, string | null>>): DealResult {
  const record = { object: 'Opportunity', id: '006', values, createdAt: 1, modifiedAt: 2, mergedIds: [] }
  return {
    unconvertible: [],
    existing: null,
    known: [],
    stillOn: [],
    agreed: true,
    deal: {
      rows: [],
      opportunityId: '006',
      record,
      foreign: null,
      link: null,
      before: null,
      people: [],
      contactSource: 'none',
    },
    link: null,
    mirror: 'none',
    write: null,
    changes: [],
    journal: [],
    verdict: { kind: 'done' },
  }
}

const stored = (values: Readonly<Record<string, string | null>>, currency = 'USD') =>
  toStored(scopeOf(currency), resultOf(values))

describe('an opportunity as it is remembered', () => {
  it.each([
    ['1000.505', 'USD', 100051n],
    ['1000.504', 'USD', 100050n],
    ['-1000.505', 'USD', -100051n],
    ['1000.5', 'JPY', 1001n],
    ['1000.5', 'KWD', 1000500n],
  ])('of %s %s is booked in whole minor units, halves up', (amount, currency, expected) => {
    expect(stored({ Amount: amount }, currency)).toMatchObject({ amountMinor: expected, currency })
  })

  it('without an amount has none, which is not zero', () => {
    expect(stored({ Amount: null }).amountMinor).toBeNull()
    expect(stored({ Amount: '0' }).amountMinor).toBe(0n)
  })

  it('closed at the end of its close date in the zone of the org, and only if it is closed', () => {
    const closed = { CloseDate: '2026-03-02', IsClosed: 'true', IsWon: 'true' }
    expect(stored(closed).closedAt).toBe(Date.UTC(2026, 2, 3, 5) - 1)
    expect(stored({ ...closed, IsClosed: 'false' }).closedAt).toBeNull()
  })

  it('has a reason only when it was lost', () => {
    const lost = { IsClosed: 'true', IsWon: 'false', Why__c: 'Too dear' }
    expect(stored(lost).lostReason).toBe('Too dear')
    expect(stored({ ...lost, IsWon: 'true' }).lostReason).toBeNull()
    expect(stored({ ...lost, IsClosed: 'false' }).lostReason).toBeNull()
  })
})
