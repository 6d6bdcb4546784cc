import type { Exchange, Reply } from '../http/exchange.ts'
import { ok } from '../http/exchange.ts'
import { usageToday } from '../http/limits.ts'
import type { Route } from '../http/paths.ts'
import { zoneOffsetMs } from '../model/lists/zone.ts'
import { dayIn, isoInstant } from '../time.ts'

/** https://developers.hubspot.com/docs/api-reference/latest/account/account-information/guide */
export const accountRoutes: readonly Route[] = [
  { method: 'GET', pattern: '/account-info/details', scope: 'oauth', handler: details },
  {
    method: 'GET',
    pattern: '/account-info/api-usage/daily/private-apps',
    scope: 'oauth',
    isOfPrivateApps: true,
    handler: usage,
  },
]

function details({ portal }: Exchange): Reply {
  const { timeZone, portalId } = portal.settings
  const offsetMs = zoneOffsetMs(timeZone, portal.clock.now())
  const minutes = Math.abs(offsetMs) / 60_000
  const clock = `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
  return ok({
    portalId,
    accountType: 'STANDARD',
    timeZone,
    companyCurrency: portal.state.currency,
    additionalCurrencies: portal.state.additionalCurrencies,
    utcOffset: `${offsetMs < 0 ? '-' : '+'}${clock}`,
    utcOffsetMilliseconds: offsetMs,
    uiDomain: 'app.hubspot.com',
    dataHostingLocation: 'na1',
  })
}

function usage({ portal }: Exchange): Reply {
  const now = portal.clock.now()
  return ok({
    results: [
      {
        name: 'private-apps-api-calls-daily',
        usageLimit: portal.state.limits.perDay,
        currentUsage: usageToday(portal).calls,
        collectedAt: isoInstant(now),
        fetchStatus: 'SUCCESS',
        resetsAt: isoInstant(nextMidnight(portal.settings.timeZone, now)),
      },
    ],
  })
}

function nextMidnight(timeZone: string, now: number): number {
  const tomorrow = Date.parse(`${dayIn(timeZone, now)}T00:00:00Z`) + 86_400_000
  // The offset at midnight itself: a change of clocks may lie between it and midnight in UTC.
  return tomorrow - zoneOffsetMs(timeZone, tomorrow - zoneOffsetMs(timeZone, tomorrow))
}
