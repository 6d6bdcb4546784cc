import { describe, expect, test } from 'vitest'
import { shownChange } from './shown-change.ts'
import type { Shown } from './shown-value.ts'

/** As it stands on the page, with two spaces for each level. */
function written(shown: Shown | null, indent = ''): string {
  if (shown === null) return `${indent}(not there)`
  if (shown.kind === 'list')
    return shown.items
      .map((item, i) => `${indent}${shown.inOrder ? i + 1 : '-'} ${written(item, `${indent}  `).trimStart()}`)
      .join('\n')
  if (shown.kind === 'lines') {
    const lines = shown.lines.map(({ label, value }) =>
      value.kind === 'list' || value.kind === 'lines'
        ? `${indent}${label}:\n${written(value, `${indent}  `)}`
        : `${indent}${label}: ${written(value)}`,
    )
    return [...(shown.heading === null ? [] : [`${indent}${shown.heading}`]), ...lines].join('\n')
  }
  return `${indent}${shown.kind === 'code' ? `CODE ${shown.text}` : shown.text}`
}
const to = (path: string, toValue: unknown): string => written(shownChange({ path, toValue }).to)

describe('what a part of the configuration says', () => {
  test.each([
    ['fields.contact-lead.phone.rule', 'newest-wins', 'Newest change wins'],
    ['fields.contact-lead.phone.direction', 'to-salesforce', 'To Salesforce only'],
    ['handover.demo.urgency', 'high', 'High'],
    ['sla.hot.clocks.0.target', '30m', '30 minutes'],
    ['attribution.lookbackDays', 365, '365'],
    ['feedback.closesTask', true, 'yes'],
    ['routing.fallback.queue', null, 'none'],
    ['attribution.models', ['first_touch', 'ours'], '- First touch\n- ours'],
    ['routing.fallbackOwner', 'ana@acme.example', 'ana@acme.example'],
    ['fields.contact-lead.name.separator', ' ', '“ ”'],
    ['fields.contact-lead.status.values.rule', 'off', 'off'],
  ])('%s: %j', (path, value, words) => expect(to(path, value)).toBe(words))

  test('steps are told with everything that they are given', () => {
    const steps = [
      'trim',
      { truncate: 40 },
      { phone: { country: 'US', unread: 'park' } },
      { map: { COMPUTER_SOFTWARE: 'Technology', rule: 'off' }, otherwise: 'Other' },
      { split: ';', index: 0 },
      { expression: 'value & "!"' },
      { country: 'iso2' },
    ]
    expect(to('fields.contact-lead.industry.toSalesforce', steps)).toBe(
      `1 Trim
2 Cut to length (40)
3 Phone number
  Country: US
  A value that cannot be read: waits for a person
4 Replace values
  Values:
    COMPUTER_SOFTWARE: Technology
    rule: off
  All other values become: Other
5 Take one part
  Cut at: ;
  Part: 0
6 Formula
  Expression: value & "!"
7 Country (two letters (US))`,
    )
  })

  test('a step that is not known is shown as it is written', () => {
    expect(to('fields.contact-lead.x.toHubspot', [{ future: { a: 1 } }, { number: 3 }])).toContain('CODE')
  })

  test('a contract that comes', () => {
    const contract = {
      id: 'demo',
      name: 'Asked for a demo',
      when: [{ property: 'country', in: ['Canada', 'Mexico'] }],
      behaviour: [{ property: 'recent_conversion_date', withinDays: 14 }],
      score: { property: 'hubspotscore', atLeast: 20 },
      urgency: 'high',
      urgencyWhen: [],
    }
    expect(to('handover.demo', contract)).toBe(
      `Id: demo
Name: Asked for a demo
Only where:
  - country is Canada or Mexico
What the person did:
  - recent_conversion_date lies within the last 14 days
Score: hubspotscore is at least 20
Urgency: High
Another urgency: none`,
    )
  })

  test('a ladder and the hours of a calendar', () => {
    const ladder = [
      { id: 'a', at: { beforeDue: '15m' }, do: 'remind' },
      { id: 'b', at: { afterDue: '1h' }, do: { create_task: { subject: 'Call', for: 'manager' } } },
    ]
    expect(to('sla.hot.escalation', ladder)).toBe(
      `- Id: a
  When: 15 minutes before it is due
  What: remind the owner by e-mail
- Id: b
  When: 1 hour after it was due
  What: make a task for the manager: “Call”`,
    )
    expect(to('calendars.ny.schedule', { mon: [['09:00', '17:00']], sat: [] })).toBe(
      'Monday:\n  - 09:00 – 17:00\nSaturday: none',
    )
  })

  test('a condition that says more than the sentence would is told part by part', () => {
    expect(to('handover.demo.when', [{ property: 'country', near: 'here' }])).toBe('- Property: country\n  Near: here')
  })
})

describe('both sides of a change', () => {
  test('what is not there, beside what is nothing', () => {
    const { from, to: after } = shownChange({ path: 'routing.fallback.queue', toValue: null })
    expect([written(from), written(after)]).toEqual(['(not there)', 'none'])
  })

  test('members in other places are told by their names alone', () => {
    const [phone, fax] = [
      { hubspot: 'phone', rule: 'off' },
      { id: 'fax', hubspot: 'fax' },
    ]
    const { from, to: after } = shownChange({
      path: 'fields.contact-lead',
      fromValue: [phone, fax],
      toValue: [fax, phone],
    })
    expect([written(from), written(after)]).toEqual(['1 phone\n2 fax', '1 fax\n2 phone'])
  })

  test('values in another order keep it, whatever they are called', () => {
    const { from, to: after } = shownChange({
      path: 'fields.contact-lead.status.values',
      fromValue: { x: 'A', name: 'A' },
      toValue: { name: 'A', x: 'A' },
    })
    expect([written(from), written(after)]).toEqual(['x: A\nname: A', 'name: A\nx: A'])
  })

  test('what reads alike is shown as it is written', () => {
    const { from, to: after } = shownChange({ path: 'x.y', fromValue: true, toValue: 'yes' })
    expect([written(from), written(after)]).toEqual(['CODE true', 'CODE "yes"'])
  })

  test('what lies deeper than anybody follows is shown as it is written', () => {
    const deep = { a: { b: { c: { d: { e: { f: { g: { h: 1 } } } } } } } }
    expect(to('x', deep)).toContain('"h": 1')
  })
})
