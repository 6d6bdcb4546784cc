import { inverse } from '../linear-system.ts'
import type { ChannelShare, PathModel, PathRow } from './path.ts'

/** Transitions of the chain by channel number; the start stands before all channels. */
interface Chain {
  readonly channels: readonly string[]
  /** Probabilities from the start to each channel. */
  readonly first: readonly number[]
  /** Probabilities from channel to channel. */
  readonly steps: readonly (readonly number[])[]
  /** Probability of a conversion as the next step, and the mean value it brings times that probability. */
  readonly converts: readonly number[]
  readonly earns: readonly number[]
}

/**
 * Removal effects of a Markov chain of order 1 with the states start, channels, conversion and none, solved exactly. Every path
 * adds its conversions and nulls to its steps. Without a channel, whoever steps into it is lost; a channel's effect is the part
 * of the conversions that is lost so, and its credit its part of the effects. For value a conversion out of a channel brings the
 * mean value of those that ended there: with the effects on conversions, money would move between channels that never met.
 * Without any conversion every channel gets 0.
 *
 * Source: Anderl et al. 2016, "Mapping the customer journey"; as in the R package ChannelAttribution, without its simulation.
 */
export const markov: PathModel = (rows) => {
  const chain = chainOf(rows)
  const { channels } = chain
  const effects = removalEffects(chain)
  const conversions = inProportion(
    effects.conversions,
    sum(rows, (row) => row.conversions),
  )
  const value = inProportion(
    effects.value,
    sum(rows, (row) => row.value),
  )
  return new Map(
    channels.map((channel, i): [string, ChannelShare] => [
      channel,
      { conversions: conversions[i] ?? 0, value: value[i] ?? 0 },
    ]),
  )
}

function chainOf(rows: readonly PathRow[]): Chain {
  const channels = [...new Set(rows.flatMap(({ path }) => path))]
  const numberOf = new Map(channels.map((channel, i) => [channel, i]))
  const first = channels.map(() => 0)
  const steps = channels.map(() => channels.map(() => 0))
  const [converts, earns, left] = [channels.map(() => 0), channels.map(() => 0), channels.map(() => 0)]
  const add = (to: number[] | undefined, index: number, amount: number): void => {
    if (to !== undefined) to[index] = (to[index] ?? 0) + amount
  }
  for (const { path, conversions, value, nulls = 0 } of rows) {
    const walk = path.map((channel) => numberOf.get(channel) ?? 0)
    for (const [i, channel] of walk.entries()) {
      const before = walk[i - 1]
      add(before === undefined ? first : steps[before], channel, conversions + nulls)
      add(left, channel, conversions + nulls)
    }
    const last = walk.at(-1) ?? 0
    add(converts, last, conversions)
    add(earns, last, value)
  }
  const started = sum(first, (count) => count)
  const share = (count: number, of: number | undefined): number => (of === undefined || of === 0 ? 0 : count / of)
  return {
    channels,
    first: first.map((count) => share(count, started)),
    steps: steps.map((row, i) => row.map((count) => share(count, left[i]))),
    converts: converts.map((count, i) => share(count, left[i])),
    earns: earns.map((sum, i) => share(sum, left[i])),
  }
}

/**
 * What is lost without a channel: the chance to ever come to it, times what is to be had from there. The former is the expected
 * number of visits from the start over that from the channel itself, so one inversion does for all channels.
 */
function removalEffects({ first, steps, converts, earns }: Chain): { conversions: number[]; value: number[] } {
  const visits = inverse(steps.map((row, i) => row.map((chance, j) => (i === j ? 1 : 0) - chance)))
  const from = visits.map((_, channel) => sum(first, (chance, i) => chance * (visits[i]?.[channel] ?? 0)))
  const lost = (rewards: readonly number[]): number[] =>
    visits.map((row, channel) => {
      const reached = (from[channel] ?? 0) / (row[channel] ?? 1)
      // Never below 0 but for rounding.
      return Math.max(0, reached * sum(rewards, (reward, i) => reward * (row[i] ?? 0)))
    })
  return { conversions: lost(converts), value: lost(earns) }
}

const sum = <T>(items: readonly T[], of: (item: T, index: number) => number): number =>
  items.reduce((all, item, index) => all + of(item, index), 0)

/** The effects' common divisor, the chance of a conversion at all, cancels out. */
function inProportion(effects: readonly number[], total: number): readonly number[] {
  const all = sum(effects, (effect) => effect)
  return effects.map((effect) => (all === 0 ? 0 : (total * effect) / all))
}
