import { describe, expect, test } from 'vitest'
import { MODEL_NAMES } from './models/index.ts'
import { modelWords } from './model-words.ts'

const NONE = { customModels: {} }

describe('models in words', () => {
  test.each([...MODEL_NAMES, 'markov', 'shapley'])('%s has a title and says how it shares', (name) => {
    const { title, weights } = modelWords(name, NONE)
    expect(title).not.toBe(name)
    expect(weights).toMatch(/\.$/)
    expect(weights).not.toContain('not configured')
  })

  test('weights of one’s own are told as they were written, without those that are 0', () => {
    const ours = { first: 35, leadCreation: 22.5, opportunityCreation: 0, close: 32.5, others: 10 }
    expect(modelWords('ours', { customModels: { ours } }).weights).toBe(
      'In parts: 35 to the first touch, 22.5 to the one that made the lead, 32.5 to the last, 10 to the others together.',
    )
  })
})
