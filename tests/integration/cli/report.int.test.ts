import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { companyFolder, place } from '#support/cli.ts'
import type { Place } from '#support/cli.ts'

let at: Place
let folder: string
const report = (...args: readonly string[]) => at.here(['report', ...args, '--demo', folder])

beforeAll(async () => {
  at = await place()
  folder = await companyFolder(at)
  const demo = await at.tandem(['demo', '--once', '--json', '--data', folder])
  expect(demo.code, demo.stderr).toBe(0)
})
afterAll(() => at.remove())

interface Figures {
  readonly campaign: string
  readonly spendMinor: number
  readonly leads: number
  readonly cplMinor: number | null
  readonly won: number
  readonly revenueMinor: number
  readonly roas: number | null
}
interface Attribution {
  readonly rows: readonly Figures[]
  readonly unattributedMinor: number
  readonly totals: Figures
}

describe('tandem report attribution', () => {
  it('prints one JSON object whose rows add up to its totals', async () => {
    const { code, stdout, stderr } = await report('attribution', '--model', 'first_touch', '--json')
    expect(code, stderr).toBe(0)
    const json = JSON.parse(stdout) as Attribution
    expect(json).toMatchObject({
      model: 'first_touch',
      by: 'campaign',
      view: 'period',
      period: { from: null, to: null },
      addsUp: true,
      warnings: [],
    })
    expect(json.totals.leads).toBe(4)
    for (const key of ['spendMinor', 'leads', 'won'] as const)
      expect(json.rows.reduce((sum, row) => sum + row[key], 0)).toBe(json.totals[key])
    const revenue = json.rows.reduce((sum, row) => sum + row.revenueMinor, json.unattributedMinor)
    expect(revenue).toBe(json.totals.revenueMinor)
    expect(revenue).toBeGreaterThan(0)
  })

  it('is a table for people with its dates, and CSV with the keys of the JSON', async () => {
    const { stdout } = await report('attribution', '--compare', 'last_touch', '--view', 'cohort')
    expect(stdout).toMatch(/^linear by campaign, cohort view, USD/)
    expect(stdout).toMatch(/Dates: leads that qualified in the period/)
    expect(stdout).toMatch(/Campaign +Spend +Leads +CPL .*Revenue \(last_touch\)/)
    expect(stdout).toContain('The rows add up to what was counted.')
    const csv = (await report('attribution', '--csv')).stdout.split('\r\n')
    expect(csv[0]).toMatch(/^campaign,spendMinor,leads,cplMinor,.*,won,.*,revenueMinor,.*,roas,/)
    expect(csv.at(-2)).toMatch(/^\(unattributed\),/)
    expect(csv.at(-1)).toMatch(/^Total,/)
  })

  it('credits channels by their journeys, and says that there are few', async () => {
    const { stdout } = await report('attribution', '--model', 'markov', '--by', 'channel')
    expect(stdout).toMatch(/Note: only \d+ journeys were won/)
  })

  it('takes days of the org, both in', async () => {
    const none = await report('attribution', '--from', '2030-01-01', '--json')
    expect(JSON.parse(none.stdout)).toMatchObject({ totals: { leads: 0, revenueMinor: 0, cplMinor: null, roas: null } })
  })

  it.each([
    [['--model', 'weather']],
    [['--model', 'u_shaped']],
    [['--model', 'markov']],
    [['--by', 'weather']],
    [['--from', 'yesterday']],
    [['--from', '2026-02-01', '--to', '2026-01-01']],
    [['--json', '--csv']],
  ])('refuses %j, saying what to do', async (args) => {
    expect(await report('attribution', ...args)).toMatchObject({ code: 2, stdout: '' })
  })
})

describe('tandem report explain', () => {
  it('shows the cents of a deal, by name and by id', async () => {
    const { rows } = JSON.parse((await report('attribution', '--json')).stdout) as Attribution
    expect(rows.some(({ won }) => won > 0)).toBe(true)
    const text = await report('explain', '--deal', 'Orrin - Pro')
    const [, id = ''] = /opportunity (006\w+)/.exec(text.stdout) ?? []
    expect(text.stdout).toContain('as it must be')
    const { stdout } = await report('explain', '--deal', id, '--model', 'linear', '--json')
    const json = JSON.parse(stdout) as {
      readonly deal: { readonly amountMinor: number }
      readonly models: readonly [{ readonly totalMinor: number; readonly credits: readonly { amountMinor: number }[] }]
    }
    const [{ credits, totalMinor }] = json.models
    expect(credits.reduce((sum, { amountMinor }) => sum + amountMinor, 0)).toBe(totalMinor)
    expect(json).toMatchObject({ deal: { opportunityId: id, state: 'won', amountMinor: 125_050 } })
  })

  it('refuses what it does not know', async () => {
    expect(await report('explain', '--deal', 'nobody')).toMatchObject({ code: 2, stdout: '' })
    expect(await report('explain', '--deal', 'nobody', '--model', 'markov')).toMatchObject({ code: 2 })
  })
})

describe('tandem report reconcile', () => {
  it('ends with 0 when everything adds up', async () => {
    const { code, stdout } = await report('reconcile', '--json')
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ addsUp: true, pending: 0, mqls: null })
    expect((await report('reconcile')).stdout).toContain('Everything adds up.')
  })
})
