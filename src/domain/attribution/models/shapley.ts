import { ChannelSums, type PathModel } from './path.ts'

/**
 * The Shapley value of each channel, where a set of channels is worth what the paths brought whose channels are all in it. Its
 * closed form: every path is split equally over its distinct channels; order and repetition do not count.
 * Source: Zhao, Mahboobi, Bagheri 2018, https://arxiv.org/abs/1804.05327
 */
export const shapley: PathModel = (rows) => {
  const sums = new ChannelSums()
  for (const { path, conversions, value } of rows) {
    const distinct = new Set(path)
    for (const channel of distinct) sums.add(channel, conversions / distinct.size, value / distinct.size)
  }
  return sums.shares
}
