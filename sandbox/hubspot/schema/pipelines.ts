import type { Pipeline, PipelineStage } from '../state.ts'
import { lifecycleStages } from './build.ts'
import { defaultDealStages } from './deals.ts'
import { defaultLeadStages, leadPipelineId } from './leads.ts'

/** Instant on the definitions that come with every portal. */
const portalEpoch = Date.UTC(2020, 0, 1)

/** Pipelines every portal starts with, by object. */
export function standardPipelines(): Record<string, Pipeline[]> {
  return {
    deals: [
      pipeline(
        'default',
        'Sales Pipeline',
        // Both values are strings on the wire.
        defaultDealStages.map(([id, label, probability]) => [
          id,
          label,
          { isClosed: String(id.startsWith('closed')), probability },
        ]),
      ),
    ],
    // Stage order of contacts is readable as a pipeline too.
    contacts: [
      pipeline(
        'contacts-lifecycle-pipeline',
        'Lifecycle Stage Pipeline',
        lifecycleStages.map(([id, label]) => [
          id,
          label,
          id === 'other' ? { isClosed: 'true', state: 'CLOSED' } : { isClosed: 'false', state: 'OPEN' },
        ]),
      ),
    ],
    leads: [
      pipeline(
        leadPipelineId,
        'Lead pipeline',
        defaultLeadStages.map(([id, label, leadState]) => [id, label, { leadState }]),
      ),
    ],
  }
}

type StageRow = readonly [id: string, label: string, metadata: PipelineStage['metadata']]

function pipeline(id: string, label: string, stages: readonly StageRow[]): Pipeline {
  const dates = { createdAt: portalEpoch, updatedAt: portalEpoch }
  return {
    id,
    label,
    displayOrder: 0,
    ...dates,
    stages: stages.map(([stageId, stageLabel, metadata], displayOrder) => ({
      id: stageId,
      label: stageLabel,
      displayOrder,
      metadata,
      ...dates,
    })),
  }
}
