import { describe, expect, it } from 'vitest'
import { alert } from '#support/alerts.ts'
import { groupSubject, groupText } from './group.ts'
import { linkOf, subjectOf, templateProblems, textOf } from './templates.ts'
import { valueFor } from './text.ts'
import { ALERT_KINDS, CHANNEL_TYPES } from './types.ts'

/** What somebody may type into a form that ends in the CRM. */
const HOSTILE = [
  '<!channel> <!here> <@U123> <https://evil.example|click>',
  '@channel @here @everyone @All',
  '{owner} {link} {reason}',
  'first\nOwner: Somebody else\r\nBcc: x@y.example',
  '**bold** [click](https://evil.example) <at>everyone</at>',
  'ab\u202Egnp.exe\u0000\u0007\u2028x',
  '\ud800 half',
  '&lt;!channel&gt;',
  'x'.repeat(5_000),
]

describe('the text of an alert', () => {
  it('says who, why, until when, whose and where', () => {
    expect(textOf(alert('a'), 'email', {})).toBe(
      [
        'Answer overdue: Ada Bell (Orrin)',
        'Why: asked for a demo',
        'Answer by: 2026-03-02T13:30 (America/New_York)',
        'Owner: Ann First',
        'Urgency: high',
        'Campaign: Webinar',
        'Policy: standard',
        'Open: https://app.hubspot.com/contacts/1/record/0-1/2?a=1&b=2',
      ].join('\n'),
    )
  })

  it('leaves out what is not known', () => {
    const bare = { lead: '', company: '', deadline: '', owner: ' ', urgency: '', campaign: '', policy: '', link: '' }
    const broken = alert('a', { kind: 'sync-broken', facts: { ...bare, reason: 'paused' } })
    expect(textOf(broken, 'slack', {})).toBe('The sync is broken\nWhy: paused')
    expect(linkOf(broken)).toBeNull()
  })

  it.each(ALERT_KINDS.flatMap((kind) => CHANNEL_TYPES.map((type) => [kind, type] as const)))(
    'of %s for %s begins with what happened and names the lead',
    (kind, type) => {
      const one = alert('a', { kind })
      expect(textOf(one, type, {}).split('\n')[0]).toBe(subjectOf(one))
      expect(subjectOf(one)).toContain('Ada Bell (Orrin)')
    },
  )

  it('is that of the template where there is one, every placeholder filled', () => {
    const template = '*{lead}* of {company}: {reason}, {deadline}, {owner}, {urgency}, {campaign}, {policy}\n{link}'
    expect(textOf(alert('a'), 'slack', { breach: template })).toBe(
      '*Ada Bell* of Orrin: asked for a demo, 2026-03-02T13:30 (America/New_York), Ann First, high, Webinar, standard\n' +
        '<https://app.hubspot.com/contacts/1/record/0-1/2?a=1&amp;b=2>',
    )
  })

  it('keeps what the admin wrote himself, also a mention', () => {
    expect(textOf(alert('a'), 'slack', { breach: '<!here> {lead} {nobody}' })).toBe('<!here> Ada Bell {nobody}')
  })
})

describe('what comes out of the CRM', () => {
  it.each(HOSTILE)('does nothing in Slack: value %#', (lead) => {
    const text = textOf(alert('a', { facts: { lead } }), 'slack', { breach: 'Lead: {lead}' })
    expect(text).not.toMatch(/[<>]/)
    expect(text).not.toMatch(/@(?:channel|here|everyone|all)/i)
    expect(text).not.toMatch(/&(?!amp;|lt;|gt;)/)
  })

  it.each(HOSTILE.flatMap((lead) => CHANNEL_TYPES.map((type) => [type, lead] as const)))(
    'stays one line without controls in %s',
    (type, lead) => {
      const value = valueFor(type, lead)
      // oxlint-disable-next-line no-control-regex
      expect(value).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/)
      expect(value.isWellFormed()).toBe(true)
      expect(value.length).toBeLessThan(400)
      const text = textOf(alert('a', { facts: { lead } }), type, { breach: 'A\n{lead}\nB' })
      expect(text.split('\n')).toHaveLength(3)
    },
  )

  it('is not filled in once more', () => {
    const one = alert('a', { facts: { lead: '{owner}', owner: '{lead}' } })
    expect(textOf(one, 'email', { breach: '{lead} {owner}' })).toBe('{owner} {lead}')
  })

  it.each(HOSTILE)('makes a subject of one line: value %#', (lead) => {
    const subject = subjectOf(alert('a', { facts: { lead } }))
    expect(subject).not.toMatch(/[\r\n]/)
    expect(subject.length).toBeLessThanOrEqual(150)
  })

  it.each([
    'javascript:alert(1)',
    'https://x.example/ <!here>',
    'https://x.example/|click',
    'https://x.example/>x',
    '',
  ])('is no link when it is none: %j', (link) => {
    const one = alert('a', { facts: { link } })
    expect(linkOf(one)).toBeNull()
    expect(textOf(one, 'slack', {})).not.toContain('Open:')
  })
})

describe('a template', () => {
  it('with a placeholder that nothing fills is a problem of the config, with its path', () => {
    expect(templateProblems({ breach: '{lead} {Lead} {due} {due}', warning: '{lead}: {reason}' })).toEqual([
      expect.objectContaining({ path: 'alerts.templates.breach', message: 'nothing fills {Lead}' }),
      expect.objectContaining({ path: 'alerts.templates.breach', message: 'nothing fills {due}' }),
    ])
  })
})

describe('several alerts in one message', () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, i) =>
      alert(`a${i}`, {
        at: i,
        kind: i % 3 === 0 ? 'warning' : 'breach',
        facts: { lead: `Lead ${i}`, urgency: 'normal' },
      }),
    )

  it('are counted by kind', () => {
    expect(groupSubject(many(10))).toBe('10 alerts: 6 overdue, 4 due soon')
    expect(groupText(many(10), 'email').split('\n')[0]).toBe('10 alerts: 6 overdue, 4 due soon')
  })

  it('are listed the most urgent first, of these the newest; a broken sync before all leads', () => {
    const listed = groupText(
      [
        ...many(2),
        alert('u1', { at: 1, facts: { lead: 'Urgent old', urgency: 'urgent' } }),
        alert('u2', { at: 5, facts: { lead: 'Urgent new', urgency: 'urgent' } }),
        alert('s', {
          kind: 'sync-broken',
          linkId: null,
          facts: { lead: '', company: '', reason: 'paused', deadline: '' },
        }),
        alert('l', { at: 9, facts: { lead: 'Low', urgency: 'low' } }),
      ],
      'email',
    )
    const order = ['The sync is broken', 'Urgent new', 'Urgent old', 'Lead 1', 'Lead 0', 'Low'].map((who) =>
      listed.indexOf(who),
    )
    expect(order).toEqual(order.toSorted((a, b) => a - b))
    expect(order).not.toContain(-1)
  })

  it('are cut, and the others counted', () => {
    const lines = groupText(many(1_000), 'email').split('\n')
    expect(lines).toHaveLength(17)
    expect(lines.at(-1)).toBe('and 985 more')
    const wide = Array.from({ length: 50 }, (_, i) => alert(`w${i}`, { facts: { lead: '&'.repeat(300) } }))
    const text = groupText(wide, 'slack')
    expect(text.length).toBeLessThan(3_000)
    const shown = text.split('\n').filter((line) => line.startsWith('- ')).length
    expect(text).toContain(`and ${50 - shown} more`)
  })

  it.each(HOSTILE)('carry nothing of the CRM that does anything: value %#', (lead) => {
    const text = groupText([alert('a', { facts: { lead, company: lead, link: lead } }), alert('b')], 'slack')
    expect(text.split('\n')).toHaveLength(3)
    expect(text.replaceAll(/<https:\/\/app\.hubspot\.com[^<>]*>/g, '')).not.toMatch(/[<>]/)
  })
})
