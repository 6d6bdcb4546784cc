import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import type { OutcomeEntry, OutcomeNow } from './outcome-entries.ts'
import { nextEntries } from './outcome-entries.ts'

const DAY = 86_400_000
const CLOSE = 100 * DAY

const open: OutcomeNow = {
  isClosed: false,
  isWon: false,
  amountMinor: 10_000n,
  closedAt: null,
  stage: 'Negotiation',
  refundedMinor: null,
  refundedAt: null,
}
const won: OutcomeNow = { ...open, isClosed: true, isWon: true, closedAt: CLOSE, stage: 'Closed Won' }
const lost: OutcomeNow = { ...won, isWon: false, stage: 'Closed Lost' }

/** The story of looks, a day after each other. */
const told = (...looks: readonly OutcomeNow[]): readonly OutcomeEntry[] =>
  looks.reduce<readonly OutcomeEntry[]>(
    (entries, now, i) => [...entries, ...nextEntries(entries, now, CLOSE + (i + 1) * DAY)],
    [],
  )
const short = (entries: readonly OutcomeEntry[]) =>
  entries.map(({ kind, at, amountMinor }) => [kind, (at - CLOSE) / DAY, amountMinor])

describe('what became of an opportunity', () => {
  it('won is dated its close, whenever it was seen', () => {
    expect(told(open, won)).toEqual([
      {
        entry: 1,
        kind: 'won',
        at: CLOSE,
        recordedAt: CLOSE + 2 * DAY,
        amountMinor: 10_000n,
        totalMinor: 10_000n,
        closedAt: CLOSE,
        stage: 'Closed Won',
      },
    ])
  })

  it('won without an amount, or for nothing, is won for 0', () => {
    expect(short(told({ ...won, amountMinor: null }))).toEqual([['won', 0, 0n]])
    expect(short(told({ ...won, amountMinor: 0n }))).toEqual([['won', 0, 0n]])
  })

  it('lost counts for nothing, and for nothing more when it is looked at again', () => {
    expect(short(told(lost, lost, { ...lost, amountMinor: 5n }))).toEqual([['lost', 0, 0n]])
  })

  it('amended gives the difference, dated when it was seen', () => {
    expect(short(told(won, { ...won, amountMinor: 12_500n }, { ...won, amountMinor: 9_000n }))).toEqual([
      ['won', 0, 10_000n],
      ['amended', 2, 2_500n],
      ['amended', 3, -3_500n],
    ])
  })

  it('re-opened takes all back when it is seen, and won again counts from its new close', () => {
    const again = { ...won, closedAt: CLOSE + 30 * DAY, amountMinor: 8_000n }
    expect(short(told(won, { ...won, amountMinor: 12_000n }, open, again))).toEqual([
      ['won', 0, 10_000n],
      ['amended', 2, 2_000n],
      ['reopened', 3, -12_000n],
      ['won', 30, 8_000n],
    ])
  })

  it('won that turns into lost is taken back first', () => {
    expect(short(told(won, lost, won))).toEqual([
      ['won', 0, 10_000n],
      ['reopened', 2, -10_000n],
      ['lost', 0, 0n],
      ['won', 0, 10_000n],
    ])
  })

  it('a refund has the date that Salesforce gives it, else that of the look; corrected, it gives the difference', () => {
    const refunded = { ...won, refundedMinor: 4_000n, refundedAt: CLOSE + 50 * DAY }
    expect(short(told(won, refunded, { ...refunded, refundedMinor: 3_000n }))).toEqual([
      ['won', 0, 10_000n],
      ['refunded', 50, -4_000n],
      ['refunded', 50, 1_000n],
    ])
    expect(short(told(won, { ...won, refundedMinor: 10_000n }))).toEqual([
      ['won', 0, 10_000n],
      ['refunded', 2, -10_000n],
    ])
  })

  it('a refund whose date comes or is corrected later moves there, the whole of it', () => {
    const dated = (days: number, refundedMinor = 4_000n) => ({
      ...won,
      refundedMinor,
      refundedAt: CLOSE + days * DAY,
    })
    expect(short(told({ ...won, refundedMinor: 4_000n }, dated(50), dated(60), dated(70, 5_000n)))).toEqual([
      ['won', 0, 10_000n],
      ['refunded', 1, -4_000n],
      ['refunded', 1, 4_000n],
      ['refunded', 50, -4_000n],
      ['refunded', 50, 4_000n],
      ['refunded', 60, -4_000n],
      ['refunded', 60, 4_000n],
      ['refunded', 70, -5_000n],
    ])
    expect(short(told(dated(50), { ...dated(50), refundedAt: null }))).toEqual([
      ['won', 0, 10_000n],
      ['refunded', 50, -4_000n],
    ])
  })

  it('re-opened after a refund takes the refund off its date, and won again the record still tells it: it is there once', () => {
    const refunded = { ...won, refundedMinor: 4_000n, refundedAt: CLOSE + 50 * DAY }
    const entries = told(refunded, { ...refunded, isClosed: false, isWon: false, closedAt: null }, refunded)
    expect(short(entries)).toEqual([
      ['won', 0, 10_000n],
      ['refunded', 50, -4_000n],
      ['refunded', 50, 4_000n],
      ['reopened', 2, -10_000n],
      ['won', 0, 10_000n],
      ['refunded', 50, -4_000n],
    ])
  })

  it('a moved close date leaves the old one with nothing', () => {
    const moved = [
      ['won', 0, 10_000n],
      ['redated', 0, -10_000n],
      ['won', -40, 10_000n],
    ]
    expect(short(told(won, { ...won, closedAt: CLOSE - 40 * DAY }))).toEqual(moved)
    expect(short(told({ ...won, amountMinor: 0n }, { ...won, amountMinor: 0n, closedAt: CLOSE + DAY }))).toEqual([
      ['won', 0, 0n],
      ['redated', 0, 0n],
      ['won', 1, 0n],
    ])
  })

  it('a moved close date leaves a refund where it is', () => {
    const refunded = { ...won, refundedMinor: 10_000n, refundedAt: CLOSE + 60 * DAY }
    expect(short(told(won, refunded, { ...refunded, closedAt: CLOSE + 30 * DAY }))).toEqual([
      ['won', 0, 10_000n],
      ['refunded', 60, -10_000n],
      ['redated', 0, -10_000n],
      ['won', 30, 10_000n],
    ])
  })

  it('a moved close date takes amendments along, each off the date on which it was booked', () => {
    const amended = { ...won, amountMinor: 15_000n }
    expect(short(told(won, amended, { ...amended, closedAt: CLOSE + 30 * DAY }))).toEqual([
      ['won', 0, 10_000n],
      ['amended', 2, 5_000n],
      ['redated', 0, -10_000n],
      ['redated', 2, -5_000n],
      ['won', 30, 15_000n],
    ])
  })

  it('an amount that only converts differently is dated the close, its refund where it stood', () => {
    const converted = (now: OutcomeNow) =>
      short(nextEntries(told({ ...won, refundedMinor: 1_000n }), now, CLOSE + 90 * DAY, 'converted'))
    expect(converted({ ...won, amountMinor: 11_000n, refundedMinor: 1_100n })).toEqual([
      ['amended', 0, 1_000n],
      ['refunded', 1, -100n],
    ])
    expect(short(nextEntries(told({ ...won, amountMinor: null }), won, CLOSE + 90 * DAY, 'converted'))).toEqual([
      ['amended', 0, 10_000n],
    ])
  })
})

const anyNow = fc
  .record({
    state: fc.constantFrom(open, won, lost),
    amountMinor: fc.option(fc.bigInt(-50_000n, 50_000n)),
    closedAt: fc.constantFrom(CLOSE, CLOSE + DAY),
    refundedMinor: fc.option(fc.bigInt(0n, 60_000n)),
    refundedAt: fc.option(fc.constantFrom(CLOSE + 9 * DAY, CLOSE + 10 * DAY)),
  })
  .map(({ state, closedAt, ...rest }): OutcomeNow => ({
    ...state,
    ...rest,
    closedAt: state.isClosed ? closedAt : null,
  }))

/** What stands on each date by the looks alone: told anew, not by differences. */
function storyOf(looks: readonly OutcomeNow[]): Readonly<Record<number, bigint>> {
  const sums = new Map<number, bigint>()
  const book = (at: number, amountMinor: bigint): void => void sums.set(at, (sums.get(at) ?? 0n) + amountMinor)
  let win: { readonly closedAt: number; readonly amounts: (readonly [number, bigint])[] } | null = null
  let refunds: (readonly [number, bigint])[] = []
  for (const [i, now] of looks.entries()) {
    const at = CLOSE + (i + 1) * DAY
    const amountMinor = now.amountMinor ?? 0n
    const booked: bigint = win === null ? 0n : total(win.amounts)
    if (!now.isWon) {
      if (win !== null) {
        for (const [date, amount] of win.amounts) book(date, amount)
        book(at, -booked)
      }
      win = null
      refunds = []
      continue
    }
    const closedAt = now.closedAt ?? at
    if (win === null || win.closedAt !== closedAt) win = { closedAt, amounts: [[closedAt, amountMinor]] }
    else win.amounts.push([at, amountMinor - booked])
    const back = now.refundedMinor ?? 0n
    if (now.refundedAt === null) refunds.push([at, -back - total(refunds)])
    else refunds = [[now.refundedAt, -back]]
  }
  for (const [date, amount] of [...(win?.amounts ?? []), ...refunds]) book(date, amount)
  return nonZero(sums)
}
const total = (amounts: readonly (readonly [number, bigint])[]): bigint =>
  amounts.reduce((sum, [, amount]) => sum + amount, 0n)
const nonZero = (sums: ReadonlyMap<number, bigint>) => Object.fromEntries([...sums].filter(([, sum]) => sum !== 0n))

const worth = (now: OutcomeNow): bigint => (now.isWon ? (now.amountMinor ?? 0n) - (now.refundedMinor ?? 0n) : 0n)

describe('entries of any story', () => {
  test.prop([fc.array(anyNow, { minLength: 1, maxLength: 8 })])(
    'add up to what the opportunity is worth now',
    (looks) => {
      const entries = told(...looks)
      const last = looks.at(-1) ?? open
      expect(entries.reduce((sum, { amountMinor }) => sum + amountMinor, 0n)).toBe(worth(last))
      expect(entries.at(-1)?.totalMinor ?? 0n).toBe(worth(last))
      let sum = 0n
      for (const [i, { entry, amountMinor, totalMinor }] of entries.entries()) {
        sum += amountMinor
        expect([entry, totalMinor]).toEqual([i + 1, sum])
      }
    },
  )

  test.prop([fc.array(anyNow, { minLength: 1, maxLength: 8 })])('stand on each date as the story says', (looks) => {
    const sums = new Map<number, bigint>()
    for (const { at, amountMinor } of told(...looks)) sums.set(at, (sums.get(at) ?? 0n) + amountMinor)
    expect(nonZero(sums)).toEqual(storyOf(looks))
  })

  test.prop([fc.array(anyNow, { minLength: 1, maxLength: 6 })])('grow by nothing when nothing is new', (looks) => {
    const entries = told(...looks)
    expect(nextEntries(entries, looks.at(-1) ?? open, CLOSE + 99 * DAY)).toEqual([])
  })

  test.prop([fc.array(anyNow, { minLength: 1, maxLength: 8 }), fc.infiniteStream(fc.boolean())])(
    'say the same in the end, however many looks were missed',
    (looks, seen) => {
      const some = looks.filter((_, i) => i === looks.length - 1 || seen.next().value === true)
      expect(told(...some).at(-1)?.totalMinor ?? 0n).toBe(told(...looks).at(-1)?.totalMinor ?? 0n)
    },
  )
})
