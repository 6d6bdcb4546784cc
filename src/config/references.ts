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
    ...(config.attribution.models.includes(config.attribution.defaultModel)
      ? []
      : [
          missing(
            'attribution.defaultModel',
            `${config.attribution.defaultModel} is not computed`,
            'add it to attribution.models',
          ),
        ]),
  ]
}

const missing = (path: string, message: string, remedy: string): ConfigProblem => ({ path, message, remedy })
