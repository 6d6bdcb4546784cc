import { HubSpotError, badInput, invalid } from '../../errors.ts'
import type { Pipeline, PipelineStage } from '../../state.ts'

/** A stage as a request gives it. */
export interface StageInput {
  readonly stageId: string | null
  readonly label: string
  readonly displayOrder: number
  readonly metadata: Readonly<Record<string, string>>
}

const sameLabel = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase()

/** Two pipelines of one object may not share a label, without regard to case. */
export function checkPipelineLabel(held: readonly Pipeline[], label: string, own: Pipeline | null): void {
  if (held.some((each) => each !== own && sameLabel(each.label, label)))
    throw invalid(`An active pipeline with label ${label} already exists.`)
}

export function checkStageLabel(held: readonly PipelineStage[], label: string, own: PipelineStage | null): void {
  if (held.some((each) => each !== own && sameLabel(each.label, label))) {
    throw invalid(`Stage with label ${label} already exists`, { subCategory: 'PipelineError.STAGE_LABEL_EXISTS' })
  }
}

/** Ids of other objects and other pipelines are taken as well, and the text is misleading: so do live portals answer. */
export function takenStage(): HubSpotError {
  return new HubSpotError(409, {
    message: "There's another pipeline in this portal with one of the same stages",
    category: 'OBJECT_ALREADY_EXISTS',
    subCategory: 'PipelineError.STAGE_ID_EXISTS_IN_ANOTHER_PIPELINE',
  })
}

export const needsStage = (): HubSpotError => invalid('Pipeline must have at least one stage')

/** A ticket pipeline keeps a closed stage. */
export function checkClosedStage(object: string, pipelineId: string, stages: readonly PipelineStage[]): void {
  if (object !== 'tickets' || stages.some(({ metadata }) => metadata['ticketState'] === 'CLOSED')) return
  throw invalid(`${object} pipeline: ${pipelineId} must have at least one closed stage`, {
    subCategory: 'PipelineError.MISSING_CLOSED_STAGE',
  })
}

/** What is kept of a stage's metadata, all of it text; unknown keys are dropped without an error. */
export function keptMetadata(
  object: string,
  metadata: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  if (object === 'deals') return dealMetadata(metadata['probability'])
  if (object === 'leads') return { leadState: oneOf(object, metadata['leadState'], leadStates) }
  const name = object === 'tickets' ? 'ticketState' : 'state'
  const state = oneOf(object, metadata[name], openStates)
  return { [name]: state, isClosed: String(state === 'CLOSED') }
}

const openStates = ['OPEN', 'CLOSED']
const leadStates = ['NEW', 'IN_PROGRESS', 'QUALIFIED', 'UNQUALIFIED']

function oneOf(object: string, value: string | undefined, allowed: readonly string[]): string {
  if (value === undefined) return allowed[0] ?? ''
  if (allowed.includes(value)) return value
  throw invalid(`Failed to deserialize metadata for object type ${object}`, {
    subCategory: 'PipelineError.INVALID_PIPELINE_STAGE_METADATA',
  })
}

/** "isClosed" follows from the probability: a stage is closed exactly when it is 0 or 1. */
function dealMetadata(written: string | undefined): Record<string, string> {
  if (written === undefined || written === '') throw badInput('must specify probability when writing a dealstage')
  const probability = Number(written)
  if (!(probability >= 0 && probability <= 1))
    throw badInput('dealstage probability is not valid, must be between 0.0 and 1.0 (inclusive)')
  const text = Number.isInteger(probability) ? `${probability}.0` : String(probability)
  return { isClosed: String(Number.isInteger(probability)), probability: text }
}

/**
 * Puts a stage at a position. A free one changes nothing else; at a taken one it comes right after the stage that held it, and the
 * whole pipeline is numbered anew.
 */
export function placeStage(stages: readonly PipelineStage[], stage: PipelineStage, order: number): PipelineStage[] {
  if (order < 0) throw badInput('Pipeline display order cannot be negative')
  const others = stages.filter((each) => each !== stage).sort((a, b) => a.displayOrder - b.displayOrder)
  stage.displayOrder = order
  const at = others.findIndex((each) => each.displayOrder === order)
  if (at < 0) return [...others, stage].sort((a, b) => a.displayOrder - b.displayOrder)
  const placed = [...others.slice(0, at + 1), stage, ...others.slice(at + 1)]
  for (const [position, each] of placed.entries()) each.displayOrder = position
  return placed
}
