/** By name; null: no touch names one. */
export interface CampaignsReached {
  readonly first: string | null
  readonly last: string | null
}

/**
 * The first and the last campaign that reached somebody. A touch that names none (a direct visit) is passed over.
 * @param touches in order of (instant, id).
 */
export function campaignsReached(touches: readonly { readonly campaign: string | null }[]): CampaignsReached {
  const named = touches.flatMap(({ campaign }) => campaign ?? [])
  return { first: named.at(0) ?? null, last: named.at(-1) ?? null }
}
