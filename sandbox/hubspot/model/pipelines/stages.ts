import { badInput } from '../../errors.ts'
import type { Pipeline, PipelineStage } from '../../state.ts'
import type { Portal } from '../portal.ts'
import type { References } from './pipelines.ts'
import { newId, pipelinesOf } from './pipelines.ts'
import { audit, publishPipelines } from './publish.ts'
import type { StageInput } from './rules.ts'
import { checkClosedStage, checkStageLabel, keptMetadata, needsStage, placeStage } from './rules.ts'
import { checkUnused } from './usage.ts'

export function createStage(portal: Portal, object: string, pipeline: Pipeline, input: StageInput): PipelineStage {
  const all = pipelinesOf(portal, object).flatMap(({ stages }) => stages)
  if (input.stageId !== null && all.some(({ id }) => id === input.stageId)) {
    throw badInput(`An existing active stage in another pipeline is already using stage id ${input.stageId}`)
  }
  checkStageLabel(pipeline.stages, input.label, null)
  const at = portal.clock.now()
  const stage: PipelineStage = {
    id: input.stageId ?? newId(portal),
    label: input.label,
    displayOrder: input.displayOrder,
    metadata: keptMetadata(object, input.metadata),
    createdAt: at,
    updatedAt: at,
  }
  pipeline.stages = placeStage(pipeline.stages, stage, input.displayOrder)
  changed(portal, object, pipeline, stage, 'CREATE')
  return stage
}

/** Metadata that is not sent is kept. */
export function updateStage(
  portal: Portal,
  object: string,
  pipeline: Pipeline,
  stage: PipelineStage,
  input: Partial<StageInput>,
): void {
  if (input.label !== undefined) checkStageLabel(pipeline.stages, input.label, stage)
  const metadata = keptMetadata(object, { ...stage.metadata, ...input.metadata })
  const after = pipeline.stages.map((each) => (each === stage ? { ...stage, metadata } : each))
  checkClosedStage(object, pipeline.id, after)
  if (input.displayOrder !== undefined && input.displayOrder !== stage.displayOrder)
    pipeline.stages = placeStage(pipeline.stages, stage, input.displayOrder)
  stage.metadata = metadata
  stage.label = input.label ?? stage.label
  stage.updatedAt = portal.clock.now()
  changed(portal, object, pipeline, stage, 'UPDATE')
}

/** Deleting what is not there changes nothing. */
export function removeStage(
  portal: Portal,
  object: string,
  pipeline: Pipeline | undefined,
  id: string,
  references: References,
): void {
  const stage = pipeline?.stages.find((each) => each.id === id)
  if (pipeline === undefined || stage === undefined) return
  const rest = pipeline.stages.filter((each) => each !== stage)
  if (rest.length === 0) throw needsStage()
  checkClosedStage(object, pipeline.id, rest)
  if (references === 'checked') checkUnused(portal, object, [stage])
  pipeline.stages = rest
  changed(portal, object, pipeline, stage, 'DELETE')
}

function changed(
  portal: Portal,
  object: string,
  pipeline: Pipeline,
  stage: PipelineStage,
  action: 'CREATE' | 'UPDATE' | 'DELETE',
): void {
  pipeline.updatedAt = portal.clock.now()
  publishPipelines(portal, object)
  audit(portal, { objectType: object, pipelineId: pipeline.id, stageId: stage.id, action }, stage)
  audit(portal, { objectType: object, pipelineId: pipeline.id, stageId: null, action: 'UPDATE' }, pipeline)
}
