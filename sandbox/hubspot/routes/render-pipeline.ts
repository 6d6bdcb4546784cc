import type { StageInput } from '../model/pipelines/rules.ts'
import type { Pipeline, PipelineStage } from '../state.ts'
import { isoInstant } from '../time.ts'

/** A pipeline; as the answer to a write its stages show the metadata as it was sent. */
export function renderPipeline(pipeline: Pipeline, sent: readonly StageInput[] = []): unknown {
  return {
    id: pipeline.id,
    label: pipeline.label,
    displayOrder: pipeline.displayOrder,
    stages: pipeline.stages.map((stage) =>
      renderStage(stage, sent.find(({ label }) => label === stage.label)?.metadata ?? {}),
    ),
    createdAt: isoInstant(pipeline.createdAt),
    updatedAt: isoInstant(pipeline.updatedAt),
    archived: false,
  }
}

export function renderStage(stage: PipelineStage, sent: Readonly<Record<string, string>> = {}): unknown {
  return {
    id: stage.id,
    label: stage.label,
    displayOrder: stage.displayOrder,
    metadata: { ...stage.metadata, ...sent },
    createdAt: isoInstant(stage.createdAt),
    updatedAt: isoInstant(stage.updatedAt),
    archived: false,
    writePermissions: 'CRM_PERMISSIONS_ENFORCEMENT',
  }
}
