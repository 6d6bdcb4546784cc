import type { CrmAccess } from '../../src/compose.ts'

export interface Platform {
  readonly url: string
  readonly credentials: Readonly<Record<string, string>>
}

export interface Platforms {
  readonly hubspot: Platform
  readonly salesforce: Platform
}

const UNHINDERED = { max: Number.POSITIVE_INFINITY, perMs: 1_000, concurrent: 10 }

/** @param limits `off`: Tandem holds back nothing, as where the platforms enforce nothing. `on`: its own defaults. */
export const accessOf = (platforms: Platforms, limits: 'on' | 'off' = 'off'): CrmAccess => ({
  hubspot: {
    token: platforms.hubspot.credentials['accessToken'] ?? '',
    baseUrl: platforms.hubspot.url,
    ...(limits === 'on' ? {} : { limits: { burst: UNHINDERED, search: UNHINDERED } }),
  },
  salesforce: {
    instanceUrl: platforms.salesforce.url,
    auth: {
      kind: 'client-credentials',
      clientId: platforms.salesforce.credentials['clientId'] ?? '',
      clientSecret: platforms.salesforce.credentials['clientSecret'] ?? '',
    },
  },
})
