import type { Exchange, Reply } from '../http/exchange.ts'
import { ok, param } from '../http/exchange.ts'
import type { Route } from '../http/paths.ts'
import { isoInstant } from '../time.ts'
import { objectOf } from './pipelines.ts'

const path = '/crm/pipelines/{type}/{pipeline}'

/** https://developers.hubspot.com/docs/api-reference/latest/crm/pipelines/guide (track changes) */
export const pipelineAuditRoutes: readonly Route[] = [
  { method: 'GET', pattern: `${path}/audit`, handler: (exchange) => lines(exchange, null) },
  {
    method: 'GET',
    pattern: `${path}/stages/{stage}/audit`,
    handler: (exchange) => lines(exchange, param(exchange, 'stage')),
  },
]

/** The user behind the app. */
const author = 52_530_071

/** "Updates are listed in reverse chronological order", also of what is gone. */
function lines(exchange: Exchange, stageId: string | null): Reply {
  const { state, settings } = exchange.portal
  const [object, pipelineId] = [objectOf(exchange), param(exchange, 'pipeline')]
  const found = state.pipelineAudits.filter(
    (line) => line.objectType === object && line.pipelineId === pipelineId && line.stageId === stageId,
  )
  return ok({
    results: found.toReversed().map(({ action, at, rawObject }) => ({
      portalId: settings.portalId,
      identifier: `${settings.portalId}:${stageId ?? pipelineId}`,
      action,
      timestamp: isoInstant(at),
      message: `${stageId === null ? 'Pipeline' : 'Pipeline stage'} ${action.toLowerCase()}`,
      rawObject: JSON.parse(rawObject) as unknown,
      fromUserId: author,
    })),
  })
}
