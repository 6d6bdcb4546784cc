import { expect, it } from 'vitest'
import { compareHeld } from './echo.ts'

const base = {
  title: { hubspot: 'CTO', salesforce: 'CTO' },
  city: { hubspot: 'Graz', salesforce: 'Graz' },
  zip: { hubspot: null, salesforce: null },
}
const sent = [
  { map: 'title', field: 'jobtitle', from: 'CEO', to: 'CTO' },
  { map: 'city', field: 'city', from: 'Wien', to: 'Graz' },
  { map: 'zip', field: 'zip', from: '8010', to: null },
]

it('what a platform kept, made something else of, or says nothing about', () => {
  expect(compareHeld('hubspot', base, sent, { jobtitle: 'CTO' })).toEqual({ base, refused: [], altered: [] })
  expect(compareHeld('hubspot', base, sent, { jobtitle: 'CEO', city: 'GRAZ', zip: null })).toEqual({
    base: { ...base, title: { hubspot: 'CEO', salesforce: 'CTO' }, city: { hubspot: 'GRAZ', salesforce: 'Graz' } },
    refused: ['title'],
    altered: ['city'],
  })
  expect(compareHeld('hubspot', base, sent, { zip: '8010' })).toMatchObject({ refused: ['zip'], altered: [] })
  expect(compareHeld('salesforce', base, [{ map: 'none', field: 'x', from: 'a', to: 'b' }], { x: 'c' })).toEqual({
    base,
    refused: [],
    altered: ['none'],
  })
})
