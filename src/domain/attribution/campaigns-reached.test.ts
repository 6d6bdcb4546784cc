import { expect, it } from 'vitest'
import { campaignsReached } from './campaigns-reached.ts'

const touches = (...campaigns: (string | null)[]) => campaigns.map((campaign) => ({ campaign }))

it('names the first and the last campaign, whatever happened without one before, between and after', () => {
  expect(campaignsReached(touches(null, 'Spring', null, 'Fair', 'Webinar', null))).toEqual({
    first: 'Spring',
    last: 'Webinar',
  })
  expect(campaignsReached(touches('Spring'))).toEqual({ first: 'Spring', last: 'Spring' })
  expect(campaignsReached(touches(null))).toEqual({ first: null, last: null })
})
