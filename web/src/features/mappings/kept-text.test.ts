import { expect, test } from 'vitest'
import { forgetText, keepText, keptText } from './kept-text.ts'

test('text that is no document yet is there again, for the same person, connection and draft', () => {
  keepText('ann.acme', 'sla: [', { sla: [] })
  expect(keptText('ann.acme', { sla: [] })).toBe('sla: [')
  expect(keptText('bob.acme', { sla: [] })).toBeNull()
  expect(keptText('ann.acme', { sla: [{ id: 'hot' }] })).toBeNull()
  forgetText('ann.acme')
  expect(keptText('ann.acme', { sla: [] })).toBeNull()
})
