import type { AttributionModel } from '#http/contract/campaigns.ts'

/** Keys of everything that is read from the server, so that no two features name the same thing differently. */
export const queryKeys = {
  overview: () => ['overview'] as const,
  campaigns: (model: AttributionModel) => ['campaigns', model] as const,
}

/** Pages are live: how often what is on screen is asked for again. */
export const REFRESH_MS = 5_000
