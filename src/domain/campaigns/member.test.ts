import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CampaignMembersConfig } from '../config.ts'
import { decideParting, decideStatus, memberStatus, sameStatus, statusProperties } from './member.ts'

const entry: CampaignMembersConfig = {
  list: '7',
  campaign: 'Webinar',
  status: 'Sent',
  statusWhen: [
    { when: [{ property: 'attended', in: ['true'] }], status: 'Attended' },
    { when: [{ property: 'registered', known: true }], status: 'Registered' },
  ],
  onLeave: 'keep',
}
const status = fc.constantFrom('Sent', 'Responded', 'Attended', 'sent', 'No Show')
const maybe = fc.option(status, { nil: null })

describe('the status of a campaign member', () => {
  it('is that of the first condition that holds, else the common one', () => {
    expect(memberStatus(entry, { attended: 'true', registered: 'x' })).toBe('Attended')
    expect(memberStatus(entry, { attended: null, registered: 'x' })).toBe('Registered')
    expect(memberStatus(entry, {})).toBe('Sent')
    expect(statusProperties(entry)).toEqual(['attended', 'registered'])
  })

  it("replaces nothing but Tandem's own last value", () => {
    expect(decideStatus('Attended', 'Sent', 'Sent')).toBe('write')
    expect(decideStatus('Attended', 'Sent', 'Responded')).toBe('kept')
    expect(decideStatus('Attended', null, 'Sent')).toBe('kept')
    expect(decideStatus('Attended', null, 'attended')).toBe('agreed')
    fc.assert(
      fc.property(status, maybe, maybe, (wanted, own, now) => {
        const decision = decideStatus(wanted, own, now)
        if (decision === 'write') expect(own !== null && sameStatus(own, now) && !sameStatus(now, wanted)).toBe(true)
        // Written or agreed, the next look with the same wish writes nothing.
        if (decision === 'write') expect(decideStatus(wanted, wanted, wanted)).toBe('agreed')
      }),
    )
  })
})

describe('who left the list', () => {
  const member = { made: true, own: 'Sent', now: 'Sent' }
  it('is kept, removed or given the status that the configuration names', () => {
    expect(decideParting('keep', member)).toEqual({ kind: 'none' })
    expect(decideParting('remove', member)).toEqual({ kind: 'remove' })
    expect(decideParting({ status: 'Left' }, member)).toEqual({ kind: 'status', status: 'Left' })
    expect(decideParting({ status: 'sent' }, member)).toEqual({ kind: 'none' })
  })

  it('is left alone when somebody else made the member or set its status', () => {
    const onLeave = fc.constantFrom<CampaignMembersConfig['onLeave']>('keep', 'remove', { status: 'Left' })
    fc.assert(
      fc.property(onLeave, fc.boolean(), maybe, maybe, (how, made, own, now) => {
        if (made && own !== null && sameStatus(own, now)) return
        expect(decideParting(how, { made, own, now })).toEqual({ kind: 'none' })
      }),
    )
  })
})
