import { badInput, notFound } from '../errors.ts'
import type { Exchange, Reply } from '../http/exchange.ts'
import { asList, asObject, asText, bodyObject, created, noContent, ok, optionalText, param } from '../http/exchange.ts'
import type { Route } from '../http/paths.ts'
import type { PipelineInput, References } from '../model/pipelines/pipelines.ts'
import {
  createPipeline,
  pipelinesOf,
  removePipeline,
  replacePipeline,
  updatePipeline,
} from '../model/pipelines/pipelines.ts'
import type { StageInput } from '../model/pipelines/rules.ts'
import { storeOf } from '../model/portal.ts'
import type { Pipeline } from '../state.ts'
import { renderPipeline } from './render-pipeline.ts'

const path = '/crm/pipelines/{type}'
const write = 'crm.schemas.{scope}.write'

/** https://developers.hubspot.com/docs/api-reference/latest/crm/pipelines/guide */
export const pipelineRoutes: readonly Route[] = [
  { method: 'GET', pattern: path, handler: list },
  { method: 'POST', pattern: path, handler: create, scope: write },
  { method: 'GET', pattern: `${path}/{pipeline}`, handler: read },
  { method: 'PATCH', pattern: `${path}/{pipeline}`, handler: update, scope: write },
  { method: 'PUT', pattern: `${path}/{pipeline}`, handler: replace, scope: write },
  { method: 'DELETE', pattern: `${path}/{pipeline}`, handler: remove, scope: write },
]

export const objectOf = (exchange: Exchange): string => storeOf(exchange.portal, param(exchange, 'type')).type.name

export function findPipeline(exchange: Exchange): Pipeline | undefined {
  return pipelinesOf(exchange.portal, objectOf(exchange)).find(({ id }) => id === param(exchange, 'pipeline'))
}

export function pipelineOf(exchange: Exchange): Pipeline {
  const pipeline = findPipeline(exchange)
  if (pipeline === undefined) throw notFound()
  return pipeline
}

function list(exchange: Exchange): Reply {
  return ok({ results: pipelinesOf(exchange.portal, objectOf(exchange)).map((pipeline) => renderPipeline(pipeline)) })
}

function read(exchange: Exchange): Reply {
  return ok(renderPipeline(pipelineOf(exchange)))
}

type Body = Readonly<Record<string, unknown>>

export function orderOf(body: Body): number {
  const order = body['displayOrder']
  if (typeof order === 'number' && Number.isInteger(order)) return order
  throw badInput('Invalid input JSON: displayOrder must be an integer')
}

export function metadataOf(body: Body): Record<string, string> {
  const given = Object.entries(asObject(body['metadata'] ?? {}, 'metadata'))
  return Object.fromEntries(given.map(([name, value]) => [name, value === null ? '' : asText(value, name)]))
}

export function readStage(raw: unknown): StageInput {
  const body = asObject(raw, 'stage')
  return {
    stageId: optionalText(body['stageId'], 'stageId') ?? null,
    label: asText(body['label'], 'label'),
    displayOrder: orderOf(body),
    metadata: metadataOf(body),
  }
}

function readPipeline(body: Body): PipelineInput {
  return {
    label: asText(body['label'], 'label'),
    displayOrder: orderOf(body),
    stages: asList(body['stages'] ?? [], 'stages').map(readStage),
  }
}

function create(exchange: Exchange): Reply {
  const body = bodyObject(exchange)
  const wanted = optionalText(body['pipelineId'], 'pipelineId') ?? null
  const input = readPipeline(body)
  return created(renderPipeline(createPipeline(exchange.portal, objectOf(exchange), input, wanted), input.stages))
}

function update(exchange: Exchange): Reply {
  const body = bodyObject(exchange)
  const pipeline = pipelineOf(exchange)
  const label = optionalText(body['label'], 'label')
  updatePipeline(exchange.portal, objectOf(exchange), pipeline, {
    ...(label === undefined ? {} : { label }),
    ...(body['displayOrder'] === undefined ? {} : { displayOrder: orderOf(body) }),
  })
  return ok(renderPipeline(pipeline))
}

function replace(exchange: Exchange): Reply {
  const pipeline = pipelineOf(exchange)
  const input = readPipeline(bodyObject(exchange))
  replacePipeline(exchange.portal, objectOf(exchange), pipeline, input, referencesOf(exchange))
  return ok(renderPipeline(pipeline, input.stages))
}

function remove(exchange: Exchange): Reply {
  removePipeline(exchange.portal, objectOf(exchange), param(exchange, 'pipeline'), referencesOf(exchange))
  return noContent
}

/**
 * "validateReferencesBeforeDelete and validateDealStageUsagesBeforeDelete will default to true in /2026-09/"; before, to false:
 * https://developers.hubspot.com/changelog/pipeline-stage-validation-true . Live portals were seen to ignore false on 2026-09.
 */
export function referencesOf(exchange: Exchange): References {
  const names = ['validateReferencesBeforeDelete', 'validateDealStageUsagesBeforeDelete']
  const given = names.map((name) => exchange.query.get(name)).filter((value) => value !== null)
  if (given.includes('true')) return 'checked'
  if (exchange.version !== '2026-09') return 'not-checked'
  const isBypassed = given.includes('false') && exchange.portal.settings.pipelineDeleteBypass === 'honoured'
  return isBypassed ? 'not-checked' : 'checked'
}
