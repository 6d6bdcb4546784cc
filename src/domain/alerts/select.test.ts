import { describe, expect, it } from 'vitest'
import { alert } from '#support/alerts.ts'
import { alertId } from './alert-id.ts'
import { channelsFor, destinationOf, mailAddress } from './select.ts'
import type { AlertRule, Channel } from './types.ts'

const rule = (over: Partial<AlertRule>): AlertRule => ({ on: ['breach'], to: ['sales'], urgency: [], ...over })

describe('the id of an alert', () => {
  it('is the same for the same event and another for another one', () => {
    const event = { kind: 'warning', subject: 'clock-1', change: 'warn:0.5' } as const
    expect(alertId(event)).toBe(alertId({ ...event }))
    expect(alertId(event)).not.toBe(alertId({ ...event, change: 'warn:0.8' }))
    expect(alertId(event)).not.toBe(alertId({ ...event, kind: 'breach' }))
  })

  it('does not mix up names with separators in them', () => {
    const of = (subject: string, change: string): string => alertId({ kind: 'breach', subject, change })
    expect(of('a:b', 'c')).not.toBe(of('a', 'b:c'))
    expect(of('a/b', 'c')).not.toContain('/')
    expect(of('a b', 'c')).not.toMatch(/\s/)
    expect(of('a%3a.b', 'c')).not.toBe(of('a:b', 'c'))
    expect(of('a', 'b')).toBe('breach:a:b')
  })
})

describe('the channels of an alert', () => {
  it('are those of every rule that fits, each once', () => {
    const rules = [rule({}), rule({ to: ['sales', 'ops'] }), rule({ on: ['warning'], to: ['other'] })]
    expect(channelsFor(alert('a'), rules)).toEqual(['sales', 'ops'])
    expect(channelsFor(alert('a', { kind: 'rejected' }), rules)).toEqual([])
  })

  it('are filtered by urgency where the rule says so; alerts without a lead pass only where it does not', () => {
    const rules = [rule({ urgency: ['urgent'], to: ['hot'] }), rule({ to: ['all'] })]
    expect(channelsFor(alert('a', { facts: { urgency: 'urgent' } }), rules)).toEqual(['hot', 'all'])
    expect(channelsFor(alert('a', { facts: { urgency: 'low' } }), rules)).toEqual(['all'])
    expect(channelsFor(alert('a', { linkId: null, facts: { urgency: '' } }), rules)).toEqual(['all'])
  })

  it('are mails to owner and manager, besides those that the alert names itself', () => {
    const rules = [rule({ to: ['owner'] })]
    expect(channelsFor(alert('a', { alsoTo: ['manager', 'ops'] }), rules)).toEqual([
      'email:ann@sales.example',
      'email:mia@sales.example',
      'ops',
    ])
    const both = alert('a', { ownerEmail: 'Mia@Sales.example', alsoTo: ['manager'] })
    expect(channelsFor(both, rules)).toEqual(['email:mia@sales.example'])
  })

  it('keep the word where no address is known, so that the alert is not lost', () => {
    const rules = [rule({ to: ['owner', 'manager'] })]
    expect(channelsFor(alert('a', { ownerEmail: null, managerEmail: 'no address' }), rules)).toEqual([
      'owner',
      'manager',
    ])
  })
})

describe('where a delivery goes', () => {
  const slack: Channel = { type: 'slack', urlFrom: 'SLACK_URL' }

  it('is the channel of that name, or the mail', () => {
    expect(destinationOf('sales', { sales: slack })).toEqual({ channel: slack })
    expect(destinationOf('email:ann@sales.example', {})).toEqual({
      channel: { type: 'email', to: ['ann@sales.example'] },
    })
  })

  it.each([
    ['gone', /no channel "gone".*alerts resume --channel gone/],
    ['owner', /no e-mail address is known of the owner/],
    ['email:nobody', /no address/],
    ['toString', /no channel/],
  ])('is nowhere for %j, and that is said', (name, reason) => {
    expect(destinationOf(name, { sales: slack })).toEqual({ missing: expect.stringMatching(reason) })
  })
})

describe('an address', () => {
  it.each(['ann@sales.example', ' Ann.O+x@Sales.Example '])('%j is one', (raw) => {
    expect(mailAddress(raw)).toBe(raw.trim().toLowerCase())
  })

  it.each([
    null,
    '',
    'ann',
    'ann@x',
    'a@b.example\nBcc: c@d.example',
    'a@b.example,c@d.example',
    'a\u0000@b.example',
    '<a@b.example>',
    `${'a'.repeat(250)}@b.example`,
  ])('%j is none', (raw) => {
    expect(mailAddress(raw)).toBeNull()
  })
})
