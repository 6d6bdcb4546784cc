import { invalid } from '../../errors.ts'
import type { PipelineStage } from '../../state.ts'
import type { Portal } from '../portal.ts'
import { storeOf } from '../portal.ts'

/** The properties that say where a record stands. */
export function stageProperties(object: string): { readonly pipeline: string | null; readonly stage: string } {
  if (object === 'deals') return { pipeline: 'pipeline', stage: 'dealstage' }
  if (object === 'contacts' || object === 'companies') return { pipeline: null, stage: 'lifecyclestage' }
  return { pipeline: 'hs_pipeline', stage: 'hs_pipeline_stage' }
}

/**
 * Refuses to take away a stage that a record is in; records in the recycle bin do not count.
 * https://developers.hubspot.com/docs/api-reference/latest/crm/pipelines/guide (delete a pipeline)
 */
export function checkUnused(portal: Portal, object: string, stages: readonly PipelineStage[]): void {
  const gone = new Set(stages.map(({ id }) => id))
  const { stage } = stageProperties(object)
  const holders = storeOf(portal, object).state.records.filter(
    ({ archivedAt, values }) => archivedAt === null && gone.has(values[stage] ?? ''),
  )
  if (holders.length === 0) return
  const stageIds = `[${stages.map(({ id }) => id).join(', ')}]`
  const objectIds = `[${holders.map(({ id }) => id).join(', ')}]`
  throw invalid(`Stage IDs: ${stageIds} are being referenced by object IDs: ${objectIds}`, {
    subCategory: 'PipelineError.STAGE_ID_IN_USE',
    context: { stageIds: [stageIds], objectIds: [objectIds] },
  })
}
