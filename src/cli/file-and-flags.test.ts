import { describe, expect, test } from 'vitest'
import { fileAndFlags } from './file-and-flags.ts'

describe('the file of an import', () => {
  test('stands for itself, and a folder of a demo beside it', () => {
    expect(fileAndFlags('costs.csv', { demo: 'folder' })).toEqual({ path: 'costs.csv', flags: { demo: 'folder' } })
  })

  test('is the word behind --demo where there is no other', () => {
    expect(fileAndFlags(undefined, { demo: 'costs.csv' })).toEqual({ path: 'costs.csv', flags: { demo: true } })
  })

  test('is asked for', () => {
    expect(() => fileAndFlags(undefined, { demo: true })).toThrow('name the file')
  })
})
