import { invalid, objectNotFound } from '../../errors.ts'
import type { Pipeline, PipelineStage } from '../../state.ts'
import type { Portal } from '../portal.ts'
import { nextSerial } from '../portal.ts'
import { audit, publishPipelines } from './publish.ts'
import type { StageInput } from './rules.ts'
import {
  checkClosedStage,
  checkPipelineLabel,
  checkStageLabel,
  keptMetadata,
  needsStage,
  placeStage,
  takenStage,
} from './rules.ts'
import { checkUnused } from './usage.ts'

export interface PipelineInput {
  readonly label: string
  readonly displayOrder: number
  readonly stages: readonly StageInput[]
}

/** Whether records are asked for before something is taken away. */
export type References = 'checked' | 'not-checked'

export function pipelinesOf(portal: Portal, object: string): Pipeline[] {
  return (portal.state.pipelines[object] ??= [])
}

/** Ids that are not given are numbers. */
export const newId = (portal: Portal): string => String(900_000_000 + nextSerial(portal))

export function createPipeline(portal: Portal, object: string, input: PipelineInput, wanted: string | null): Pipeline {
  const held = pipelinesOf(portal, object)
  const id = wanted ?? newId(portal)
  if (held.some((each) => each.id === id))
    throw invalid(`There's another pipeline in this portal with pipelineId (${id}).`)
  const elsewhere = Object.values(portal.state.pipelines).some((each) => each.some((pipeline) => pipeline.id === id))
  const stageIds = new Set(held.flatMap(({ stages }) => stages.map((stage) => stage.id)))
  if (elsewhere || input.stages.some(({ stageId }) => stageId !== null && stageIds.has(stageId))) throw takenStage()
  checkPipelineLabel(held, input.label, null)
  const at = portal.clock.now()
  const { label, displayOrder } = input
  const pipeline = {
    id,
    label,
    displayOrder,
    createdAt: at,
    updatedAt: at,
    stages: stagesFrom(portal, object, input, []),
  }
  checkClosedStage(object, id, pipeline.stages)
  held.push(pipeline)
  changed(portal, object, pipeline, 'CREATE')
  return pipeline
}

/** Stages of a request in their order; those named by an id of `kept` stay what they are. */
function stagesFrom(
  portal: Portal,
  object: string,
  input: PipelineInput,
  kept: readonly PipelineStage[],
): PipelineStage[] {
  if (input.stages.length === 0) throw needsStage()
  const at = portal.clock.now()
  let stages: PipelineStage[] = []
  for (const { stageId, label, displayOrder, metadata } of input.stages) {
    checkStageLabel(stages, label, null)
    const old = kept.find(({ id }) => id === stageId)
    const stage: PipelineStage = {
      id: stageId ?? newId(portal),
      label,
      displayOrder,
      metadata: keptMetadata(object, metadata),
      createdAt: old?.createdAt ?? at,
      updatedAt: at,
    }
    stages = placeStage(stages, stage, displayOrder)
  }
  return stages
}

/** PATCH: label and position only. Every stage counts as changed with it. */
export function updatePipeline(
  portal: Portal,
  object: string,
  pipeline: Pipeline,
  input: Partial<PipelineInput>,
): void {
  if (input.label !== undefined) checkPipelineLabel(pipelinesOf(portal, object), input.label, pipeline)
  const at = portal.clock.now()
  pipeline.label = input.label ?? pipeline.label
  pipeline.displayOrder = input.displayOrder ?? pipeline.displayOrder
  pipeline.updatedAt = at
  for (const stage of pipeline.stages) stage.updatedAt = at
  changed(portal, object, pipeline, 'UPDATE')
}

/** PUT: stages that are left out are gone for good. */
export function replacePipeline(
  portal: Portal,
  object: string,
  pipeline: Pipeline,
  input: PipelineInput,
  references: References,
): void {
  checkPipelineLabel(pipelinesOf(portal, object), input.label, pipeline)
  const others = pipelinesOf(portal, object).filter((each) => each !== pipeline)
  const foreign = new Set(others.flatMap(({ stages }) => stages.map(({ id }) => id)))
  if (input.stages.some(({ stageId }) => stageId !== null && foreign.has(stageId))) throw takenStage()
  const stages = stagesFrom(portal, object, input, pipeline.stages)
  checkClosedStage(object, pipeline.id, stages)
  const gone = pipeline.stages.filter((old) => !stages.some(({ id }) => id === old.id))
  if (references === 'checked') checkUnused(portal, object, gone)
  pipeline.label = input.label
  pipeline.displayOrder = input.displayOrder
  pipeline.stages = stages
  pipeline.updatedAt = portal.clock.now()
  changed(portal, object, pipeline, 'UPDATE')
}

/** There is no archive and no way back. */
export function removePipeline(portal: Portal, object: string, id: string, references: References): void {
  const pipeline = pipelinesOf(portal, object).find((each) => each.id === id)
  if (pipeline === undefined) throw objectNotFound(`Pipeline ${id} does not exist`)
  if (references === 'checked') checkUnused(portal, object, pipeline.stages)
  portal.state.pipelines[object] = pipelinesOf(portal, object).filter((each) => each !== pipeline)
  changed(portal, object, pipeline, 'DELETE')
}

function changed(portal: Portal, object: string, pipeline: Pipeline, action: 'CREATE' | 'UPDATE' | 'DELETE'): void {
  publishPipelines(portal, object)
  audit(portal, { objectType: object, pipelineId: pipeline.id, stageId: null, action }, pipeline)
}
