import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { companyFolder, place } from '#support/cli.ts'
import type { Ended, Place } from '#support/cli.ts'

let at: Place
let folder: string
let first: Ended
const demo = () => at.tandem(['demo', '--once', '--json', '--data', folder])
const summaryOf = (ended: Ended) =>
  JSON.parse(ended.stdout.trimEnd().split('\n').at(-1) ?? '') as Record<string, unknown>

beforeAll(async () => {
  at = await place()
  folder = await companyFolder(at)
  first = await demo()
})
afterAll(() => at.remove())

describe('tandem demo --once --json', () => {
  it('exits 0 and prints one JSON object alone on the last line, with exactly the documented keys', () => {
    expect(first.code, first.stderr).toBe(0)
    expect(first.stdout.trimEnd().split('\n')).toHaveLength(1)
    const summary = summaryOf(first)
    expect(Object.keys(summary).toSorted()).toEqual(
      [
        'apiCalls',
        'campaigns',
        'clocks',
        'currency',
        'durationMs',
        'handedOver',
        'journalRows',
        'linked',
        'lost',
        'open',
        'parked',
        'revenueMinor',
        'untouched',
        'won',
      ].toSorted(),
    )
    expect(summary).toMatchObject({
      handedOver: 4,
      linked: 1,
      won: 1,
      lost: 1,
      open: 1,
      untouched: 1,
      revenueMinor: 125050,
      currency: 'USD',
      clocks: { met: 2, breached: 2, running: 0 },
      campaigns: [{ name: 'Guide', spendMinor: 10050, leads: 4, cplMinor: 2513, won: 1, revenueMinor: 125050 }],
      parked: 0,
    })
  })

  it('goes on from the kept state the next time and changes nothing', async () => {
    const second = await demo()
    expect(second.code, second.stderr).toBe(0)
    const same = ({ apiCalls: _calls, durationMs: _time, ...rest }: Record<string, unknown>) => rest
    expect(same(summaryOf(second))).toEqual(same(summaryOf(first)))
  })

  it('keeps its data where TANDEM_DATA_DIR says, and nowhere else', async () => {
    expect((await at.kept())?.some((name) => name.endsWith('.sandbox.json.gz'))).toBe(true)
    expect((await at.kept())?.some((name) => name.endsWith('.unfinished'))).toBe(false)
  })
})
