import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import * as z from 'zod'

/**
 * Judges what `tandem demo --once --json` printed:
 *   check-summary.ts demo OUT             the built-in company
 *   check-summary.ts replay OUT           a replay of 8,800 opportunities whose totals are known
 *   check-summary.ts again FIRST SECOND   a second run on what the first one left changes nothing
 */
const count = z.int().nonnegative()
const summary = z.looseObject({
  handedOver: count,
  linked: count,
  won: count,
  lost: count,
  open: count,
  untouched: count,
  revenueMinor: count,
  currency: z.string().length(3),
  clocks: z.strictObject({ met: count, breached: count, running: count }),
  campaigns: z
    .array(
      z.strictObject({
        name: z.string(),
        spendMinor: count,
        leads: count,
        cplMinor: count.nullable(),
        won: count,
        revenueMinor: count,
      }),
    )
    .min(1),
  apiCalls: z.strictObject({ hubspot: count, salesforce: count }),
  journalRows: count,
  parked: count,
  durationMs: count,
})
type Summary = z.output<typeof summary>

/** One object, alone on the last line. */
function lastLine(file: string): Summary {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
  return summary.parse(JSON.parse(lines.at(-1) ?? ''))
}

const sum = (s: Summary, key: 'leads' | 'won' | 'revenueMinor' | 'spendMinor'): number =>
  s.campaigns.reduce((total, campaign) => total + campaign[key], 0)

function assertConsistent(s: Summary, withinMs: number, parked: number): void {
  const { met, breached, running } = s.clocks
  assert.equal(met + breached + running, s.handedOver, 'every handover has one clock')
  assert.equal(s.won + s.lost + s.open + s.untouched, s.handedOver, 'every handover has one outcome')
  assert.equal(sum(s, 'leads'), s.handedOver, 'every handover is counted for one campaign')
  assert.equal(sum(s, 'won'), s.won, 'every win is counted for one campaign')
  assert.equal(sum(s, 'revenueMinor'), s.revenueMinor, 'revenue by campaign adds up to the revenue')
  for (const { name, leads, cplMinor, spendMinor } of s.campaigns)
    assert.equal(cplMinor, leads === 0 ? null : Math.floor(spendMinor / leads + 0.5), `cost per lead of ${name}`)
  assert.equal(s.parked, parked, 'records that wait for a person')
  assert.ok(s.durationMs < withinMs, `it took ${s.durationMs} ms, more than ${withinMs}`)
}

const [kind, first = '', second = ''] = process.argv.slice(2)
const given = lastLine(first)
if (kind === 'demo') {
  // Three titles that a rule refuses, two phone numbers that both sides changed.
  assertConsistent(given, 240_000, 5)
  for (const key of ['handedOver', 'linked', 'won', 'lost', 'open', 'untouched', 'revenueMinor'] as const)
    assert.ok(given[key] > 0, `${key} is 0: the story has a hole`)
} else if (kind === 'replay') {
  assertConsistent(given, 880_000, 0)
  assert.deepEqual(
    {
      handedOver: given.handedOver,
      won: given.won,
      lost: given.lost,
      open: given.open,
      untouched: given.untouched,
      revenueMinor: given.revenueMinor,
      linked: given.linked,
      running: given.clocks.running,
      spendMinor: sum(given, 'spendMinor'),
    },
    {
      handedOver: 8_800,
      won: 4_238,
      lost: 2_473,
      open: 1_589,
      untouched: 500,
      revenueMinor: 1_000_553_400,
      linked: 122,
      running: 0,
      spendMinor: 3_059_087_982,
    },
  )
} else if (kind === 'again') {
  const { apiCalls: _calls, durationMs: _duration, ...figures } = lastLine(second)
  const { apiCalls: _firstCalls, durationMs: _firstDuration, ...before } = given
  assert.deepEqual(figures, before, 'a second run changes no figure and writes no journal row')
} else throw new Error(`check-summary.ts knows demo, replay and again, not "${kind ?? ''}"`)
process.stdout.write(`${kind}: as it must be\n`)
