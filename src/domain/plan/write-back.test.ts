import { describe, expect, it } from 'vitest'
import { HUBSPOT_FIELDS } from '../objects/own-field.ts'
import type { OpportunityFact, PersonFacts } from './write-back.ts'
import { contactWriteBack, difference } from './write-back.ts'

const opportunity = (id: string, over: Partial<OpportunityFact> = {}): OpportunityFact => ({
  id,
  stage: 'Prospecting',
  isClosed: false,
  isWon: false,
  amountMinor: 10_050n,
  createdAt: 1_000,
  closedOn: null,
  lostReason: null,
  refundOf: null,
  refundedMinor: null,
  ...over,
})
const won = { isClosed: true, isWon: true, stage: 'Closed Won' }
const lost = { isClosed: true, stage: 'Closed Lost' }
const facts = (over: Partial<PersonFacts> = {}): PersonFacts => ({
  salesforceId: '00Q1',
  owner: { name: 'Ann', email: 'ann@x.example' },
  handoff: null,
  clock: null,
  opportunities: [],
  attributedMinor: null,
  firstCampaign: 'A',
  lastCampaign: 'B',
  currency: 'USD',
  ...over,
})

describe('what a contact is told', () => {
  it('is every property that Tandem brings for contacts, and no other', () => {
    const own = HUBSPOT_FIELDS.filter((field) => field.object === 'contacts').map((field) => field.name)
    expect(Object.keys(contactWriteBack(facts())).toSorted()).toEqual(own.toSorted())
  })

  it('of an adopted person without opportunities: who and where, nothing of follow-up or outcome', () => {
    const told = Object.entries(contactWriteBack(facts())).filter(([, value]) => value !== null)
    expect(Object.fromEntries(told)).toEqual({
      tandem_salesforce_id: '00Q1',
      tandem_sales_owner_name: 'Ann',
      tandem_sales_owner_email: 'ann@x.example',
      tandem_first_campaign: 'A',
      tandem_last_campaign: 'B',
    })
  })

  it('adds up won amounts and names the latest close; an open or lost one beside it changes nothing of that', () => {
    const opportunities = [
      opportunity('1', { ...won, closedOn: '2026-03-05' }),
      opportunity('2', { ...won, closedOn: '2026-02-01', amountMinor: null }),
      opportunity('3', { createdAt: 9_000, stage: 'Qualification' }),
      opportunity('4', { ...lost, lostReason: 'Price' }),
    ]
    expect(contactWriteBack(facts({ opportunities, attributedMinor: 5_025n }))).toMatchObject({
      tandem_outcome: 'won',
      tandem_won_amount: '100.5',
      tandem_won_on: '2026-03-05',
      tandem_opportunity_stage: 'Qualification',
      tandem_lost_reason: 'Price',
      tandem_attributed_revenue: '50.25',
    })
  })

  it('is open while any is open, and lost only when all are', () => {
    expect(
      contactWriteBack(facts({ opportunities: [opportunity('1'), opportunity('2', lost)] }))['tandem_outcome'],
    ).toBe('open')
    expect(contactWriteBack(facts({ opportunities: [opportunity('2', lost)] }))['tandem_outcome']).toBe('lost')
  })

  it('counts a refund, of its own or in fields, as less of what was won, and as no opportunity', () => {
    const opportunities = [
      opportunity('1', { ...won, closedOn: '2026-03-05', refundedMinor: 1_000n }),
      opportunity('2', { ...won, closedOn: '2026-04-01', createdAt: 9_000, amountMinor: -2_050n, refundOf: '1' }),
      opportunity('3', { createdAt: 9_500, stage: 'Draft refund', refundOf: '1' }),
    ]
    expect(contactWriteBack(facts({ opportunities }))).toMatchObject({
      tandem_outcome: 'won',
      tandem_won_amount: '70',
      tandem_won_on: '2026-03-05',
      tandem_opportunity_stage: 'Closed Won',
    })
  })

  it('says nothing was won of an opportunity that was opened again, or refunded before anything was', () => {
    const reopened = contactWriteBack(facts({ opportunities: [opportunity('1')] }))
    expect(reopened).toMatchObject({ tandem_outcome: 'open', tandem_won_amount: null, tandem_won_on: null })
    const only = contactWriteBack(facts({ opportunities: [opportunity('2', { ...won, refundOf: '1' })] }))
    expect(only).toMatchObject({ tandem_outcome: null, tandem_won_amount: null, tandem_opportunity_stage: null })
  })

  it('does not depend on the order in which opportunities are given', () => {
    const opportunities = [
      opportunity('1', won),
      opportunity('2', { ...lost, lostReason: 'x' }),
      opportunity('3', { ...lost, lostReason: 'y' }),
    ]
    expect(contactWriteBack(facts({ opportunities }))).toEqual(
      contactWriteBack(facts({ opportunities: opportunities.toReversed() })),
    )
  })

  it('shows the clock from its start on', () => {
    const clock = {
      state: 'met',
      policy: 'hot',
      dueAt: Date.UTC(2026, 0, 2),
      stoppedAt: Date.UTC(2026, 0, 1),
      breachedAt: null,
    }
    expect(contactWriteBack(facts({ clock }))).toMatchObject({
      tandem_sla_status: 'met',
      tandem_sla_due_at: '2026-01-02T00:00:00.000Z',
      tandem_first_response_at: '2026-01-01T00:00:00.000Z',
      tandem_sla_policy: 'hot',
      tandem_sla_breached_at: null,
    })
    expect(contactWriteBack(facts({ clock: { ...clock, state: 'not_started' } }))['tandem_sla_status']).toBeNull()
  })
})

it('only differences are written: an unread property counts as blank, a value that no longer holds is cleared', () => {
  expect(difference({ a: '1', b: null, c: null, d: '2' }, { a: '1', c: '3' })).toEqual({ c: null, d: '2' })
})
