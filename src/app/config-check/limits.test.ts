import { describe, expect, it } from 'vitest'
import type { FieldSchema } from '#ports/connector/schema.ts'
import { checkLimits } from './limits.ts'

const field = (over: Partial<FieldSchema>): FieldSchema => ({
  name: 'field',
  label: 'Field',
  type: 'text',
  nativeType: 'string',
  writable: 'always',
  required: false,
  unique: false,
  ...over,
})
const said = (...args: Parameters<typeof checkLimits>): string =>
  checkLimits(...args)
    .map(({ message, remedy }) => `${message}; ${remedy}`)
    .join('\n')

describe('what would be lost or refused', () => {
  it('is a percentage, which the two platforms write differently', () => {
    const hubspot = field({ name: 'share', type: 'number', nativeType: 'number (percentage)' })
    const salesforce = field({ name: 'Share__c', type: 'number', nativeType: 'percent', scale: 2, precision: 18 })
    expect(said('p', 'salesforce', hubspot, salesforce, [])).toContain('{number: {times: 100}}')
    expect(said('p', 'hubspot', salesforce, hubspot, [])).toContain('{number: {times: 0.01}}')
    expect(said('p', 'hubspot', salesforce, hubspot, [{ kind: 'number', times: '0.01' }])).toBe('')
  })

  it('is a text that is encrypted or longer, and a number with more digits', () => {
    const short = field({ name: 'Short__c', maxLength: 10 })
    expect(said('p', 'salesforce', field({ name: 'long', maxLength: 20 }), short, [])).toContain('{truncate: 10}')
    expect(said('p', 'salesforce', field({ maxLength: 20 }), short, [{ kind: 'truncate', length: 10 }])).toBe('')
    expect(said('p', 'hubspot', field({ nativeType: 'encryptedstring' }), field({}), [])).toContain('masked')
    const wide = field({ name: 'Wide__c', type: 'number', precision: 18, scale: 2 })
    const narrow = field({ name: 'Narrow__c', type: 'number', precision: 5, scale: 0 })
    expect(said('p', 'salesforce', wide, narrow, []).split('\n')).toHaveLength(2)
    expect(said('p', 'salesforce', narrow, wide, [])).toBe('')
  })
})
