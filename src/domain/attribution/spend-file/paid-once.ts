import type { CostLine } from '../cost-line.ts'

export interface RejectedLine {
  readonly line: number
  readonly reason: string
  readonly remedy: string
}

/** A cost of a file, with the line it stands on. */
export interface ReadCost {
  readonly line: number
  readonly cost: CostLine
}

export const rejected = (line: number, reason: string, remedy: string): RejectedLine => ({ line, reason, remedy })

/** A key that is there twice with one amount counts once; with two amounts nobody knows which of them holds. */
export function withoutRepeated(read: readonly ReadCost[]): {
  readonly costs: readonly ReadCost[]
  readonly repeated: readonly { readonly line: number; readonly of: number }[]
  readonly rejected: readonly RejectedLine[]
} {
  const costs: ReadCost[] = []
  const repeated: { line: number; of: number }[] = []
  const refused: RejectedLine[] = []
  for (const same of Map.groupBy(read, ({ cost }) => cost.key).values()) {
    const [first] = same
    if (first === undefined) continue
    if (same.every(({ cost }) => cost.amountMinor === first.cost.amountMinor)) {
      costs.push(first)
      repeated.push(...same.slice(1).map(({ line }) => ({ line, of: first.line })))
    } else
      refused.push(
        ...same.map(({ line }) =>
          rejected(
            line,
            `lines ${same.map((one) => one.line).join(', ')} give different amounts for one campaign, channel, day and currency`,
            'leave the right one, or add them up to one row',
          ),
        ),
      )
  }
  return { costs, repeated, rejected: refused }
}

const isMonth = ({ key }: CostLine): boolean => /\|\d{4}-\d{2}\|[A-Z]{3}$/.test(key)
const monthOf = (cost: CostLine): string => {
  const parts = cost.key.split('|')
  return [...parts.slice(0, -2), cost.fromOn.slice(0, 7), cost.currency].join('|')
}

/** A month and days of it, of one campaign and channel, would be paid twice; the days are the finer truth of one file. */
export function withoutOverlaps(
  costs: readonly ReadCost[],
  stored: readonly CostLine[],
): { readonly costs: readonly ReadCost[]; readonly rejected: readonly RejectedLine[] } {
  const ofFile = costs.map(({ cost }) => cost)
  const before = stored.filter(({ source }) => source === 'import')
  const takenBack = new Set(ofFile.filter((cost) => isMonth(cost) && cost.amountMinor === 0n).map(({ key }) => key))
  const months = new Set(
    before.filter((cost) => isMonth(cost) && cost.amountMinor !== 0n && !takenBack.has(cost.key)).map(({ key }) => key),
  )
  const daily = new Set([...ofFile, ...before].filter((cost) => !isMonth(cost)).map(monthOf))
  const refused = costs.flatMap(({ line, cost }) => {
    if (isMonth(cost) && cost.amountMinor !== 0n && daily.has(cost.key))
      return [
        rejected(
          line,
          `days of ${month(cost)} are given as well, and would be paid twice`,
          'leave the days or the month',
        ),
      ]
    if (!isMonth(cost) && months.has(monthOf(cost)))
      return [
        rejected(
          line,
          `the whole month ${month(cost)} was imported before, and would be paid twice`,
          'give the month as one row, as before; or give it once with amount 0, and then its days',
        ),
      ]
    return []
  })
  const gone = new Set(refused.map(({ line }) => line))
  return { costs: costs.filter(({ line }) => !gone.has(line)), rejected: refused }
}

const month = ({ fromOn }: CostLine): string => fromOn.slice(0, 7)
