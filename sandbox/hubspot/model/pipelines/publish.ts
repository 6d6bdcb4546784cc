import { stageDates, standard } from '../../schema/build.ts'
import type { Pipeline, PropertyOption } from '../../state.ts'
import type { Portal } from '../portal.ts'
import { storeOf } from '../portal.ts'
import type { ObjectStore } from '../store.ts'
import type { PipelineAudit } from './state.ts'
import { stageProperties } from './usage.ts'

/** What a pipeline says becomes the options of the properties that hold it, and every stage has its calculated dates. */
export function publishPipelines(portal: Portal, object: string): void {
  publishTo(portal, object, portal.state.pipelines[object] ?? [])
  // Companies have the lifecycle stages of contacts: https://knowledge.hubspot.com/object-settings/create-and-customize-lifecycle-stages
  if (object === 'contacts') publishTo(portal, 'companies', portal.state.pipelines[object] ?? [])
}

/** Lifecycle stages can be edited as options of their property too; what that says becomes the pipeline. */
export function replaceLifecycleStages(portal: Portal, options: readonly PropertyOption[]): void {
  const [pipeline] = portal.state.pipelines['contacts'] ?? []
  if (pipeline === undefined) return
  const at = portal.clock.now()
  const known = new Map(pipeline.stages.map((stage) => [stage.id, stage]))
  pipeline.stages = options
    .toSorted((a, b) => a.displayOrder - b.displayOrder)
    .map(({ value, label }, displayOrder) => ({
      metadata: { isClosed: 'false', state: 'OPEN' },
      createdAt: at,
      ...known.get(value),
      id: value,
      label,
      displayOrder,
      updatedAt: at,
    }))
  pipeline.updatedAt = at
  publishPipelines(portal, 'contacts')
}

function publishTo(portal: Portal, object: string, pipelines: readonly Pipeline[]): void {
  const store = storeOf(portal, object)
  const { pipeline, stage } = stageProperties(object)
  if (pipeline !== null) setOptions(store, pipeline, pipelines)
  const stages = pipelines.flatMap((each) => each.stages)
  setOptions(store, stage, stages)
  if (store.type.stageProperty !== stage) return
  for (const { id, label } of stages) {
    for (const row of stageDates(id, label)) {
      if (store.properties.has(row.name)) continue
      const property = standard(row, store.state.groups[0]?.name ?? '')
      store.state.properties.push(property)
      store.properties.set(property.name, property)
    }
  }
}

function setOptions(
  store: ObjectStore,
  name: string,
  rows: readonly { readonly id: string; readonly label: string }[],
) {
  const property = store.properties.get(name)
  if (property === undefined) return
  property.options = rows.map(({ id, label }, displayOrder): PropertyOption => ({
    value: id,
    label,
    displayOrder,
    hidden: false,
  }))
}

/** Writes one line of the audit log. */
export function audit(
  portal: Portal,
  line: Pick<PipelineAudit, 'objectType' | 'pipelineId' | 'stageId' | 'action'>,
  now: object,
): void {
  portal.state.pipelineAudits.push({ ...line, at: portal.clock.now(), rawObject: JSON.stringify(now) })
}
