import { expect, test } from 'vitest'
import { MODEL_NAMES } from '#domain/attribution/models/index.ts'
import { chooseModels, MODEL_WORDS, modelOptions } from './model-words.ts'

test('every model that can be computed has words, and no other', () => {
  expect(Object.keys(MODEL_WORDS).toSorted()).toEqual([...MODEL_NAMES].toSorted())
  expect(modelOptions(['ours']).at(-1)).toEqual({ value: 'ours', label: 'ours (your own)' })
})

test('the default model is always one that is computed', () => {
  const before = { models: ['linear', 'u_shaped'], defaultModel: 'linear' }
  expect(chooseModels(['u_shaped'], before)).toEqual({ models: ['u_shaped'], defaultModel: 'u_shaped' })
  expect(chooseModels(['u_shaped', 'linear'], before).defaultModel).toBe('linear')
  expect(chooseModels([], before)).toBe(before)
})

test('a model of one’s own is an option once, also when it is defined and chosen', () => {
  const names = modelOptions(['mine', 'linear', 'mine']).map(({ value }) => value)
  expect(names.filter((name) => name === 'mine')).toHaveLength(1)
  expect(new Set(names).size).toBe(names.length)
})
