import { describe, expect, test } from 'vitest'
import { readYaml } from './yaml-lines.ts'

const TEXT = `goLiveAt: '2026-12-01T09:00:00Z'
selection:
  stages:
    - lead
    - mql
sla:
  - id: hot.leads
    clocks:
      - target: 1h
fields:
  contact-lead:
    - hubspot: phone
      salesforce: Phone
`

function lineOf(path: string): number | null {
  const read = readYaml(TEXT)
  if (!read.ok) throw new Error('it is YAML')
  return read.lineOf(path)
}

describe('the line of a problem', () => {
  test.each([
    ['goLiveAt', 1],
    ['selection.stages.1', 5],
    ['sla.0.clocks', 8],
    ['fields.contact-lead.phone.salesforce', 13],
  ])('%s', (path, line) => {
    expect(lineOf(path)).toBe(line)
  })

  test('is found by an id that holds dots', () => {
    expect(lineOf('sla.hot.leads.clocks.0.target')).toBe(9)
  })

  test('of something that is missing is that of what it belongs into', () => {
    expect(lineOf('selection.optedOut')).toBe(2)
    expect(lineOf('nowhere')).toBe(1)
  })
})

describe('a text that is no document', () => {
  test('names the line that has to be mended, in one sentence', () => {
    const read = readYaml('selection:\n  stages: [lead\nsla: []\n')
    expect(read.ok).toBe(false)
    if (read.ok) return
    expect(read.problems[0]?.line).toBeGreaterThanOrEqual(2)
    expect(read.problems[0]?.message).not.toContain('\n')
  })

  test('is refused where it stands for gigabytes', () => {
    const bombs = Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i},`.repeat(9)}]`).join('\n')
    expect(readYaml(`a0: &a0 [x]\n${bombs}\n`).ok).toBe(false)
  })

  test('is refused where it is one word or a list', () => {
    expect(readYaml('hello').ok).toBe(false)
    expect(readYaml('- a\n- b\n').ok).toBe(false)
    expect(readYaml('').ok).toBe(false)
  })
})
