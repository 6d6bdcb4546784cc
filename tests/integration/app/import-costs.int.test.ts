import { describe, expect, it } from 'vitest'
import { campaignCosts } from '#app/campaign-costs.ts'
import { importCosts } from '#app/import-costs.ts'
import type { CostsImport, ImportOptions } from '#app/import-costs.ts'
import { findTable, textOf } from '#app/separated-table.ts'
import { spendColumns } from '#domain/attribution/spend-file/columns.ts'
import { connectionId, linkId } from '#domain/ids.ts'
import type { Connection } from '#ports/store/connections.ts'
import { createStore } from '#store/store.ts'
import { parsed, loopDocument } from '#support/company.ts'
import { useDatabase } from '#support/database.ts'

const ACME = connectionId('acme')
const database = useDatabase()
const store = () => createStore(database().kysely)
let tick = 0

async function connection(): Promise<Connection> {
  const account = { id: ACME, name: 'Acme', portalId: '1', orgId: '2', currency: 'USD', orgTimeZone: 'UTC' }
  await store().connections.save(account)
  const campaign = { channel: null, currency: 'USD', spendMinor: 0n, startOn: null, endOn: null }
  const campaigns = ['Spring Sale', 'Fair'].map((name) => ({ ...campaign, id: name, name }))
  await store().campaigns.save(ACME, campaigns, 1)
  return { ...account, state: 'active', pausedReason: null, pausedBy: null }
}

const AS_IT_IS: ImportOptions = { currency: null, decimal: 'auto', dates: 'auto', mode: 'save' }

/** Of the bytes that an export has, as `tandem costs import` reads them. */
async function imports(text: string | Uint8Array, options: Partial<ImportOptions> = {}): Promise<CostsImport> {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text
  const table = findTable(textOf(bytes), spendColumns)
  if (table === null) throw new Error('no header')
  const file = { name: 'spend.csv', checksum: 'abc', columns: table.header, rows: table.rows }
  const clock = { now: () => 1_000 + (tick += 1) }
  const scope = { store: store(), connection: await connection(), clock, newId: () => `import ${tick}` }
  return importCosts(scope, file, { ...AS_IT_IS, ...options })
}
const lines = () => store().costs.current(ACME)

describe('a file of costs', () => {
  it('from Germany is taken: semicolons, decimal commas, euros, totals, blank and repeated rows', async () => {
    const report = await imports(
      [
        '\uFEFFKampagnenbericht;;;',
        'Datum;Kampagne;Kanal;Kosten (EUR)',
        '01.03.2026;spring sale;Search;"1.234,56"',
        '02.03.2026;Spring Sale;Search;-4,50 €',
        '02.03.2026;Spring Sale;Search;-4,50',
        '2026-02;Messe;Offline;28',
        ';;;',
        'Gesamt;;;1.258,06',
      ].join('\r\n'),
    )
    expect(report).toMatchObject({
      rows: 6,
      accepted: 3,
      unchanged: 0,
      corrected: [],
      rejected: [],
      repeated: [{ line: 5, of: 4 }],
      totals: [8],
      blank: [7],
      unknown: [{ campaign: 'Messe', lines: 1, nearest: null, importedBefore: false }],
      effect: null,
      sums: [
        { campaign: 'Messe', currency: 'EUR', rows: 1, amountMinor: 2_800n },
        { campaign: 'Spring Sale', currency: 'EUR', rows: 2, amountMinor: 123_006n },
      ],
    })
    expect(await lines()).toMatchObject([
      { key: 'Messe|Offline|2026-02|EUR', fromOn: '2026-02-01', untilOn: '2026-02-28', amountMinor: 2_800n },
      { key: 'Spring Sale|Search|2026-03-01|EUR', fromOn: '2026-03-01', amountMinor: 123_456n, channel: 'Search' },
      { key: 'Spring Sale|Search|2026-03-02|EUR', amountMinor: -450n },
    ])
  })

  it.each<[string, Uint8Array]>([
    ['UTF-16 with tabs', Buffer.from('\uFEFFTag\tKampagne\tKosten\n2026-03-01\tFrühling\t5\n', 'utf16le')],
    ['the Windows code page', Buffer.from('Tag;Kampagne;Kosten\n2026-03-01;Frühling;5\n', 'latin1')],
    ['UTF-8 with bars', Buffer.from('Tag|Kampagne|Kosten\n2026-03-01|Frühling|5\n')],
  ])('in %s is read', async (_, bytes) => {
    expect((await imports(bytes)).sums).toEqual([{ campaign: 'Frühling', currency: 'USD', rows: 1, amountMinor: 500n }])
  })

  it('brings corrections of the same days as new versions, and nothing when it is the same again', async () => {
    const file = 'Date\tCampaign\tCost\n2026-03-01\tFair\t$10.00\n2026-03-02\tFair\t(1.00)\n'
    expect(await imports(file)).toMatchObject({ accepted: 2 })
    expect(await imports(file)).toMatchObject({ accepted: 0, unchanged: 2, corrected: [] })
    expect(await imports(file.replace('10.00', '9.00'))).toMatchObject({
      accepted: 0,
      unchanged: 1,
      corrected: [{ line: 2, was: { amountMinor: 1_000n }, is: { campaign: 'Fair', amountMinor: 900n } }],
    })
    expect(await store().costs.versions(ACME, 'Fair')).toMatchObject([
      { fromOn: '2026-03-01', version: 1, amountMinor: 1_000n, supersededAt: expect.any(Number) },
      { fromOn: '2026-03-01', version: 2, amountMinor: 900n, supersededAt: null },
      { fromOn: '2026-03-02', version: 1, amountMinor: -100n, supersededAt: null },
    ])
    expect(await store().imports.list(ACME, 10)).toMatchObject([
      { kind: 'costs', fileName: 'spend.csv', rows: 2, accepted: 1, unchanged: 1 },
      { accepted: 2, unchanged: 0 },
    ])
  })

  it('has a reason and a remedy for every row that is not taken', async () => {
    const report = await imports(
      [
        'day,campaign name,spend,currency',
        '2026-03-01,Fair,12.5,USD',
        'soon,Fair,12.5,USD',
        ',Fair,12.5,USD',
        '2026-03-02,Fair,much,USD',
        '2026-03-02,Fair,,USD',
        '2026-03-02,Fair,€5,USD',
        '2026-03-02,Fair,5,euros',
        '2026-03-04,Fair,5,USD',
        '2026-03-04,Fair,6,USD',
        '2026-03,Fair,100,USD',
      ].join('\n'),
    )
    expect(report).toMatchObject({ rows: 10, accepted: 1 })
    expect(report.rejected.map(({ line, reason }) => `${line} ${reason}`)).toEqual([
      '3 "soon" is no date',
      '4 no date',
      '5 "much" is no amount with a decimal point',
      '6 no amount',
      '7 the row names two currencies: EUR and USD',
      '8 "EUROS" is no currency',
      '9 lines 9, 10 give different amounts for one campaign, channel, day and currency',
      '10 lines 9, 10 give different amounts for one campaign, channel, day and currency',
      '11 days of 2026-03 are given as well, and would be paid twice',
    ])
    expect(report.rejected.every(({ remedy }) => remedy.length > 5)).toBe(true)
  })

  it.each([
    ['Date,Campaign,Cost\n03/04/2026,Fair,5\n', '--dates dmy or --dates mdy'],
    ['Date,Campaign,Cost\n2026-03-04,Fair,"1,234"\n', '--decimal point or --decimal comma'],
    ['Date,Campaign,Cost\n15/04/2026,Fair,5\n04/15/2026,Fair,5\n', '--dates dmy or --dates mdy'],
    ['Date,Campaign,Cost\n2026-03-04,Fair,"1,5"\n2026-03-05,Fair,1.5\n', '--decimal point or --decimal comma'],
  ])('%j is refused as a whole, and nothing is written', async (text, said) => {
    await expect(imports(text)).rejects.toThrow(said)
    expect(await lines()).toEqual([])
  })

  it('that was ambiguous is read as it is told to be', async () => {
    const text = 'Date,Campaign,Cost\n03/04/2026,Fair,"1,234"\n'
    const report = await imports(text, { dates: 'mdy', decimal: 'point', currency: 'EUR' })
    expect(report).toMatchObject({ accepted: 1, sums: [{ currency: 'EUR', amountMinor: 123_400n }] })
    expect(await lines()).toMatchObject([{ fromOn: '2026-03-04' }])
  })

  it('does not pay a month once more by its days, unless the month is taken back', async () => {
    await imports('Date,Campaign,Cost\n2026-03,Fair,310\n')
    expect(await imports('Date,Campaign,Cost\n2026-03-01,Fair,10\n2026-04-01,Fair,10\n')).toMatchObject({
      accepted: 1,
      rejected: [{ line: 2, reason: expect.stringContaining('2026-03') }],
    })
    expect(await imports('Date,Campaign,Cost\n2026-03,Fair,0\n2026-03-01,Fair,10\n')).toMatchObject({
      accepted: 1,
      corrected: [{ line: 2 }],
      rejected: [],
    })
    expect(await imports('Date,Campaign,Cost\n2026-03-02,Fair,10\n')).toMatchObject({ accepted: 1, rejected: [] })
  })

  it('names campaigns that neither CRM nor a touch has, again with every file, and the known one that is near', async () => {
    const file = 'Date,Campaign,Cost\n2026-03-01,Spring Sael,1\n2026-03-02,Spring Sael,1\n2026-03-01,Podcast,1\n'
    const touch = {
      linkId: linkId('l'),
      at: 1,
      dayOnly: false,
      channel: 'Audio',
      detail: null,
      kind: 'source',
      source: 'x',
    } as const
    const evidence = [{ origin: 'hubspot', source: 'x', record: '1', says: 'x' }] as const
    await store().touches.replace(
      ACME,
      'hubspot',
      [linkId('l')],
      [{ ...touch, id: 't', campaign: 'podcast', origin: 'hubspot', evidence }],
    )
    const mistyped = { campaign: 'Spring Sael', lines: 2, nearest: 'Spring Sale' }
    expect((await imports(file)).unknown).toEqual([{ ...mistyped, importedBefore: false }])
    expect((await imports(file)).unknown).toEqual([{ ...mistyped, importedBefore: true }])
  })

  it('says what it takes the place of, and how what counts as spent changes', async () => {
    const counting = { costs: { sources: ['import', 'hubspot', 'salesforce'] }, rates: [] } as const
    const line = { channel: null, currency: 'USD', note: '', source: 'hubspot' } as const
    const march = { fromOn: '2026-03-01', untilOn: '2026-03-10' }
    const lines = [
      { ...line, ...march, key: 'a', campaign: 'Fair', amountMinor: 1_000n },
      { ...line, ...march, key: 'b', campaign: 'Fair', amountMinor: 500n },
      { ...line, ...march, key: 'c', campaign: 'Spring Sale', amountMinor: 700n },
    ]
    await imports('Date,Campaign,Cost\n2026-02-01,Fair,10\n')
    await store().costs.save(ACME, lines, 1, null)
    const file = 'Date,Campaign,Cost\n2026-02-01,Fair,12\n2026-03-01,Fair,5\n2026-03-02,fair,0\n2026-03-01,Podcast,1\n'
    const effect = {
      currency: 'USD',
      beforeMinor: 3_200n,
      afterMinor: 3_200n + 200n + 500n - 300n + 100n,
      displaced: expect.arrayContaining([
        { source: 'import', lines: 1, days: 1, amountMinor: 1_000n },
        { source: 'hubspot', lines: 2, days: 2, amountMinor: 300n },
      ]),
      campaigns: [
        { campaign: 'Fair', beforeMinor: 2_500n, afterMinor: 2_900n },
        { campaign: 'Podcast', beforeMinor: 0n, afterMinor: 100n },
      ],
    }
    expect((await imports(file, { counting, mode: 'rehearse' })).effect).toEqual(effect)
    expect((await imports(file, { counting })).effect).toEqual(effect)
    expect((await imports(file, { counting })).effect).toMatchObject({
      beforeMinor: effect.afterMinor,
      afterMinor: effect.afterMinor,
      displaced: [],
      campaigns: [],
    })
    const off = { ...counting, costs: { sources: ['hubspot'] } } as const
    expect((await imports('Date,Campaign,Cost\n2026-03-03,Fair,99\n', { counting: off })).effect).toMatchObject({
      beforeMinor: 2_200n,
      afterMinor: 2_200n,
      displaced: [],
    })
  })

  it('of a rehearsal is told of and not kept', async () => {
    expect(await imports('Date,Campaign,Cost\n2026-03-01,Fair,10\n', { mode: 'rehearse' })).toMatchObject({
      accepted: 1,
    })
    expect(await lines()).toEqual([])
  })

  it('counts on its own days, before what HubSpot and Salesforce know of the campaign, however they write its name', async () => {
    await imports('Date,Campaign,Cost\n2026-03-02,fair,5\n')
    const common = { channel: null, fromOn: '2026-03-01', untilOn: '2026-03-04', currency: 'EUR', note: '' }
    await store().costs.save(
      ACME,
      [
        { ...common, source: 'salesforce', key: 's', campaign: 'FAIR', amountMinor: 1_003n },
        { ...common, source: 'salesforce', key: 't', campaign: 'spring-sale', amountMinor: 10n },
      ],
      1,
      null,
    )
    const config = parsed({
      ...loopDocument(),
      attribution: { rates: [{ currency: 'EUR', from: '2026-01-01', rate: '1' }] },
    })
    const scope = { store: store(), connection: await connection(), config }
    const costs = await campaignCosts(scope, { from: null, until: null })
    expect(costs.byCampaign).toEqual(
      new Map([
        ['Fair', 500n + 752n],
        ['Spring Sale', 10n],
      ]),
    )
    expect(costs.notCounted).toMatchObject([{ amountMinor: 251n, line: { source: 'salesforce' } }])
    const spentOn = async (day: string) =>
      (await campaignCosts(scope, { from: day, until: day })).byCampaign.get('Fair')
    expect(await Promise.all(['2026-03-01', '2026-03-02', '2026-03-03', '2026-03-04'].map(spentOn))).toEqual([
      251n,
      500n,
      251n,
      250n,
    ])
  })

  it('without campaigns is spend of its channel, and lines without a channel have that of their campaign', async () => {
    await imports('Date,Channel,Cost\n2026-03-01,Search,10\n')
    await imports(
      'Date,Campaign,Channel,Cost\n2026-03-01,Fair,Events,5\n2026-03-02,Fair,,5\n2026-03-02,Spring Sale,,1\n',
    )
    const scope = { store: store(), connection: await connection(), config: parsed(loopDocument()) }
    const costs = await campaignCosts(scope, { from: null, until: null })
    expect(costs.spend).toEqual([
      { campaign: 'Fair', channel: 'Events', spendMinor: 1_000n },
      { campaign: 'Spring Sale', channel: 'Other', spendMinor: 100n },
      { campaign: null, channel: 'Search', spendMinor: 1_000n },
    ])
    expect(costs.totalMinor).toBe(2_100n)
  })
})
