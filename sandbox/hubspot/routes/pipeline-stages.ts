import { notFound } from '../errors.ts'
import type { Exchange, Reply } from '../http/exchange.ts'
import { asText, bodyObject, created, noContent, ok, optionalText, param } from '../http/exchange.ts'
import type { Route } from '../http/paths.ts'
import { createStage, removeStage, updateStage } from '../model/pipelines/stages.ts'
import type { PipelineStage } from '../state.ts'
import { findPipeline, metadataOf, objectOf, orderOf, pipelineOf, readStage, referencesOf } from './pipelines.ts'
import { renderStage } from './render-pipeline.ts'

const path = '/crm/pipelines/{type}/{pipeline}/stages'
const write = 'crm.schemas.{scope}.write'

/** https://developers.hubspot.com/docs/api-reference/latest/crm/pipelines/guide (manage pipeline stages) */
export const pipelineStageRoutes: readonly Route[] = [
  { method: 'GET', pattern: path, handler: list },
  { method: 'POST', pattern: path, handler: create, scope: write },
  { method: 'GET', pattern: `${path}/{stage}`, handler: (exchange) => ok(renderStage(stageOf(exchange))) },
  { method: 'PATCH', pattern: `${path}/{stage}`, handler: update, scope: write },
  { method: 'PUT', pattern: `${path}/{stage}`, handler: replace, scope: write },
  { method: 'DELETE', pattern: `${path}/{stage}`, handler: remove, scope: write },
]

function stageOf(exchange: Exchange): PipelineStage {
  const stage = pipelineOf(exchange).stages.find(({ id }) => id === param(exchange, 'stage'))
  if (stage === undefined) throw notFound()
  return stage
}

function list(exchange: Exchange): Reply {
  return ok({ results: pipelineOf(exchange).stages.map((stage) => renderStage(stage)) })
}

function create(exchange: Exchange): Reply {
  const input = readStage(bodyObject(exchange))
  const stage = createStage(exchange.portal, objectOf(exchange), pipelineOf(exchange), input)
  return created(renderStage(stage, input.metadata))
}

function update(exchange: Exchange): Reply {
  const body = bodyObject(exchange)
  const label = optionalText(body['label'], 'label')
  return writeStage(exchange, {
    ...(label === undefined ? {} : { label }),
    ...(body['displayOrder'] === undefined ? {} : { displayOrder: orderOf(body) }),
  })
}

function replace(exchange: Exchange): Reply {
  const body = bodyObject(exchange)
  return writeStage(exchange, { label: asText(body['label'], 'label'), displayOrder: orderOf(body) })
}

/** The answer shows what was sent over what was held, a stale "isClosed" included; only a read shows what is kept. */
function writeStage(exchange: Exchange, input: { readonly label?: string; readonly displayOrder?: number }): Reply {
  const stage = stageOf(exchange)
  const before = stage.metadata
  const metadata = metadataOf(bodyObject(exchange))
  updateStage(exchange.portal, objectOf(exchange), pipelineOf(exchange), stage, { ...input, metadata })
  return ok(renderStage(stage, { ...before, ...metadata }))
}

function remove(exchange: Exchange): Reply {
  const { portal } = exchange
  removeStage(portal, objectOf(exchange), findPipeline(exchange), param(exchange, 'stage'), referencesOf(exchange))
  return noContent
}
