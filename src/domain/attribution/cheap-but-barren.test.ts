import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CHEAP_BUT_BARREN_MIN_LEADS, type CampaignYield, type Comparison, verdicts } from './cheap-but-barren.ts'

const campaign = (name: string, spendMinor: bigint, leads: number, revenueMinor: bigint): CampaignYield => ({
  name,
  spendMinor,
  leads,
  revenueMinor,
})

const ALL: Comparison = { by: 'all', minLeads: CHEAP_BUT_BARREN_MIN_LEADS }
/** Names of those that are flagged. */
const cheapButBarren = (campaigns: readonly CampaignYield[], comparison = ALL): ReadonlySet<string> =>
  new Set(
    [...verdicts(campaigns, comparison)].flatMap(([name, verdict]) => (verdict === 'cheap-but-barren' ? [name] : [])),
  )

/** CPL 10.00 and ROAS 0.10 beside two campaigns of CPL 100.00 with ROAS 2 and 4: the median is 2. */
const company = [
  campaign('webinar', 1_000_000n, 100, 2_000_000n),
  campaign('search', 1_000_000n, 100, 4_000_000n),
  campaign('giveaway', 100_000n, 100, 10_000n),
]

describe('cheap but barren', () => {
  test('flags the cheap campaign that brings next to nothing, and no other', () => {
    expect([...cheapButBarren(company)]).toEqual(['giveaway'])
  })

  test('leaves a cheap campaign alone whose revenue is in proportion', () => {
    const good = campaign('giveaway', 100_000n, 100, 300_000n)
    expect(cheapButBarren([company[0]!, company[1]!, good]).size).toBe(0)
  })

  test('a barren campaign that is dear is bad, but not cheap but barren', () => {
    const dear = campaign('trade fair', 9_000_000n, 100, 10_000n)
    expect(cheapButBarren([...company, dear]).has('trade fair')).toBe(false)
  })

  test('ROAS of exactly a quarter of the median is not flagged, one cent less is', () => {
    const at = (revenueMinor: bigint) => [
      campaign('a', 1_000_000n, 10_000, revenueMinor),
      campaign('b', 1_000_000n, 100, 2_000_000n),
      campaign('c', 1_000_000n, 100, 2_000_000n),
    ]
    expect(cheapButBarren(at(500_000n)).size).toBe(0)
    expect([...cheapButBarren(at(499_999n))]).toEqual(['a'])
  })

  test('the median of an even number is the mean of the middle two', () => {
    // ROAS 0.2, 0.4, 1.2, 4: median 0.8, a quarter of it 0.2.
    const four = (revenueMinor: bigint) => [
      campaign('a', 1_000n, 1_000, revenueMinor),
      campaign('b', 1_000n, 20, 400n),
      campaign('c', 1_000n, 20, 1_200n),
      campaign('d', 1_000n, 20, 4_000n),
    ]
    expect(cheapButBarren(four(200n)).size).toBe(0)
    expect([...cheapButBarren(four(199n))]).toEqual(['a'])
  })

  test('a campaign with fewer leads than the minimum is not judged and does not move the thresholds', () => {
    const small = campaign('giveaway', 100_000n, CHEAP_BUT_BARREN_MIN_LEADS - 1, 0n)
    expect(cheapButBarren([company[0]!, company[1]!, small]).size).toBe(0)
    expect([...cheapButBarren([...company, campaign('tiny', 1n, 1, 0n)])]).toEqual(['giveaway'])
  })

  test('a campaign without spend costs nothing and is not flagged', () => {
    expect(cheapButBarren([...company, campaign('newsletter', 0n, 500, 0n)]).has('newsletter')).toBe(false)
  })

  test('with fewer than three campaigns there is no lowest third', () => {
    expect(cheapButBarren(company.slice(1)).size).toBe(0)
    expect(cheapButBarren([]).size).toBe(0)
  })

  test('campaigns that tie for the last place of the third are both in it', () => {
    const twin = campaign('raffle', 100_000n, 100, 10_000n)
    const rest = [campaign('x', 1_000_000n, 100, 3_000_000n), campaign('y', 1_000_000n, 100, 3_000_000n)]
    expect([...cheapButBarren([...company, twin, rest[0]!])]).toEqual(['giveaway', 'raffle'])
  })

  const alike: Comparison = { ...ALL, by: 'channel' }
  const on = (channel: string | null, campaigns: readonly CampaignYield[]): CampaignYield[] =>
    campaigns.map((one) => ({ ...one, name: `${one.name} on ${channel ?? 'nothing known'}`, channel }))

  test('by channel a campaign is held against its like alone', () => {
    const fairs = [
      campaign('oslo', 50_000_000n, 100, 500_000_000n),
      campaign('bonn', 60_000_000n, 100, 500_000_000n),
      campaign('nice', 70_000_000n, 100, 500_000_000n),
    ]
    const mails = company.map((one) => ({ ...one, revenueMinor: one.spendMinor ?? 0n }))
    const both = [...on('fairs', fairs), ...on('mail', mails)]
    expect(cheapButBarren(both).size).toBe(3)
    expect(cheapButBarren(both, alike).size).toBe(0)
    expect([...cheapButBarren([...on('fairs', fairs), ...on('mail', company)], alike)]).toEqual(['giveaway on mail'])
  })

  test('campaigns of unknown channel are like each other, and like none whose channel is known', () => {
    expect([...cheapButBarren(on(null, company), alike)]).toEqual(['giveaway on nothing known'])
    const mixed = [...on(null, company.slice(2)), ...on('mail', company.slice(0, 2))]
    expect(cheapButBarren(mixed, alike).size).toBe(0)
  })

  test('an immature campaign is not judged and does not move the thresholds', () => {
    const young = company.map((one) => ({ ...one, mature: one.name !== 'giveaway' }))
    expect(cheapButBarren(young).size).toBe(0)
    const beside = { ...campaign('raffle', 1n, 100, 0n), mature: false }
    expect([...cheapButBarren([...company, beside])]).toEqual(['giveaway'])
  })

  test('every campaign is told why it is flagged, not flagged or not judged', () => {
    const rows = [
      ...on('mail', company),
      { ...campaign('young', 1n, 50, 0n), channel: 'mail', mature: false },
      { ...campaign('free', 0n, 50, 0n), channel: 'mail' },
      { ...campaign('unknown cost', 1n, 50, 0n), spendMinor: null },
      campaign('tiny', 1n, 3, 0n),
      { ...campaign('the only fair', 1n, 50, 0n), channel: 'fairs' },
    ]
    expect(Object.fromEntries(verdicts(rows, alike))).toEqual({
      'webinar on mail': 'not-flagged',
      'search on mail': 'not-flagged',
      'giveaway on mail': 'cheap-but-barren',
      young: 'immature',
      free: 'no-spend',
      'unknown cost': 'no-spend',
      tiny: 'few-leads',
      'the only fair': 'few-alike',
    })
  })

  const anyCampaigns = fc
    .array(fc.record({ spend: fc.nat(1_000_000), leads: fc.nat(200), revenue: fc.nat(1_000_000) }), { maxLength: 12 })
    .map((rows) => rows.map((row, i) => campaign(`c${i}`, BigInt(row.spend), row.leads, BigInt(row.revenue))))

  test('the order of the campaigns and the unit of money do not matter', () => {
    fc.assert(
      fc.property(anyCampaigns, (rows) => {
        const flagged = [...cheapButBarren(rows)].sort()
        expect([...cheapButBarren([...rows].reverse())].sort()).toEqual(flagged)
        const inMills = rows.map((row) => ({
          ...row,
          spendMinor: (row.spendMinor ?? 0n) * 10n,
          revenueMinor: row.revenueMinor * 10n,
        }))
        expect([...cheapButBarren(inMills)].sort()).toEqual(flagged)
      }),
    )
  })

  test('more revenue never gets a campaign flagged that was not', () => {
    fc.assert(
      fc.property(anyCampaigns, fc.bigInt({ min: 1n, max: 1_000_000n }), (rows, more) => {
        const before = cheapButBarren(rows)
        const first = rows[0]
        if (first === undefined || before.has(first.name)) return
        const after = cheapButBarren([{ ...first, revenueMinor: first.revenueMinor + more }, ...rows.slice(1)])
        expect(after.has(first.name)).toBe(false)
      }),
    )
  })
})
