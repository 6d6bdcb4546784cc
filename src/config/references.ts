import type { AttributionConfig } from '#domain/attribution/config.ts'
import { isModelName, isPathModelName, MODEL_NAMES } from '#domain/attribution/models/index.ts'
import type { SyncConfig } from '#domain/config.ts'
import type { ConfigProblem } from './inner-checks.ts'
import { handoffReferences } from './handoff-references.ts'
import { checkLifecycle, checkMaps } from './inner-checks.ts'

/** Names in the document that nothing in it bears, and what its parts say against each other. */
export function danglingReferences(config: SyncConfig): readonly ConfigProblem[] {
  return [
    ...checkLifecycle(config.lifecycle),
    ...checkMaps(config.fields),
    ...handoffReferences(config),
    ...attributionReferences(config.attribution),
  ]
}

function attributionReferences({ models, defaultModel, customModels }: AttributionConfig): readonly ConfigProblem[] {
  const own = Object.keys(customModels)
  const known = new Set<string>([...MODEL_NAMES, ...own])
  return [
    ...models.flatMap((model, index) =>
      known.has(model)
        ? []
        : [missing(`attribution.models.${index}`, `there is no model ${model}`, `use one of ${[...known].join(', ')}`)],
    ),
    ...own.flatMap((name) =>
      isModelName(name) || isPathModelName(name)
        ? [missing(`attribution.customModels.${name}`, 'Tandem has a model of that name', 'give it another name')]
        : [],
    ),
    ...(models.includes(defaultModel)
      ? []
      : [missing('attribution.defaultModel', `${defaultModel} is not computed`, 'add it to attribution.models')]),
  ]
}

const missing = (path: string, message: string, remedy: string): ConfigProblem => ({ path, message, remedy })
