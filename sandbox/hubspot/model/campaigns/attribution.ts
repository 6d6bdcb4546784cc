/** https://knowledge.hubspot.com/reports/create-attribution-reports (attribution models) */
export const attributionModels = [
  'LINEAR',
  'FIRST_INTERACTION',
  'LAST_INTERACTION',
  'FULL_PATH',
  'U_SHAPED',
  'W_SHAPED',
  'TIME_DECAY',
  'J_SHAPED',
  'INVERSE_J_SHAPED',
] as const
export type AttributionModel = (typeof attributionModels)[number]

/** Moments on the way to a deal that some models favour. */
export interface Milestones {
  readonly contactCreatedAt: number
  readonly dealCreatedAt: number
  readonly closedAt: number
}

const halfLifeMs = 7 * 86_400_000

/** Shares of the touches (instants, oldest first) in a deal's revenue; they sum to 1. */
export function shares(model: AttributionModel, touches: readonly number[], milestones: Milestones): number[] {
  const weights = touches.map(() => 0)
  const last = touches.length - 1
  const give = (index: number, weight: number) => {
    weights[index] = (weights[index] ?? 0) + weight
  }
  /** Spreads a weight over the touches that have none yet. */
  const spread = (weight: number) => {
    const rest = weights.flatMap((each, index) => (each === 0 ? [index] : []))
    for (const index of rest) give(index, weight / rest.length)
  }
  const before = (at: number) =>
    Math.max(
      touches.findLastIndex((touch) => touch <= at),
      0,
    )
  switch (model) {
    case 'LINEAR':
      spread(1)
      break
    case 'FIRST_INTERACTION':
      give(0, 1)
      break
    case 'LAST_INTERACTION':
      give(last, 1)
      break
    case 'TIME_DECAY':
      for (const [index, at] of touches.entries()) give(index, 2 ** ((at - milestones.closedAt) / halfLifeMs))
      break
    case 'U_SHAPED':
    case 'J_SHAPED':
    case 'INVERSE_J_SHAPED': {
      const [first, end] = { U_SHAPED: [0.4, 0.4], J_SHAPED: [0.2, 0.6], INVERSE_J_SHAPED: [0.6, 0.2] }[model] as [
        number,
        number,
      ]
      give(0, first)
      give(last, end)
      spread(0.2)
      break
    }
    case 'W_SHAPED':
      for (const index of [0, before(milestones.contactCreatedAt), before(milestones.dealCreatedAt)]) give(index, 0.3)
      spread(0.1)
      break
    case 'FULL_PATH': {
      const { contactCreatedAt, dealCreatedAt, closedAt } = milestones
      for (const index of [0, ...[contactCreatedAt, dealCreatedAt, closedAt].map(before)]) give(index, 0.225)
      spread(0.1)
      break
    }
  }
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.map((weight) => weight / total)
}
