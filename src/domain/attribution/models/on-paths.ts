import type { Model } from './journey.ts'
import { ChannelSums, type PathModel } from './path.ts'

/**
 * A model of touches on paths of channels: each path is split over its steps, and a channel gets what its steps get. Paths know
 * the first and the last step, neither instants nor the creation of lead and opportunity.
 */
export function onPaths(model: Model): PathModel {
  return (rows) => {
    const sums = new ChannelSums()
    for (const { path, conversions, value } of rows) {
      if (path.length === 0) continue
      const touches = path.map((channel, i) => ({ id: String(i), contactId: '', at: 0, channel }))
      const positions = { FT: 0, LC: null, OC: null, CW: path.length - 1 }
      const shares = model({ touches, positions, middle: 'all' })
      const whole = Number(shares.reduce((sum, share) => sum + share, 0n))
      for (const [i, channel] of path.entries()) {
        const share = Number(shares[i] ?? 0n)
        sums.add(channel, (conversions * share) / whole, (value * share) / whole)
      }
    }
    return sums.shares
  }
}
