import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { connectionId } from '#domain/ids.ts'
import type { SyncConfigInput } from '#config/sync-config.ts'
import type { Store } from '#ports/store.ts'
import { openDatabase } from '#store/db.ts'
import { createStore } from '#store/store.ts'
import { place } from '#support/cli.ts'
import type { Place } from '#support/cli.ts'
import { loopDocument } from '#support/company.ts'

const ACME = connectionId('acme')
let at: Place
beforeEach(async () => {
  at = await place()
})
afterEach(() => at.remove())

async function withStore<T>(work: (store: Store) => Promise<T>): Promise<T> {
  const database = await openDatabase({ folder: `${at.dataDir}/data` })
  try {
    return await work(createStore(database.kysely))
  } finally {
    await database.close()
  }
}

const seed = (attribution: SyncConfigInput['attribution'] = {}): Promise<void> =>
  withStore(async (store) => {
    const account = { id: ACME, name: 'Acme', portalId: '1', orgId: '2', currency: 'USD', orgTimeZone: 'UTC' }
    await store.connections.save(account)
    await store.configs.push(ACME, {
      document: { ...loopDocument(), attribution },
      author: 'test',
      comment: '',
      at: 1,
    })
    const campaign = { channel: null, currency: 'USD', spendMinor: 0n, startOn: null, endOn: null }
    await store.campaigns.save(
      ACME,
      ['Spring Sale', 'Fair'].map((name) => ({ ...campaign, id: name, name })),
      1,
    )
  })

describe('tandem costs import', () => {
  it('tells people and machines what became of the rows, and ends with 1 where one was not taken', async () => {
    await seed()
    const file = await at.file('s.csv', 'Date|Campaign|Cost\n2026-03-01|Fare|10\n2026-03-02|Fair|x\n')
    const rehearsed = await at.here(['costs', 'import', file, '--json', '--dry-run'])
    expect(rehearsed.code).toBe(1)
    expect(JSON.parse(rehearsed.stdout)).toMatchObject({
      connection: 'acme',
      file: 's.csv',
      saved: false,
      rows: 2,
      accepted: 1,
      rejected: [{ line: 3, reason: expect.any(String), remedy: expect.any(String) }],
      unknownCampaigns: [{ campaign: 'Fare', nearest: 'Fair' }],
      sums: [{ campaign: 'Fare', currency: 'USD', rows: 1, amountMinor: 1_000 }],
      effect: { beforeMinor: 0, afterMinor: 1_000, displaced: [] },
    })
    const { stdout } = await at.here(['costs', 'import', file])
    expect(stdout).toContain('accepted   1')
    expect(stdout).toContain('line 3: "x" is no amount with a decimal point; write it as 1234.56')
    expect(stdout).toContain('warning: no campaign "Fare" is known (1 row); the nearest is "Fair"')
    expect(stdout).toContain('what counts as spent is 10.00 USD, it was 0.00 USD: +10.00 USD')
    const corrected = await at.file('c.csv', 'Date|Campaign|Cost\n2026-03-01|Fare|12\n')
    expect((await at.here(['costs', 'import', corrected, '--dry-run'])).stdout).toContain(
      '1 line imported earlier (1 day, 10.00 USD) would be replaced on these days',
    )
  })

  it.each([
    [['gone.csv'], 'cannot read gone.csv'],
    [['clicks.csv'], 'a date (date, day, datum)'],
    [['clicks.csv', '--currency', 'euros'], 'write an ISO code'],
    [['clicks.csv', '--decimal', 'both'], 'auto, comma, point'],
  ])('%j is wrong input', async (args, said) => {
    const file = await at.file('clicks.csv', 'Campaign,Clicks\nFair,5\n')
    const { code, stderr } = await at.here([
      'costs',
      'import',
      ...args.map((arg) => (arg === 'clicks.csv' ? file : arg)),
    ])
    expect(code).toBe(2)
    expect(stderr).toContain(said)
  })
})

describe('tandem costs list', () => {
  it('says which lines do not count and why', async () => {
    await seed({
      rates: [{ currency: 'EUR', from: '2026-03-01', rate: '1.5' }],
      costs: { sources: ['import', 'hubspot'] },
    })
    const file = await at.file('s.csv', 'Date,Campaign,Cost\n2026-03-01,Fair,€10\n2026-02-28,Fair,€7\n')
    await at.here(['costs', 'import', file])
    await withStore((store) =>
      store.costs.save(
        ACME,
        (['hubspot', 'salesforce'] as const).map((source) => ({
          source,
          key: 'x',
          campaign: 'Fair',
          channel: null,
          fromOn: '2026-03-01',
          untilOn: '2026-03-01',
          amountMinor: 100n,
          currency: 'USD',
          note: '',
        })),
        1,
        null,
      ),
    )
    const { stdout } = await at.here(['costs', 'list', '--campaign', 'Fair', '--json'])
    expect(JSON.parse(stdout)).toMatchObject({
      currency: 'USD',
      totalMinor: 1_500,
      counted: [{ from: '2026-03-01', amountMinor: 1_000, currency: 'EUR', rate: '1.5', convertedMinor: 1_500 }],
      unconverted: [{ from: '2026-02-28', why: expect.stringContaining('attribution.rates') }],
      notCounted: [
        { source: 'hubspot', why: expect.stringContaining('import knows') },
        { source: 'salesforce', why: expect.stringContaining('switched off') },
      ],
    })
    const words = (await at.here(['costs', 'list'])).stdout
    expect(words).toContain('Counted: 15.00 USD in 1 line')
    expect(words).toContain('Not counted, because there is no rate:')
  })
})
