import { notFound } from '../errors.ts'
import type { Exchange, Reply } from '../http/exchange.ts'
import { ok, param } from '../http/exchange.ts'
import type { Route } from '../http/paths.ts'
import { storeOf } from '../model/portal.ts'
import type { Pipeline, PipelineStage } from '../state.ts'
import { isoInstant } from '../time.ts'

/** https://developers.hubspot.com/docs/api-reference/latest/crm/pipelines/guide */
export const pipelineRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: '/crm/pipelines/{type}',
    handler: (exchange) => ok({ results: all(exchange).map(render) }),
  },
  { method: 'GET', pattern: '/crm/pipelines/{type}/{pipeline}', handler: (exchange) => ok(render(one(exchange))) },
  {
    method: 'GET',
    pattern: '/crm/pipelines/{type}/{pipeline}/stages',
    handler: (exchange) => ok({ results: one(exchange).stages.map(renderStage) }),
  },
  { method: 'GET', pattern: '/crm/pipelines/{type}/{pipeline}/stages/{stage}', handler: readStage },
]

function all(exchange: Exchange): readonly Pipeline[] {
  const { name } = storeOf(exchange.portal, param(exchange, 'type')).type
  return exchange.portal.state.pipelines[name] ?? []
}

function one(exchange: Exchange): Pipeline {
  const pipeline = all(exchange).find(({ id }) => id === param(exchange, 'pipeline'))
  if (pipeline === undefined) throw notFound()
  return pipeline
}

function readStage(exchange: Exchange): Reply {
  const stage = one(exchange).stages.find(({ id }) => id === param(exchange, 'stage'))
  if (stage === undefined) throw notFound()
  return ok(renderStage(stage))
}

function render(pipeline: Pipeline): unknown {
  return {
    id: pipeline.id,
    label: pipeline.label,
    displayOrder: pipeline.displayOrder,
    stages: pipeline.stages.map(renderStage),
    createdAt: isoInstant(pipeline.createdAt),
    updatedAt: isoInstant(pipeline.updatedAt),
    archived: false,
  }
}

function renderStage(stage: PipelineStage): unknown {
  return {
    id: stage.id,
    label: stage.label,
    displayOrder: stage.displayOrder,
    metadata: stage.metadata,
    createdAt: isoInstant(stage.createdAt),
    updatedAt: isoInstant(stage.updatedAt),
    archived: false,
    writePermissions: 'CRM_PERMISSIONS_ENFORCEMENT',
  }
}
