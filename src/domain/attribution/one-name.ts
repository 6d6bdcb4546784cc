import { nameResolver } from './spend-file/campaign-names.ts'

/**
 * By which one name each campaign goes, whatever the case, spaces and dashes that a source writes it with: the first of `ranked`
 * that knows it. Two names of one source that differ in nothing else are two campaigns.
 *
 * @param ranked names of each source, the source whose spelling is taken first.
 */
export function oneName(ranked: readonly (readonly string[])[]): (campaign: string) => string {
  const known: string[] = []
  const names = new Map<string, string>()
  for (const given of ranked) {
    const { resolve } = nameResolver(known)
    const fresh = [...new Set(given)].filter((name) => !names.has(name))
    for (const name of fresh) names.set(name, resolve(name))
    known.push(...fresh.filter((name) => names.get(name) === name))
  }
  return (campaign) => names.get(campaign) ?? campaign
}
