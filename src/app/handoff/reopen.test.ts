import { describe, expect, it } from 'vitest'
import { loopDocument, parsed } from '#support/company.ts'
import { reopened } from './reopen.ts'

const config = parsed(loopDocument({ feedback: { rejectedStatuses: ['Recycled'], reopenedStatus: 'Open' } }))
const lead = (values: Record<string, string | null>) => ({ object: 'Lead', values })
const REASON = 'Tandem_Rejection_Reason__c'

describe('a record whose person is handed over', () => {
  it.each([
    ['is still to be made', null, 1, {}],
    ['says nothing of a rejection', lead({ Status: 'Working', [REASON]: null }), 1, {}],
    [
      'was given back before Tandem',
      lead({ Status: 'Recycled', [REASON]: 'Student' }),
      1,
      { Status: 'Open', [REASON]: null },
    ],
    ['comes back', lead({ Status: 'Working', [REASON]: null }), 2, { Status: 'Open' }],
    ['is open already', lead({ Status: 'Open', [REASON]: null }), 2, {}],
    ['is a Contact', { object: 'Contact', values: { [REASON]: 'Student' } }, 2, { [REASON]: null }],
  ])('%s', (_, record, cycle, pending) => {
    expect(reopened(config, record, cycle)).toEqual(pending)
  })
})
