import { describe, expect, it } from 'vitest'
import type { CostLine, CostSource } from './cost-line.ts'
import { countedLines } from './counted-lines.ts'
import { oneName } from './one-name.ts'

const DEFAULT: readonly CostSource[] = ['import', 'hubspot', 'salesforce']
const line = (source: CostSource, days: string, amount: bigint): CostLine => {
  const [fromOn = '', untilOn = fromOn] = days.split('..')
  const common = { key: days, campaign: 'Fair', channel: null, currency: 'USD', note: '' }
  return { ...common, source, fromOn, untilOn, amountMinor: amount }
}
/** As `source amount days`. */
const counts = (lines: readonly CostLine[], sources = DEFAULT): readonly string[] =>
  countedLines(lines, sources).counted.map(
    (part) =>
      `${part.line.source} ${part.amountMinor} ${part.days.map(({ fromOn, untilOn }) => `${fromOn.slice(5)}..${untilOn.slice(5)}`).join(' ')}`,
  )

describe('where several sources know what a campaign cost', () => {
  it('one imported day hides that day of the others, not all they know', () => {
    const lines = [
      line('import', '2026-03-02', 7n),
      line('hubspot', '2026-03-01..2026-03-10', 103n),
      line('hubspot', '2026-02-01', 50n),
    ]
    expect(counts(lines)).toEqual([
      'import 7 03-02..03-02',
      'hubspot 92 03-01..03-01 03-03..03-10',
      'hubspot 50 02-01..02-01',
    ])
    expect(countedLines(lines, DEFAULT).notCounted).toMatchObject([
      { amountMinor: 11n, days: [{ fromOn: '2026-03-02', untilOn: '2026-03-02' }], why: { counts: 'import' } },
    ])
    expect(counts(lines, ['hubspot', 'import'])).toEqual(['hubspot 103 03-01..03-10', 'hubspot 50 02-01..02-01'])
  })

  it('a total that was copied from one CRM to the other is not paid on the days that only the copy has', () => {
    const lines = [line('hubspot', '2026-03-05', 100n), line('salesforce', '2026-03-01..2026-03-10', 100n)]
    expect(counts(lines)).toEqual(['hubspot 100 03-05..03-05'])
  })

  it('an imported 0 says that a day cost nothing, while a CRM that says 0 knows nothing', () => {
    expect(counts([line('import', '2026-03-01', 0n), line('hubspot', '2026-03-01..2026-03-02', 8n)])).toEqual([
      'import 0 03-01..03-01',
      'hubspot 4 03-02..03-02',
    ])
    const crms = [line('hubspot', '2026-03-01', 0n), line('salesforce', '2026-03-01..2026-03-02', 8n)]
    expect(counts(crms)).toEqual(['hubspot 0 03-01..03-01', 'salesforce 8 03-01..03-02'])
  })
})

describe('one name of a campaign', () => {
  it('is that of the first source that knows it, whatever case, spaces and dashes the others write', () => {
    const nameOf = oneName([['Spring Sale', 'Fair', 'fair'], ['spring-sale', 'FAIR', 'Messe  2026'], ['messe-2026']])
    expect(['spring-sale', 'FAIR', 'fair', 'messe-2026', 'new'].map(nameOf)).toEqual([
      'Spring Sale',
      'FAIR',
      'fair',
      'Messe  2026',
      'new',
    ])
  })
})
