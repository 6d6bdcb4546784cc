import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import * as z from 'zod'

/**
 * Judges the figures of a replay whose totals are known:
 *   check-attribution.ts report REPORT      `tandem report attribution --model first_touch --by campaign --json` adds up to them
 *   check-attribution.ts explain EXPLAINED  `tandem report explain --json` shows how the cents of every model come about
 *   check-attribution.ts reconcile FOUND    `tandem report reconcile --json` says that everything adds up
 */
const count = z.int().nonnegative()
const minor = z.int()
const row = z.looseObject({
  spendMinor: minor,
  leads: count,
  cplMinor: minor.nullable(),
  won: count,
  revenueMinor: minor,
  roas: z.number().nullable(),
})
const report = z.looseObject({
  model: z.literal('first_touch'),
  rows: z.array(row.extend({ campaign: z.string() })).min(1),
  unattributedMinor: minor,
  unattributed: row,
  totals: row,
  addsUp: z.literal(true),
})
const whole = z.string().regex(/^\d+$/).transform(BigInt)
const explained = z.looseObject({
  deal: z.looseObject({ opportunityId: z.string(), state: z.literal('won'), amountMinor: minor, currency: z.string() }),
  people: z.looseObject({
    foundBy: z.enum(['role', 'converted-lead', 'account']),
    contacts: z.array(z.looseObject({})).min(1),
  }),
  entries: z.array(z.looseObject({ kind: z.string(), amountMinor: minor, totalMinor: minor })).min(1),
  touches: z.array(z.looseObject({ id: z.string(), evidence: z.array(z.looseObject({})).min(1) })).min(1),
  models: z
    .array(
      z.looseObject({
        model: z.string(),
        positions: z.looseObject({}),
        credits: z.array(
          z.looseObject({
            touchId: z.string(),
            weight: z.strictObject({ numerator: whole, denominator: whole }),
            floorMinor: minor,
            extraMinor: z.union([z.literal(0), z.literal(1)]),
            amountMinor: minor,
          }),
        ),
        unattributedMinor: minor,
        stored: z.literal('same'),
      }),
    )
    .min(1),
})
const reconciled = z.looseObject({
  revenueMinor: minor,
  models: z.array(z.looseObject({ model: z.string(), sumMinor: minor, differenceMinor: z.literal(0) })).min(1),
  addsUp: z.literal(true),
})

const lastLine = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8').trimEnd().split('\n').at(-1) ?? '')
const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0)

function assertReport(file: string): void {
  const { rows, unattributed, unattributedMinor, totals } = report.parse(lastLine(file))
  assert.deepEqual(
    { spend: totals.spendMinor, leads: totals.leads, won: totals.won, revenue: totals.revenueMinor },
    { spend: 3_059_087_982, leads: 8_800, won: 4_238, revenue: 1_000_553_400 },
  )
  for (const key of ['spendMinor', 'leads', 'won', 'revenueMinor'] as const)
    assert.equal(sum([...rows, unattributed].map((one) => one[key])), totals[key], `${key} of all rows is the total`)
  assert.equal(unattributed.revenueMinor, unattributedMinor)
  for (const { campaign, spendMinor, leads, cplMinor, revenueMinor, roas } of rows) {
    assert.equal(cplMinor, leads === 0 ? null : Math.floor(spendMinor / leads + 0.5), `cost per lead of ${campaign}`)
    assert.equal(
      roas,
      spendMinor === 0 ? null : Math.round((revenueMinor / spendMinor) * 1e4) / 1e4,
      `ROAS of ${campaign}`,
    )
  }
}

function assertExplained(file: string): void {
  const { deal, entries, touches, models } = explained.parse(lastLine(file))
  assert.equal(sum(entries.map(({ amountMinor }) => amountMinor)), deal.amountMinor, 'entries add up to the amount')
  const known = new Set(touches.map(({ id }) => id))
  for (const { model, credits, unattributedMinor } of models) {
    assert.equal(
      sum(credits.map(({ amountMinor }) => amountMinor)) + unattributedMinor,
      deal.amountMinor,
      `cents of ${model} add up to the amount`,
    )
    for (const { touchId, weight, floorMinor, extraMinor, amountMinor } of credits) {
      assert.ok(known.has(touchId), `${touchId} is one of the touches`)
      const cut = (BigInt(deal.amountMinor) * weight.numerator) / weight.denominator
      assert.equal(floorMinor, Number(cut), `${model} cuts ${touchId} to whole cents`)
      assert.equal(floorMinor + extraMinor, amountMinor, `${model} gives ${touchId} at most one cent of the rest`)
    }
  }
}

const [kind, file = ''] = process.argv.slice(2)
if (kind === 'report') assertReport(file)
else if (kind === 'explain') assertExplained(file)
else if (kind === 'reconcile') reconciled.parse(lastLine(file))
else throw new Error(`check-attribution.ts knows report, explain and reconcile, not "${kind ?? ''}"`)
process.stdout.write(`${kind}: as it must be\n`)
